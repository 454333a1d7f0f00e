"""What people ask of their own data."""
