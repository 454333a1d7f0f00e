"""Shapes on the wire of what is the kernel's own: a clock, and the number and query code that open a record."""
from __future__ import annotations

from datetime import datetime

from marshmallow import fields

from kernel.wire import Day, Schema, Text


class ByCode(Schema):
    """What opens a record without an account."""

    number = Text(most=64, required=True)
    code = Text(most=32, required=True)


class Clock(Schema):
    """A clock as `deadline.Obligation.told_in` gives it. due_on: the last day, local date. working: steps in order."""

    rule = fields.String()
    state = fields.String()
    due_on = Day(allow_none=True)
    provisional = fields.Boolean()
    late = fields.Boolean()
    words = fields.String()
    working = fields.List(fields.Dict())


def instant(at: datetime | None) -> str | None:
    """Give an instant as ISO text."""
    return at.isoformat() if at else None
