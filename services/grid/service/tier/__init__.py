"""The surfaces of the tiers, and what climbs and is put away by itself."""
