"""Mechanisms every service stands on: database, messages, clocks, sealing, audit. No word of any service's trade."""
