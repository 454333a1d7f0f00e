"""Exports: a list written into a file as a job, page by page, under the own scope of who asked for it."""
