"""Shapes on the wire of saying that somebody is under age; a service adds what its records are called by."""
from __future__ import annotations

from kernel.minor import REASONS
from kernel.wire import INTEGER_MAX, Choice, Flag, Id, Integer, Schema, Text, Version


class Mark(Schema):
    """Say that somebody is under age, `minor` true, or that it was wrong or is over, false; and why."""

    minor = Flag(required=True)
    reason = Choice(*REASONS[True], *REASONS[False], required=True)
    version = Version()


class Marked(Schema):
    """What was said of the person of a record; no word of who it is. id: of the record."""

    id = Id()
    number = Text(most=64)
    version = Integer(1, INTEGER_MAX)
    minor = Flag()
