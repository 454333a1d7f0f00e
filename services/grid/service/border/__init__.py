"""The surface of borders of grids."""
