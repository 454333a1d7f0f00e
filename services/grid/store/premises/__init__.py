"""SQL of estates, buildings, units and public places."""
