"""One matter, many voices: likely same matters, reports joined into one, and those who support it."""
