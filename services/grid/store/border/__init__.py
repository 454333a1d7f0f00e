"""SQL of borders of grids."""
