"""What the service does with work orders, supervision, campaigns and rewards."""
