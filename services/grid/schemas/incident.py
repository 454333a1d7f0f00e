"""Commands on an incident. Path, If-Match and body come together in one object."""

from __future__ import annotations

from marshmallow import ValidationError, validates_schema

from kernel.wire import (
    Choice,
    Day,
    Exact,
    Flag,
    Id,
    Instant,
    Integer,
    Many,
    Nested,
    Number,
    Pattern,
    Schema,
    Text,
    Told,
    Version,
    fault,
)
from services.grid.domain import reason
from services.grid.domain.evidence import KINDS
from services.grid.domain.grid.scheme import CODE
from services.grid.domain.ground.place import SYSTEMS
from services.grid.domain.handover import TARGETS
from services.grid.domain.periods import MOST_DAYS
from services.grid.domain.rating import HIGHEST, LOWEST

WORDS_MOST = 2000
PHONE = r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}"
CASE_TYPE = r"[A-Za-z0-9_.-]{1,32}"
UNIT = r"[A-Za-z0-9_.-]{1,64}"
AREA = r"[0-9]{12}"
GRID = CODE
AREA_OR_GRID = f"{AREA}|{GRID}"
REF = r"[A-Za-z0-9_.:-]{1,128}"


class Point(Schema):
    """A pair as the sender's map gives it. lon, lat: degrees in `system`."""

    lon = Number(-180, 180, required=True)
    lat = Number(-90, 90, required=True)
    system = Choice(*SYSTEMS, load_default="wgs84")


class Person(Schema):
    """Who reports, if they wish to say so; sealed on arrival. minor: under 18; no day of birth is asked for."""

    name = Text(most=40, load_default="")
    phone = Pattern(PHONE, load_default="")
    minor = Flag(load_default=False)


class Piece(Schema):
    """One piece of evidence. ref: id of an uploaded attachment; words: a note's words."""

    kind = Choice(*KINDS, required=True)
    ref = Pattern(REF, load_default="")
    words = Text(most=WORDS_MOST, load_default="")
    taken_at = Instant(load_default=None, allow_none=True)


class Placed(Schema):
    """A place by point, or by the code of an area (12 digits) or of a grid; both together must agree."""

    point = Nested(Point, load_default=None, allow_none=True)
    area = Pattern(AREA_OR_GRID, load_default=None, allow_none=True)
    address = Text(most=200, least=0, load_default="")


class Report(Placed):
    """Raise a matter. unnamed: keep neither name nor account. solved: a grid worker solved it on the spot.

    ordered: a superior office has ordered it, and the desk registers it directly.
    """

    description = Text(most=WORDS_MOST, required=True)
    case_type = Pattern(CASE_TYPE, load_default=None, allow_none=True)
    urgent = Flag(load_default=False)
    unnamed = Flag(load_default=False)
    reporter = Nested(Person, load_default=None, allow_none=True)
    solved = Flag(load_default=False)
    ordered = Flag(load_default=False)
    evidence = Many(Nested(Piece), most=20, load_default=list)

    @validates_schema
    def check_unnamed(self, data: dict[str, object], **kwargs: object) -> None:
        """Refuse a name beside the wish to stay unnamed: one of the two is a mistake."""
        if data.get("unnamed") and data.get("reporter"):
            raise ValidationError(fault("grid.unnamed_with_name"), "reporter")


class Act(Schema):
    """What every act on an existing incident carries. note: words kept among staff. told: words for the reporter."""

    incident = Id(required=True)
    version = Version()
    note = Text(most=WORDS_MOST, least=0, load_default="")
    told = Told(most=WORDS_MOST, least=0, load_default="")


class Locate(Act, Placed):
    """Put it in its place by point or area code."""

    @validates_schema
    def check_place(self, data: dict[str, object], **kwargs: object) -> None:
        """Refuse a place without a point and without a code."""
        if not data.get("point") and not data.get("area"):
            raise ValidationError(fault("grid.place_missing"), "point")


class Verify(Act):
    """Ask the grid's worker to look."""


