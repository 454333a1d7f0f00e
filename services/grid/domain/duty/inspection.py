"""Roving inspections (巡查督导): grids drawn at random, what was found there, and whether it was mended."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from kernel.errors import Conflict, Denied, Invalid

STATES = ("ordered", "done")
RESULTS = ("fine", "faulty")


@dataclass(frozen=True, slots=True)
class Inspection:
    """One inspection. seed: the text its grids were drawn by. grids: how many."""

    id: str
    area: str
    seed: str
    state: str
    grids: int
    ordered_by: str
    ordered_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True)
class Visited:
    """One grid of an inspection. recheck_on: by when a fault is to be mended, local date. mended: what the re-check saw."""

    inspection: str
    grid: str
    place: int
    result: str | None = None
    words: str = ""
    found_by: str | None = None
    found_at: datetime | None = None
    recheck_on: date | None = None
    mended: bool | None = None
    rechecked_by: str | None = None
    rechecked_at: datetime | None = None

    @property
    def settled(self) -> bool:
        """Say whether nothing is left to do here: found fine, or the fault seen mended."""
        return self.result == "fine" or bool(self.mended)


def draw(grids: Iterable[str], number: int, seed: str) -> list[str]:
    """Give `number` grids in an order nobody chose: the same seed over the same grids gives the same ones.

    Rule GR-69, domain 9.3: inspected at random; anybody can draw again with the seed that is kept.

    :raises Invalid: grid.inspection_too_large, facts most
    """
    ordered = sorted(set(grids), key=lambda grid: sha256(f"{seed}:{grid}".encode()).digest())
    if number > len(ordered):
        raise Invalid("grid.inspection_too_large", pointer="/number", most=len(ordered))
    return ordered[:number]


def find(visited: Visited, found: Visited, *, own: Collection[str], today: date) -> Visited:
    """Write down what was found in one grid.

    found: the grid with result, words, found_by, found_at and recheck_on. own: grids the inspector has a post on.

    Rule GR-69, domain 9.3: nobody inspects the own grid; a fault gets a date of its re-check.

    :raises Denied: grid.inspection_own_grid
    :raises Conflict: grid.inspection_recorded
    :raises Invalid: grid.recheck_date_wrong
    """
    if visited.grid in own:
        raise Denied("grid.inspection_own_grid")
    if visited.result is not None:
        raise Conflict("grid.inspection_recorded")
    if (found.result == "faulty") != (found.recheck_on is not None) or (found.recheck_on or today) < today:
        raise Invalid("grid.recheck_date_wrong", pointer="/recheck_on")
    return found


def recheck(visited: Visited, *, mended: bool, by: str, at: datetime, own: Collection[str]) -> Visited:
    """Write down whether a fault has been mended; one that has not may be looked at again.

    :raises Denied: grid.inspection_own_grid
    :raises Conflict: grid.inspection_nothing_faulty
    """
    if visited.grid in own:
        raise Denied("grid.inspection_own_grid")
    if visited.result != "faulty" or visited.mended:
        raise Conflict("grid.inspection_nothing_faulty")
    return replace(visited, mended=mended, rechecked_by=by, rechecked_at=at)


def after(inspection: Inspection, visited: Iterable[Visited]) -> Inspection:
    """Give the inspection one version on, done when every grid is settled."""
    done = all(one.settled for one in visited)
    return replace(inspection, state="done" if done else "ordered", version=inspection.version + 1)
