"""Plays the main job against a running stack and shows what became of each message: `make demo`."""