class Accept(Act):
    """Accept a public report."""

    case_type = Pattern(CASE_TYPE, load_default=None, allow_none=True)


class Reject(Act):
    """Refuse a report."""

    reason = Choice(*reason.REJECT, required=True)


class File(Act):
    """File it under its kind. reason: why a public report that is not urgent need not be seen on site first."""

    case_type = Pattern(CASE_TYPE, load_default=None, allow_none=True)
    urgent = Flag(load_default=None, allow_none=True)
    reason = Choice(*reason.UNVERIFIED, load_default=None, allow_none=True)


class Dispatch(Act):
    """Make a unit responsible; without `unit` the first that would be suggested and can close it at its tier.

    helpers: further units, each with a part and a clock of its own. ownerless: nobody owns it, so the unit of the place does.
    """

    unit = Pattern(UNIT, load_default=None, allow_none=True)
    helpers = Many(Pattern(UNIT), most=10, load_default=list)
    ownerless = Flag(load_default=False)

    @validates_schema
    def check_owner(self, data: dict[str, object], **kwargs: object) -> None:
        """Refuse a unit named for what is said to have no owner: one of the two is a mistake."""
        if data.get("ownerless") and data.get("unit"):
            raise ValidationError(fault("grid.ownerless_with_unit"), "unit")


class Return(Act):
    """Give it back. proposed: the unit whose it is said to be."""

    reason = Choice(*reason.RETURN, required=True)
    proposed = Pattern(UNIT, required=True)


class Start(Act):
    """Begin the work."""


class MakeSafe(Act):
    """Say that it endangers nobody any more."""


class RequestExtension(Act):
    """Ask for more time, in working days."""

    days = Integer(1, MOST_DAYS, required=True)
    reason = Choice(*reason.EXTENSION, required=True)


class ApproveExtension(Act):
    """Grant the time asked for."""


class RefuseExtension(Act):
    """Refuse the time asked for."""


class Hang(Act):
    """Hang up what cannot be solved yet. plan: what shall be done. review_on: when it is looked at again."""

    reason = Choice(*reason.HANG, required=True)
    plan = Text(most=WORDS_MOST, required=True)
    review_on = Day(required=True)


class Review(Act):
    """Look again at what is hung up. plan: in place of the former, '' to keep it. review_on: when next."""

    plan = Text(most=WORDS_MOST, least=0, load_default="")
    review_on = Day(required=True)


class Resume(Act):
    """Take a hung incident up again."""


class Finish(Act):
    """Say that it is solved, with evidence."""

    evidence = Many(Nested(Piece), most=20, load_default=list)


class Check(Act):
    """Check the result. reason: needed when it did not pass."""

    passed = Flag(required=True)
    reason = Choice(*reason.REWORK, load_default=None, allow_none=True)

    @validates_schema
    def check_reason(self, data: dict[str, object], **kwargs: object) -> None:
        """Refuse a failed check without a reason, and a passed one with it."""
        if data.get("passed") == bool(data.get("reason")):
            raise ValidationError(fault("grid.check_reason_mismatch"), "reason")


class Close(Act):
    """Close what passed its check."""


class Archive(Act):
    """Put a closed matter away."""


class ByReporter(Act):
    """An act of the reporter, known by account, or by the query code of the receipt."""

    code = Exact(most=32, load_default=None, allow_none=True)


class Rate(ByReporter):
    """Rate the result: 1..5, and whether it is solved."""

    score = Integer(LOWEST, HIGHEST, required=True)
    solved = Flag(required=True)


class Reopen(ByReporter):
    """Open the next round."""

    reason = Choice(*reason.REOPEN, required=True)


class HandOver(Act):
    """Hand it to the petition or the mediation service."""

    to = Choice(*TARGETS, required=True)
    reason = Choice(*reason.HAND_OVER, required=True)


class TakeBack(Act):
    """Take it back when the other side did not take it."""

    reason = Choice(*reason.TAKE_BACK, required=True)
