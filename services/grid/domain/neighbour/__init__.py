"""Rules of who else is in the neighbourhood."""
