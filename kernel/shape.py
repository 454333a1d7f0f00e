"""Shapes on the wire of what is the kernel's own: a clock, what opens a record without an account, what became of rows."""
from __future__ import annotations

from datetime import datetime

from marshmallow import fields

from kernel.wire import Choice, Day, Exact, Field, Id, Integer, Many, Nested, Schema, Text

OUTCOMES = MADE, KNOWN, REFUSED, UNSURE = ("made", "known", "refused", "unsure")
KEY = r"[\x21-\x7e]{1,64}"
ROWS_MOST = 1000
MASKED_MOST = 10_000  # numbers of people in one row: more than its longest words can hold
BATCH = 50  # rows of one call between two services


class ByCode(Schema):
    """What opens a record without an account."""

    number = Exact(most=64, required=True)
    code = Exact(most=32, required=True)


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


class BulkOutcome(Schema):
    """What became of a row. place: in the call, from 0. code: the query code of what was made, for whoever reported it.

    masked: how many numbers of people the words of what was made now held, Rule GR-410; of any other null. Of one that was not
    done: problem, pointer, facts and words.
    """

    place = Integer(0, ROWS_MOST)
    key = Text(most=64, allow_none=True)
    outcome = Choice(*OUTCOMES)
    id = Id(allow_none=True)
    number = Text(most=64, allow_none=True)
    code = Text(most=16, allow_none=True)
    problem = Text(most=64, allow_none=True)
    pointer = Text(most=200, allow_none=True)
    masked = Integer(0, MASKED_MOST, allow_none=True)
    title = Text(most=80, allow_none=True)
    detail = Text(most=400, allow_none=True)
    facts: Field = fields.Dict()


class BulkView(Schema):
    """What became of each row, in the order they came, and how many of each outcome; send those `unsure` again."""

    made = Integer(0, ROWS_MOST)
    known = Integer(0, ROWS_MOST)
    refused = Integer(0, ROWS_MOST)
    unsure = Integer(0, ROWS_MOST)
    items = Many(Nested(BulkOutcome), most=ROWS_MOST)
