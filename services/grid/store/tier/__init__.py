"""SQL of climbing and of putting away."""
