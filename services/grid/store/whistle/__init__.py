"""SQL of whistles."""
