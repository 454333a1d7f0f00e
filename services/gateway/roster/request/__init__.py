"""What is done to an operator's account: asked by one operator, decided by another."""
