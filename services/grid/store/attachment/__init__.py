"""What stands as evidence: whose it is, of which incident, and what a checker is told of it."""
