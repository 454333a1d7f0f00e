"""All that is kept of somebody as one file for a telephone: a page to read, the same as data, and what they sent."""
