"""Choices of settings as rows."""
