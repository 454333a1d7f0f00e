"""SQL of notices and deliveries."""
