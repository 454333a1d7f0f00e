"""OGC API - Features, Part 1: Core, and the map: what a GIS or a person with a browser is shown of the ground."""
