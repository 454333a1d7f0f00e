"""Devices and other systems that report: what they measure, and one case for one fault."""
