"""Whistles as answers: JSON data in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kernel.deadline import Obligation
from kernel.workdays import Calendar
from services.grid.domain.doer import Doer
from services.grid.domain.ground.territory import Territory
from services.grid.domain.whistle import figure
from services.grid.domain.whistle.call import STATES
from services.grid.domain.whistle.call_life import acts
from services.grid.domain.whistle.limit import STAGES
from services.grid.domain.whistle.whistle import Call, Whistle
from services.grid.service import view

View = dict[str, Any]
KEPT = (
    "id", "whistle", "number", "kind", "unit", "blower", "area", "state", "created_at", "acknowledged_at", "arrived_at",
    "arrived_grid", "arrived_metres", "planned_at", "released_at", "released_for", "rated_at", "score", "breached", "version",
)  # fmt: skip
SHOWN = (
    "id", "number", "kind", "area", "grid", "words", "unit", "incidents", "open", "created_at", "ended_at", "version",
)  # fmt: skip


def call(one: Call, doer: Doer, ground: Territory, language: str) -> View:
    """Give one department's part with what this person may do to it now; no free words, for it is stored with its key."""
    unit = ground.units.get(one.unit)
    return {
        **{name: view.plain(getattr(one, name)) for name in KEPT},
        "unit_name": unit.called(language) if unit else None,
        "state_words": STATES[one.state][language == "en"],
        "acts": acts(one, doer),
    }


def clocks(found: Iterable[Obligation], calendar: Calendar) -> list[View]:
    """Give the clocks of a part with their working."""
    return [view.clock(one, calendar) for one in found]


def blown(whistle: Whistle, calls: Iterable[View]) -> View:
    """Give what blowing answers."""
    return {name: getattr(whistle, name) for name in ("id", "number", "kind", "area", "version")} | {"calls": list(calls)}


def whole(whistle: Whistle, calls: Iterable[View]) -> View:
    """Give one whistle with the parts the reader reaches."""
    place = {"lon": whistle.longitude, "lat": whistle.latitude}
    return {**{name: view.plain(getattr(whistle, name)) for name in SHOWN}, **place, "calls": list(calls)}


def figures(unit: str, counts: dict[str, int], ground: Territory, language: str) -> View:
    """Give the figures of one department, denominators beside each share."""
    named = ground.units.get(unit)
    stages = [_stage(stage, counts) for stage in STAGES]
    rated = counts.get(figure.RATED, 0)
    return {
        "unit": unit,
        "unit_name": named.called(language) if named else None,
        "called": counts.get(figure.CALLED, 0),
        "stages": stages,
        "breaches": sum(one["breached"] for one in stages),
        "rated": rated,
        "mean": figure.mean(counts.get(figure.SCORE, 0), rated),
    }


def _stage(stage: str, counts: dict[str, int]) -> View:
    on_time, breached = (counts.get(of[stage], 0) for of in (figure.ON_TIME, figure.BREACHED))
    return {"stage": stage, "on_time": on_time, "breached": breached, "share": figure.share(on_time, breached)}

