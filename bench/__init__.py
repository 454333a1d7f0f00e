"""Figures of this machine, each from what ran in this run, with its spread: `make bench`."""
