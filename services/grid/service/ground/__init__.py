"""The surface of the ground: areas, their levels and changes, and where a point lies."""
