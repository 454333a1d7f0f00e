"""Acts and questions on settings."""
