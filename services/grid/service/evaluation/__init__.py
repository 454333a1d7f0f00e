"""The surfaces of evaluation."""
