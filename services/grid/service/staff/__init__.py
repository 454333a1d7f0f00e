"""The surface of who stands where: teams, posts, leaving."""
