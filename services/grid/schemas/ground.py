"""What a client asks of the ground to fill a form with, and what it is answered."""

from __future__ import annotations

from kernel.wire import INTEGER_MAX, Choice, Flag, Integer, Many, Nested, Number, Schema, Text
from services.grid.domain.case_type import ROOTS, STAGES, UNITS
from services.grid.domain.evidence import KINDS
from services.grid.domain.tier import TIERS

TYPES_MOST = 1000


class ListCaseTypes(Schema):
    """List the kinds of matters."""


class LimitView(Schema):
    """How long one stage may take. unit: H hours, WH working hours, WD working days, D days."""

    stage = Choice(*STAGES)
    amount = Number(0, 100_000)
    unit = Choice(*UNITS)


class CaseTypeView(Schema):
    """One kind of matter. name: in the reader's language. unit: id of who answers. evidence: asked for at the end.

    tier: the lowest able to close it, null to go by who answers for it.
    """

    code = Text(most=32)
    root = Choice(*ROOTS)
    major = Text(most=8)
    minor = Text(most=8)
    major_zh = Text(most=200)
    major_en = Text(most=200)
    name_zh = Text(most=200)
    name_en = Text(most=200)
    name = Text(most=200)
    unit = Text(most=64)
    unit_name = Text(most=200, allow_none=True)
    urgent = Flag()
    tier = Choice(*TIERS, allow_none=True)
    evidence = Many(Choice(*KINDS), most=len(KINDS))
    limits = Many(Nested(LimitView), most=len(STAGES))


class CaseTypesView(Schema):
    """All kinds of matters, by code. version: of the ground; it grows with each change, so it tells whether to ask anew."""

    version = Integer(0, INTEGER_MAX)
    items = Many(Nested(CaseTypeView), most=TYPES_MOST)
