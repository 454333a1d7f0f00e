"""The ground as answers: JSON data, never more than one level of the tree at a time."""
from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

from services.grid.domain.case_type import STAGES, CaseType
from services.grid.domain.ground.register import RegisteredArea
from services.grid.domain.ground.territory import Territory

View = dict[str, Any]


def case_types(ground: Territory, language: str) -> View:
    """Give all kinds of matters, by code. language: zh or en."""
    kinds = sorted(ground.case_types.values(), key=lambda kind: kind.code)
    return {"version": ground.version, "items": [_case_type(kind, language, ground) for kind in kinds]}


def areas(ground: Territory, under: str, *, limit: int) -> View:
    """Give what lies right under an area of the register that is wider than a community, at most `limit` of it.

    :raises Invalid: grid.area_malformed, grid.area_outside, grid.area_unknown
    """
    ground.place(under, pointer="/under")
    below = Counter(one.parent for one in ground.areas.values())
    items = [_area(one, below) for one in ground.areas_under(under)]
    return {
        "version": ground.version,
        "area": _area(ground.areas[under], below),
        "items": items[:limit],
        "grids": [],
        "next": {"code": items[limit - 1]["code"]} if len(items) > limit else None,
    }


def _case_type(kind: CaseType, language: str, ground: Territory) -> View:
    unit = ground.units.get(kind.unit)
    limits = ground.periods.get(kind.code, {})
    return {
        **asdict(kind),
        "evidence": list(kind.evidence),
        "name": kind.name(language),
        "unit_name": unit.called(language) if unit else None,
        "limits": [
            {"stage": stage, "amount": limits[stage].amount, "unit": limits[stage].unit}
            for stage in STAGES
            if stage in limits
        ],
    }


def _area(area: RegisteredArea, below: Counter[str | None]) -> View:
    return {"code": area.code, "name": area.name, "level": area.level, "below": below[area.code]}
