"""Commands on the parts of an incident, and what is answered."""

from __future__ import annotations

from kernel.wire import (
    After,
    Choice,
    Id,
    Listing,
    Many,
    Nested,
    Next,
    Pattern,
    Rows,
    Schema,
    Text,
    Told,
    Version,
)
from services.grid.domain.reason import RELEASE
from services.grid.schemas.incident import UNIT, WORDS_MOST, Act, Piece
from services.grid.schemas.reading import Place
from services.grid.schemas.view import PartView


class Join(Act):
    """Let a further unit do a part of the work."""

    unit = Pattern(UNIT, required=True)


class PartAct(Schema):
    """What every act on a part carries. note: words kept among staff. told: words for the reporter."""

    part = Id(required=True)
    version = Version()
    note = Text(most=WORDS_MOST, least=0, load_default="")
    told = Told(most=WORDS_MOST, least=0, load_default="")


class StartPart(PartAct):
    """Begin the own part."""


class FinishPart(PartAct):
    """Finish the own part, with what shows it."""

    evidence = Many(Nested(Piece), most=20, load_default=list)


class ReleasePart(PartAct):
    """Release a unit from its part."""

    reason = Choice(*RELEASE, required=True)


class ListParts(Listing):
    """Page through the parts that are not over, within scope. unit: only those of it."""

    after = After(Place)
    unit = Pattern(UNIT, load_default=None, allow_none=True)


class PartPage(Schema):
    """One page of a list; next: what to send as `after`, or null at the end."""

    items = Rows(PartView)
    next = Next()
