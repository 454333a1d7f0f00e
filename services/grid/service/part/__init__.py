"""The surfaces of the parts of an incident."""
