"""Questions about incidents: nothing changes by asking."""

from __future__ import annotations

from kernel.shape import ByCode
from kernel.wire import After, Choice, Id, Instant, Listing, Pattern, Schema, Version
from services.grid.domain.life import LIFE
from services.grid.schemas.incident import AREA, CASE_TYPE, UNIT

QUEUES = ("mine", "unit", "late", "near", "open", "all")


class Find(Schema):
    """Read one incident whole."""

    incident = Id(required=True)


class Progress(ByCode):
    """Follow a matter by its number and the query code of the receipt, without an account."""


class Place(Schema):
    """Where a page ended: the instant by which the queue is sorted, and the id."""

    at = Instant(required=True)
    id = Id(required=True)


class ListIncidents(Listing):
    """Page through a queue; state, area, unit and case_type narrow it, never beyond the reader's scope.

    mine: what waits for this person (a resident: what they reported). unit: what their unit must handle.
    late: past its limit. near: past its warning. open: not ended. all: everything in scope.
    """

    after = After(Place)
    queue = Choice(*QUEUES, load_default="open")
    state = Choice(*LIFE.states, load_default=None, allow_none=True)
    area = Pattern(AREA, load_default=None, allow_none=True)
    unit = Pattern(UNIT, load_default=None, allow_none=True)
    case_type = Pattern(CASE_TYPE, load_default=None, allow_none=True)


class Overview(Schema):
    """Count what is in scope, by state, unit and area."""

    area = Pattern(AREA, load_default=None, allow_none=True)


class HandOverFile(Schema):
    """What the service that takes a matter over must know; opens the sealed identity and is audited."""

    incident = Id(required=True)
    version = Version()
