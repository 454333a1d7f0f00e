"""Skills on the wire."""

from __future__ import annotations

from kernel.wire import INTEGER_MAX, Day, Flag, Id, Integer, Many, Nested, Pattern, Schema, Text, Version
from services.grid.schemas.incident import AREA
from services.grid.schemas.staff.post import CODE


class Certify(Schema):
    """Certify a skill of somebody who stands somewhere."""

    account = Id(required=True)
    skill = Pattern(CODE, required=True)
    valid_from = Day(required=True)
    valid_until = Day(load_default=None, allow_none=True)


class RevokeCertificate(Schema):
    """End a certificate. on: first day it is no longer good."""

    certificate = Id(required=True)
    version = Version()
    on = Day(required=True)


class ListSkillsOf(Schema):
    """What one person is certified for."""

    account = Id(required=True)


class SkillShares(Schema):
    """Share of all-round workers by area."""

    on = Day(load_default=None, allow_none=True)
    area = Pattern(AREA, load_default=None, allow_none=True)


class CertificateView(Schema):
    """A skill somebody is certified for. needed: of an all-round worker."""

    id = Id()
    version = Integer(1, INTEGER_MAX)
    account = Id()
    skill = Text(most=32)
    skill_name = Text(most=80)
    needed = Flag()
    valid_from = Day()
    valid_until = Day(allow_none=True)


class SkillsView(Schema):
    """The skills of one person. all_round: holds every needed one today. missing: needed ones they lack."""

    account = Id()
    all_round = Flag()
    missing = Many(Text(most=32), most=200)
    items = Many(Nested(CertificateView), most=1000)


class ShareRow(Schema):
    """Grid workers of one area, and how many of them are all-round."""

    area = Text(most=12)
    workers = Integer(0, INTEGER_MAX)
    all_round = Integer(0, INTEGER_MAX)


class SharesView(Schema):
    """Shares by area as of a day."""

    on = Day()
    items = Many(Nested(ShareRow), most=10_000)
