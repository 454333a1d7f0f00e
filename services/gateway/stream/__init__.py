"""Streams of what has changed: a page that follows its matters need not ask again and again."""
