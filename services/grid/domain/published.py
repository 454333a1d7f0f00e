"""What anybody may read of a matter: how far it is, of what kind, in which grid, and since which day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.grid.domain import words
from services.grid.domain.ground.pin import Pin
from services.grid.domain.ground.territory import Territory

Notice = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Published(Pin):
    """One case, as much of it as anybody may read: a pin, and when it last changed."""

    changed_at: datetime


def notice(
    one: Published, ground: Territory, at: list[float] | None, *, language: str, day: Callable[[datetime], date]
) -> Notice:
    """Give what is told of a case. at: the point of its grid, or of its community. day: the local day of an instant.

    Rule GR-290, domain 8.1: published are kind, state, grid and days, never words, number, door, hour or person; an hour and
    a small grid together would tell who was seen there.
    """
    kind, unit = ground.case_types.get(one.case_type or ""), ground.units.get(one.unit or "")
    return {
        "id": one.id,
        "case_type": one.case_type,
        "kind": kind.name(language) if kind else None,
        "open": one.closed_at is None,
        "state_words": words.state_words(one.state, language),
        "agency": unit.called(language) if unit else None,
        "where": _where(one, ground),
        "lon": at[0] if at else None,
        "lat": at[1] if at else None,
        "reported_on": day(one.created_at).isoformat(),
        "changed_on": day(one.closed_at or one.changed_at).isoformat(),
    }


def _where(one: Published, ground: Territory) -> list[str]:
    """Give the names of the grid and of what it lies in, the narrowest first, up to the district."""
    names, code = [], one.area
    grid = ground.grids.get(one.grid or "")
    if grid:
        names.append(grid.name)
    while code in ground.areas:
        names.append(ground.areas[code].name)
        code = ground.areas[code].parent or ""
    return names
