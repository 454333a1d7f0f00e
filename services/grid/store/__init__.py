"""SQL of the grid service, by noun."""
