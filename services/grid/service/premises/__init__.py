"""The surface of estates, buildings, units and public places."""
