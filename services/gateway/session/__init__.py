"""Sessions: how long one lasts, by which cookie a page shows it, and how its holder ends it."""
