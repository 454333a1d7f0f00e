"""SQL of the parts of an incident."""
