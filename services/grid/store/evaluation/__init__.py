"""SQL of what evaluation counts."""
