"""The question why an account sees a record, and its answer."""
from __future__ import annotations

from kernel import why
from kernel.scope import ALL, AREA, PARTY, UNIT
from kernel.wire import Choice, Day, Flag, Id, Many, Nested, Schema, Text
from services.gateway.http.route import ROLES

# who has a kind of record: service and act
HOLDERS = {
    "incident": ("grid", "why"),
    "petition": ("petition", "why"),
    "intake": ("petition", "why_intake"),
    "dispute": ("mediation", "why"),
}
LIMITS = (AREA, UNIT, PARTY, ALL, why.NOTHING)
CHAINS = tuple(f"{one}_{said}" for one in LIMITS for said in ("holds", "fails"))
BECAUSE = ("account_missing", "account_disabled", "part_holds", *CHAINS)


class Why(Schema):
    """Ask why an account sees a record, or cannot. account: id."""

    kind = Choice(*HOLDERS, required=True)
    id = Id(required=True)
    account = Id(required=True)


class WhyRecord(Schema):
    """What bounds a record. area_path: the codes it lies in, from the province down."""

    area = Text(most=12, least=0)
    area_path = Many(Text(most=12, least=0), most=6)
    unit = Text(most=64, allow_none=True)


class WhyPost(Schema):
    """A post of the account. since, until: local dates, half-open; until null while no end is known."""

    place = Text(most=20)
    since = Day()
    until = Day(allow_none=True)


class WhyView(Schema):
    """Why, without a word of the record. limit: what bounds the role. has: what the account has of it: areas, or its unit."""

    kind = Choice(*HOLDERS)
    id = Id()
    account = Id()
    sees = Flag()
    because = Choice(*BECAUSE)
    words = Text(most=200)
    role = Choice(*ROLES, allow_none=True)
    limit = Choice(*LIMITS, allow_none=True)
    has = Many(Text(most=64), most=100)
    record = Nested(WhyRecord, allow_none=True)
    posts = Many(Nested(WhyPost), most=1000)
