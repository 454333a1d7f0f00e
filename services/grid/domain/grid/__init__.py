"""Rules of grids: their kinds, codes and members."""
