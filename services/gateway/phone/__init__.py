"""Residents who sign in by a code sent to their telephone."""
