"""Parts as answers: JSON data in the reader's language."""

from __future__ import annotations

from typing import Any

from kernel.shape import instant
from services.grid.domain.doer import Doer
from services.grid.domain.ground.territory import Territory
from services.grid.domain.part.part import Part, acts

View = dict[str, Any]


def part(one: Part, doer: Doer, ground: Territory, language: str) -> View:
    """Give one part with what this person may do to it now."""
    unit = ground.units.get(one.unit)
    return {
        **{name: getattr(one, name) for name in ("id", "incident", "round", "unit", "role", "state", "version")},
        **{name: instant(getattr(one, name)) for name in ("given_at", "started_at", "ended_at", "due_at")},
        "unit_name": unit.called(language) if unit else None,
        "acts": acts(one, doer),
    }
