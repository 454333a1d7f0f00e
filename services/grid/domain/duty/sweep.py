"""The daily sweep (日摸排) of a grid: a checklist for one local date, and what was found at each place of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from kernel.errors import Conflict

RESULTS = ("fine", "hazard", "closed", "not_reached")
STATES = ("open", "done")
# what every grid of a kind is looked at for, besides its sites: Chinese, English
CALLED: Mapping[str, tuple[str, str]] = {
    "building": ("楼栋", "Stairs and doors"),
    "fire_lane": ("消防通道", "Fire lanes"),
    "public_space": ("公共区域", "Yards and squares"),
    "small_site": ("九小场所", "Small public places"),
}
GENERAL = tuple(CALLED)
LANGUAGES = ("zh", "en")
GRACE = timedelta(days=1)  # a phone without a network brings what it found the next day


@dataclass(frozen=True, slots=True)
class Sweep:
    """One sweep. grid: code. area: of its community. due_on: its local date. items, checked, hazards: counts."""

    id: str
    grid: str
    area: str
    due_on: date
    state: str
    items: int
    checked: int
    hazards: int
    made_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist. site: id of a site, '' for what every grid has. incident: made of a hazard found here."""

    sweep: str
    place: int
    site: str
    kind: str
    result: str | None
    words: str
    incident: str | None
    checked_by: str | None
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found. incident: id of the incident a hazard has made, else None."""

    result: str
    words: str
    incident: str | None
    by: str
    at: datetime


def called(kind: str, language: str) -> str | None:
    """Give what a line that every grid has is about, zh or en; None for the kind of a site, which has a name of its own."""
    words = CALLED.get(kind)
    return words[LANGUAGES.index(language)] if words else None


def record(sweep: Sweep, item: Item, found: Finding, *, today: date) -> tuple[Sweep, Item]:
    """Write down what was found at one place.

    today: local date, Asia/Shanghai. -> the sweep one version on, done when nothing is left, and its item.

    Rule GR-61, domain 9.6: each place has one result, of the sweep's own day; a phone that was offline may bring it the
    next day, later it says nothing of that day any more.

    :raises Conflict: grid.sweep_over, grid.sweep_item_recorded
    """
    if not sweep.due_on <= today <= sweep.due_on + GRACE:
        raise Conflict("grid.sweep_over", due_on=sweep.due_on.isoformat())
    if item.result is not None:
        raise Conflict("grid.sweep_item_recorded", result=item.result)
    checked = sweep.checked + 1
    after = replace(
        sweep,
        checked=checked,
        hazards=sweep.hazards + (found.result == "hazard"),
        state="done" if checked == sweep.items else "open",
        version=sweep.version + 1,
    )
    line = replace(
        item, result=found.result, words=found.words, incident=found.incident, checked_by=found.by, checked_at=found.at
    )
    return after, line
