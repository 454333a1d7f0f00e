"""Bulk intake: many matters of a department in one call, each with its own outcome."""
