"""Rows of devices, of what they mean, and of faults."""
