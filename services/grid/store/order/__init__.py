"""SQL of work orders, supervision, campaigns and rewards."""
