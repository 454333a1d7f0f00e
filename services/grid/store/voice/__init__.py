"""Rows of joined reports and of those who support a matter."""
