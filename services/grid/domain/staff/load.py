"""How much one person carries: the usual limits, where a tenant sets none."""

# domain 9.1 (0-30): every 300 households a grid; 3-4: some 270 households to a head
GRIDS_MOST = 2
HOUSEHOLDS_MOST = 600
