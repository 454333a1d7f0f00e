"""The surface of the map."""
