"""What the service does with whistles."""
