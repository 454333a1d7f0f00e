"""What is sent in parts, and goes on where it broke off: tus 1.0."""
