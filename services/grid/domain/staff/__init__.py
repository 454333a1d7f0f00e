"""Rules of who stands where: teams, posts, leaving."""
