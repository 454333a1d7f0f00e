"""The surfaces of devices."""
