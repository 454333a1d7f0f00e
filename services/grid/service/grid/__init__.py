"""The surface of grids: their kinds, codes and members."""
