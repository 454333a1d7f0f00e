"""Questions about incidents: nothing changes by asking."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validates_schema

from kernel.shape import ByCode
from kernel.wire import (
    INTEGER_MAX,
    MESSAGES,
    After,
    Choice,
    Exact,
    Id,
    Integer,
    Listing,
    Pattern,
    Schema,
    Version,
    fault,
)
from services.grid.domain.life import LIFE
from services.grid.domain.outcome import OUTCOMES
from services.grid.domain.tier import TIERS
from services.grid.schemas.incident import AREA, CASE_TYPE, UNIT

QUEUES = ("mine", "unit", "late", "near", "open", "climbed", "all")


class Find(Schema):
    """Read one incident whole."""

    incident = Id(required=True)


class Progress(ByCode):
    """Follow a matter by its number and the query code of the receipt, without an account."""


class Place(Schema):
    """Where a page ended: the instant by which the queue is sorted, and the id.

    at: of no clock, so of any year; the desk's queue puts centuries between what comes first and what comes after.
    """

    at = fields.AwareDateTime(required=True, error_messages=MESSAGES)
    id = Id(required=True)


class Mark(Schema):
    """Where a page ended: a place in a queue; or the row of a search, of which what is registered before is not looked at yet."""

    at = fields.AwareDateTime(error_messages=MESSAGES)
    id = Id()
    row = Integer(1, INTEGER_MAX)


class ListIncidents(Listing):
    """Page through a queue; state, area, unit and case_type narrow it, never beyond the reader's scope.

    mine: what waits for this person (a resident: what they reported). unit: what their unit must handle.
    late: past its limit. near: past its warning. open: not ended. climbed: open, and not solved at its first tier.
    all: everything in scope. tier and outcome narrow it as a figure of the tiers does. text: words of number, address and
    description, all of which must be found; the list is then sorted by registration, the latest first. A page of a search may
    be shorter than `limit`, or empty, and have a `next` all the same: so much is looked at for one page and no more. Nothing is
    found only where `next` is null, too.
    """

    after = After(Mark)
    queue = Choice(*QUEUES, load_default="open")
    state = Choice(*LIFE.states, load_default=None, allow_none=True)
    area = Pattern(AREA, load_default=None, allow_none=True)
    unit = Pattern(UNIT, load_default=None, allow_none=True)
    case_type = Pattern(CASE_TYPE, load_default=None, allow_none=True)
    tier = Choice(*TIERS, load_default=None, allow_none=True)
    outcome = Choice(*OUTCOMES, load_default=None, allow_none=True)
    text = Exact(most=100, load_default=None, allow_none=True)

    @validates_schema
    def check_place(self, data: dict[str, Any], **kwargs: object) -> None:
        """Refuse the place of a queue in a search, and the other way round."""
        if data["after"] and sorted(data["after"]) != (["row"] if data["text"] else ["at", "id"]):
            raise ValidationError(fault("wire.required"), "after")


class Overview(Schema):
    """Count what is in scope, by state, unit and area."""

    area = Pattern(AREA, load_default=None, allow_none=True)


class HandOverFile(Schema):
    """What the service that takes a matter over must know; opens the sealed identity and is audited."""

    incident = Id(required=True)
    version = Version()
