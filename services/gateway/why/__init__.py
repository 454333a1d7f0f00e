"""Why somebody sees a record, or cannot."""
