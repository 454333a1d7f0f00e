"""A change of a community's borders: drafted, then applied or withdrawn."""
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kernel.decision import Decision, Event
from kernel.errors import Conflict, Denied, Invalid
from services.grid.domain.border.drawn import LAYER, Drawn
from services.grid.domain.border.fault import Fault, is_sound
from services.grid.domain.grid.grid import going
from services.grid.domain.ground.register import Grid

STATES = ("draft", "applied", "withdrawn")
ENDING = {"apply": "applied", "withdraw": "withdrawn"}
ADD, CHANGE, END = "add", "change", "end"
WAYS = (ADD, CHANGE, END)
DESK = frozenset({"dispatcher", "leader"})
ROLES: dict[str, frozenset[str]] = dict.fromkeys(("draft_borders", "apply_borders", "withdraw_borders"), DESK)
EVENTS = ("grid.borders_changed",)
PROBLEMS = 50  # faults that a refusal names; the report has them all


@dataclass(frozen=True, slots=True)
class BorderChange:
    """One change of one community (12 digits).

    basis: hash of the grids it was drawn over. features: as drawn, each with way (add, change, end), grid (code, None for a
    new one), kind, name, households, geometry; None = as it is. drawn_by, ended_by: account ids. opened: codes given at
    applying, in the order of the features. moved: open cases that changed their grid by it.
    """

    id: str
    community: str
    state: str
    version: int
    basis: str
    features: tuple[dict[str, Any], ...]
    drawn_by: str
    created_at: datetime
    ended_by: str | None = None
    ended_at: datetime | None = None
    opened: tuple[str, ...] = ()
    moved: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a change makes of a community's grids. opened: without codes yet. kept: those it leaves alone."""

    opened: tuple[Grid, ...]
    changed: tuple[Grid, ...]
    ended: tuple[Grid, ...]
    kept: tuple[Grid, ...]


def of_root(area: str, root: str) -> None:
    """Let only who answers for the whole ground put borders in force.

    Rule GR-48, domain 3.3: 动态调整 - one place decides about borders, for each moves work from one grid to another.

    :raises Denied: grid.borders_not_yours
    """
    if area != root:
        raise Denied("grid.borders_not_yours", area=root)


def check_features(features: Iterable[Mapping[str, Any]], grids: Mapping[str, Grid]) -> None:
    """Let a draft change or end only grids that the community has, each once. grids: by code.

    :raises Invalid: grid.border_grid_unknown, grid.border_grid_twice, grid.border_kind_needed
    """
    given = list(features)
    times = Counter(one["grid"] for one in given if one["grid"])
    for number, one in enumerate(given):
        pointer = f"/features/{number}/grid"
        if one["way"] != ADD and (one["grid"] not in grids or grids[one["grid"]].kind not in LAYER):
            raise Invalid("grid.border_grid_unknown", pointer=pointer, grid=one["grid"] or "-")
        if one["way"] == ADD and one["grid"]:
            raise Invalid("grid.border_grid_unknown", pointer=pointer, grid=one["grid"])
        if one["grid"] and times[one["grid"]] > 1:
            raise Invalid("grid.border_grid_twice", pointer=pointer, grid=one["grid"])
        if one["way"] == ADD and not (one["kind"] and one["name"] and one["geometry"]):
            raise Invalid("grid.border_kind_needed", pointer=f"/features/{number}")


def plan(change: BorderChange, grids: Mapping[str, Grid], *, on: date) -> Plan:
    """Give what a change makes of a community's grids, by code, from a local date on.

    :raises Conflict: grid.borders_changed_meanwhile, when it is about a grid that another change has ended
    """
    if any(one["way"] != ADD and one["grid"] not in grids for one in change.features):
        raise Conflict("grid.borders_changed_meanwhile", community=change.community, version=change.version)
    ways: dict[str, list[Grid]] = {way: [] for way in WAYS}
    for one in change.features:
        ways[one["way"]].append(_made(one, change.community, grids, on))
    touched = {one["grid"] for one in change.features}
    kept = tuple(grid for code, grid in sorted(grids.items()) if code not in touched)
    return Plan(tuple(ways[ADD]), tuple(ways[CHANGE]), tuple(ways[END]), kept)


