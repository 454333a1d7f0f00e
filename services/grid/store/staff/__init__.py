"""SQL of who stands where: teams, posts, leaving."""
