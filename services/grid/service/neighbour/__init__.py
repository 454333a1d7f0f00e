"""The surface of who else is in the neighbourhood."""
