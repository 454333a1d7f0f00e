"""Borders of grids: what is wrong with them, shown in words and as a picture."""