def _made(one: Mapping[str, Any], community: str, grids: Mapping[str, Grid], on: date) -> Grid:
    if one["way"] == ADD:
        return Grid("", community, one["name"], one["kind"], one["geometry"], one["households"] or 0, on)
    before = grids[one["grid"]]
    if one["way"] == END:
        return replace(before, valid_until=on, version=before.version + 1)
    given = {"name": one["name"], "households": one["households"], "border": one["geometry"]}
    return replace(before, **{k: v for k, v in given.items() if v is not None}, version=before.version + 1)


def drawn(change: BorderChange, planned: Plan) -> list[Drawn]:
    """Give every border of the community as it will be; what the change leaves alone has number 0."""
    numbers = {one["grid"]: n for n, one in enumerate(change.features, start=1) if one["grid"]}
    added = [n for n, one in enumerate(change.features, start=1) if one["way"] == ADD]
    made = list(zip(added, planned.opened, strict=True))
    made += [(numbers.get(one.code, 0), one) for one in (*planned.changed, *planned.kept)]
    return [
        Drawn(number, grid.code, grid.community, grid.kind, grid.households, grid.border)
        for number, grid in sorted(made, key=lambda pair: (pair[0] == 0, pair[0], pair[1].code))
        if grid.kind in LAYER and grid.border is not None
    ]


def endable(planned: Plan, duties: Mapping[str, str], *, on: date) -> None:
    """Let end only what began before today and is part of no duty grid. duties: unit grid -> duty grid.

    :raises Conflict: grid.grid_over, grid.grid_is_member, grid.border_too_young
    """
    for one in planned.ended:
        going(replace(one, valid_until=None))
        if one.valid_from >= on:
            raise Conflict("grid.border_too_young", grid=one.code)
        if one.code in duties:
            raise Conflict("grid.grid_is_member", grid=one.code, duty=duties[one.code])


def sound(faults: Iterable[Fault]) -> None:
    """Refuse what has a fault; warnings pass.

    Rule GR-42.

    :raises Conflict: grid.borders_faulty, facts count, and codes of what is wrong
    """
    found = [one for one in faults if one.severity == "fault"]
    if not is_sound(found):
        raise Conflict("grid.borders_faulty", count=len(found), codes=sorted({one.code for one in found})[:PROBLEMS])


def same(change: BorderChange, *, version: int, basis: str) -> None:
    """Refuse a change that was ended, or drawn over borders that are others now.

    Rule GR-49, local design: nobody moves a border without having seen where it runs.

    :raises Conflict: grid.borders_changed_meanwhile
    """
    if change.version != version or (change.state == "draft" and change.basis != basis):
        raise Conflict("grid.borders_changed_meanwhile", community=change.community, version=change.version)


def end(change: BorderChange, act: str, *, by: str, at: datetime) -> BorderChange:
    """Give the change as applied or withdrawn.

    Rule GR-48.

    :raises Conflict: grid.border_change_act_not_allowed
    """
    open_still(change)
    return replace(change, state=ENDING[act], version=change.version + 1, ended_by=by, ended_at=at)


def open_still(change: BorderChange) -> None:
    """Let only a draft be applied or withdrawn.

    :raises Conflict: grid.border_change_act_not_allowed
    """
    if change.state != "draft":
        raise Conflict("grid.border_change_act_not_allowed", state=change.state)


def applied(
    change: BorderChange, planned: Plan, *, opened: tuple[str, ...], moved: int, by: str, at: datetime
) -> Decision[BorderChange]:
    """Give the change in force, with the fact to tell: event grid.borders_changed."""
    after = replace(end(change, "apply", by=by, at=at), opened=opened, moved=moved)
    data = {
        "area": change.community,
        "opened": list(opened),
        "changed": [one.code for one in planned.changed],
        "ended": [one.code for one in planned.ended],
        "moved": moved,
    }
    return Decision(after, (Event(EVENTS[0], change.id, data, version=after.version),))
