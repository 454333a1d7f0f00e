"""Opening, changing and ending grids; where their borders run is another matter (domain/border)."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from kernel.decision import Decision, Event
from kernel.errors import Conflict, Invalid
from services.grid.domain.grid import scheme
from services.grid.domain.grid.code_scheme import CodeScheme
from services.grid.domain.ground.area import level_of
from services.grid.domain.ground.register import Grid

DUTY = "duty"
ANSWERING = frozenset({"base", "special"})  # the kinds that share a community's ground out among them
EVENTS = ("grid.grid_opened", "grid.grid_changed", "grid.grid_ended")


def open_grid(given: Mapping[str, Any], *, code: str, on: date) -> Decision[Grid]:
    """Register a grid; its border is drawn later.

    given: community (12 digits), kind, name, households. code: allocated, or the free code of a duty grid. on: local date.
    -> the grid, valid from `on`, event grid.grid_opened.

    Rule GR-35, domain 3.3: a grid belongs to exactly one community, never to a street or a county directly.

    :raises Invalid: grid.community_needed
    """
    if level_of(given["community"]) != "community":
        raise Invalid("grid.community_needed", pointer="/community", area=given["community"])
    grid = Grid(code, given["community"], given["name"], given["kind"], None, given["households"], on)
    return Decision(grid, (told("opened", grid),))


def change_grid(grid: Grid, given: Mapping[str, Any], *, coded: CodeScheme) -> Decision[Grid]:
    """Change what is given of name, households and kind. coded: the tenant's scheme.

    Rule GR-34, local design: kind changes only while nothing is drawn and the code does not say otherwise, because a border
    lies in the layer of its kind, and a code is never changed.

    :raises Conflict: grid.grid_over, grid.kind_fixed
    """
    going(grid)
    wanted = given.get("kind") or grid.kind
    if wanted != grid.kind and (grid.border or DUTY in (wanted, grid.kind) or not coded.fits(grid.code, wanted)):
        raise Conflict("grid.kind_fixed", grid=grid.code, kind=grid.kind, wanted=wanted)
    changed = {name: given[name] for name in ("name", "households", "kind") if given.get(name) is not None}
    after = replace(grid, **changed, version=grid.version + 1)
    return Decision(after, (told("changed", after),))


def end_grid(grid: Grid, *, on: date, today: date, duty: str) -> Decision[Grid]:
    """Let a grid be no more from a local date on; its code stays readable and is not given again (作废).

    on: first day without it, today at the earliest, and after its first. duty: code of the duty grid it is part of, or ''.

    Rule GR-37, domain 3.3: an old code is kept with its start and its end and is never reused.

    A grid that answers for its ground ends by a change of borders, which says who answers from then on and moves its matters.

    :raises Invalid: grid.end_too_early, facts from_on, today
    :raises Conflict: grid.grid_over, grid.grid_is_member, grid.grid_answers
    """
    going(grid)
    if grid.border and grid.kind in ANSWERING:
        raise Conflict("grid.grid_answers", grid=grid.code)
    if on < today or on <= grid.valid_from:
        raise Invalid("grid.end_too_early", pointer="/on", from_on=grid.valid_from.isoformat(), today=today.isoformat())
    if duty:
        raise Conflict("grid.grid_is_member", grid=grid.code, duty=duty)
    after = replace(grid, valid_until=on, version=grid.version + 1)
    return Decision(after, (told("ended", after, on=on.isoformat()),))


def going(grid: Grid) -> None:
    """Let only a grid without an end be changed.

    :raises Conflict: grid.grid_over
    """
    if grid.valid_until is not None:
        raise Conflict("grid.grid_over", grid=grid.code, until_on=grid.valid_until.isoformat())


def coded(kind: str, code: str | None) -> None:
    """Let a free code be given to duty grids, which need one, and to no other, which are given theirs.

    Rule GR-30, domain 3.3.

    :raises Invalid: grid.code_needed, grid.code_not_yours
    """
    if kind == DUTY and not (code and scheme.free(code)):
        raise Invalid("grid.code_needed", pointer="/code")
    if kind != DUTY and code:
        raise Invalid("grid.code_not_yours", pointer="/code", kind=kind)


def told(what: str, grid: Grid, **data: Any) -> Event:
    """Give the event of something done to a grid."""
    facts = {"grid": grid.code, "community": grid.community, "kind": grid.kind, **data}
    return Event(f"grid.grid_{what}", grid.code, facts, version=grid.version)
