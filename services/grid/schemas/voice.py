"""Questions and commands on reports of one matter, and what is answered."""

from __future__ import annotations

from marshmallow import ValidationError, validates_schema

from kernel.wire import (
    INTEGER_MAX,
    After,
    Choice,
    Day,
    Exact,
    Flag,
    Id,
    Integer,
    Listing,
    Many,
    Nested,
    Next,
    Number,
    Pattern,
    Rows,
    Schema,
    Text,
    Told,
    fault,
)
from services.grid.domain.voice.likeness import DISTANCES, MOST, REASONS
from services.grid.schemas.incident import CASE_TYPE, WORDS_MOST, Act, Placed
from services.grid.schemas.reading import Place
from services.grid.schemas.view import IncidentRow

COUNT_MOST = INTEGER_MAX


class Similar(Placed):
    """Ask what may be the same matter before reporting it; nothing of it is kept."""

    description = Text(most=WORDS_MOST, required=True)
    case_type = Pattern(CASE_TYPE, load_default=None, allow_none=True)

    @validates_schema
    def check_place(self, data: dict[str, object], **kwargs: object) -> None:
        """Refuse a question without a point and without a code: it would be asked of the whole district."""
        if not data.get("point") and not data.get("area"):
            raise ValidationError(fault("grid.place_missing"), "point")


class SimilarRow(Schema):
    """What a stranger may see of a matter. area: code of its community or street. reported_on: local date.

    distance: to the middle of a square of about 200 m in which it lies. supporters: how many others mean it too.
    """

    shows = "incident"

    id = Id()
    case_type = Text(most=32, allow_none=True)
    kind = Text(most=200, allow_none=True)
    state_words = Text(most=64)
    reported_on = Day()
    area = Text(most=12)
    area_name = Text(most=200, allow_none=True)
    distance = Choice(*DISTANCES)
    supporters = Integer(0, COUNT_MOST)
    open = Flag()


class SimilarView(Schema):
    """What may be the same matter, the likeliest first."""

    items = Many(Nested(SimilarRow), most=MOST)


class FindSame(Schema):
    """Ask what may be the same matter as an incident."""

    incident = Id(required=True)


class SameRow(Schema):
    """One that may be the same. score: 0..1. reasons: what speaks for it. metres: between the two points."""

    incident = Nested(IncidentRow)
    score = Number(0, 1)
    reasons = Many(Choice(*REASONS), most=len(REASONS))
    metres = Integer(0, COUNT_MOST, allow_none=True)


class SameView(Schema):
    """What may be the same matter, the likeliest first."""

    items = Many(Nested(SameRow), most=MOST)


class Merge(Act):
    """Join it to another report of the same matter. into: id of that one, or of one that is joined to it."""

    into = Id(required=True)


class Unmerge(Act):
    """Take it out again."""


class Respond(Act):
    """Answer the reporter of a joined report. told: the answer."""

    told = Told(most=WORDS_MOST, required=True)


class ListMerged(Listing):
    """Page through what is joined to an incident."""

    after = After(Place)
    incident = Id(required=True)


class MergedPage(Schema):
    """One page of a list; next: what to send as `after`, or null at the end."""

    items = Rows(IncidentRow)
    next = Next()


class ByTicket(Schema):
    """What somebody without an account proves to be one by. number, code: of a report of their own."""

    number = Exact(most=64, load_default=None, allow_none=True)
    code = Exact(most=32, load_default=None, allow_none=True)


class Support(ByTicket):
    """Stand behind a matter. hear: hear how it ends; who has no account reads it by the own ticket."""

    incident = Id(required=True)
    hear = Flag(load_default=False)


class WithdrawSupport(ByTicket):
    """Stand behind it no longer."""

    incident = Id(required=True)


class SupportView(Schema):
    """How many stand behind it, and whether the one who asks does."""

    shows = "incident"

    id = Id()
    supporters = Integer(0, COUNT_MOST)
    supported = Flag()
    hear = Flag()
