"""Residents and their data: a copy, corrections, and being erased."""
