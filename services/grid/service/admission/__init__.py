"""The surface of what may be asked of a community."""
