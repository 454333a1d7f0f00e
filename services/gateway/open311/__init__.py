"""Open311 GeoReport v2: the same matters, as clients of that standard write and read them."""
