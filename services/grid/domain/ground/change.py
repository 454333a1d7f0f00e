"""Changes of areas in time: added, renamed, split, merged, ended, recoded; what ends keeps its code for good."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from kernel.errors import Conflict, Denied, Invalid, Missing
from services.grid.domain.ground import area
from services.grid.domain.ground.level import Levels
from services.grid.domain.role import let

LEADER = frozenset({"leader"})
KINDS = ("add", "rename", "split", "merge", "end", "recode")
LYING = ("area", "grid", "unit", "post", "site")
STATES = ("planned", "applied", "withdrawn", "failed")
PAST = {
    "add": "added",
    "rename": "renamed",
    "split": "split",
    "merge": "merged",
    "end": "ended",
    "recode": "recoded",
}
EVENTS = (*(f"grid.area_{past}" for past in PAST.values()), "grid.area_change_failed")
ROLES: dict[str, frozenset[str]] = dict.fromkeys(
    ("add_area", "rename_area", "split_area", "merge_areas", "end_area", "recode_area", "withdraw_area_change"), LEADER
)


@dataclass(frozen=True, slots=True)
class KeptArea:
    """The present state of an area. version: grows with each change. valid_from: since when it is in this state."""

    code: str
    name: str
    level: str
    parent: str | None
    valid_from: date
    valid_until: date | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Named:
    """An area that a change leads to. name: '' to keep the one it has, or that of the area it follows."""

    code: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One change. on: local date from which it holds. into: the areas it leads to. others: further areas merged.

    moves: code or id of something that lies in an area that ends -> code of the area it goes to.
    """

    kind: str
    area: str
    on: date
    into: tuple[Named, ...] = ()
    others: tuple[str, ...] = ()
    moves: Mapping[str, str] = field(default_factory=dict)

    @property
    def sources(self) -> tuple[str, ...]:
        """Give the areas that it changes, none when it adds one."""
        return () if self.kind == "add" else (self.area, *self.others)

    @property
    def codes(self) -> list[str]:
        """Give every code it speaks of, and the areas right above those, sorted: the order in which they are locked."""
        named = {self.area, *self.others, *(one.code for one in self.into)}
        return sorted(named | {area.read(code).parent for code in named} - {""})


@dataclass(frozen=True, slots=True)
class Lying:
    """One thing that lies in an area and would be left behind. within: that area.

    kind: 'area', 'grid', 'unit', 'post' or 'site' (of the register of premises, outside of any grid).
    """

    kind: str
    id: str
    within: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does. renamed, born, ended: states to write. followed: (ended code, code that follows it).

    moved: what lay in an area -> code of the area it goes to.
    """

    renamed: tuple[KeptArea, ...] = ()
    born: tuple[KeptArea, ...] = ()
    ended: tuple[KeptArea, ...] = ()
    followed: tuple[tuple[str, str], ...] = ()
    moved: tuple[tuple[Lying, str], ...] = ()


def permit(act: str, role: str, *, area: str, root: str) -> None:
    """Let only a leader of the whole ground change areas.

    area: root of what the actor may see. root: of the deployment.

    Rule GR-23, domain 9.1: 社区规模调整 is decided for the whole city or district, above the streets it touches.

    :raises Denied: grid.role_not_allowed, grid.leader_not_of_root
    """
    let(ROLES, act, role)
    if area != root:
        raise Denied("grid.leader_not_of_root", root=root)


def decide(
    change: Change, kept: Mapping[str, KeptArea], lying: Iterable[Lying], *, levels: Levels, root: str, today: date
) -> Effect:
    """Work out what a change does.

    kept: the areas it speaks of and those right above, as far as there are any, by code. lying: what lies in its sources.

    Rule GR-24, domain 9.1 and 3.3: valid from today or later, never backwards; an ended code is never given again.

    :raises Invalid: grid.change_backdated, grid.split_too_few, grid.merge_too_few, grid.successor_is_itself,
        grid.area_outside, grid.move_unknown, grid.move_target_unknown, and what levels.check says
    :raises Missing: grid.area_missing
    :raises Conflict: grid.area_ended, grid.area_code_used, grid.area_too_young, grid.area_not_empty, grid.root_stays
    """
    if change.on < today:
        raise Invalid("grid.change_backdated", pointer="/on", on=change.on.isoformat(), today=today.isoformat())
    for code in change.sources:
        _living(kept, code, on=change.on)
    if change.kind in SHAPES:
        SHAPES[change.kind](change, root)
    into = {one.code: one for one in change.into}
    ended = tuple(_ended(kept[code], on=change.on) for code in change.sources if code not in into and change.kind != "rename")
    born = tuple(_born(one, change, kept, levels, root) for one in change.into if _is_born(one.code, change, kept))
    renamed = tuple(
        replace(kept[one.code], name=one.name, valid_from=change.on)
        for one in change.into
        if one.code in change.sources and one.name and one.name != kept[one.code].name
    )
    followed = tuple((one.code, code) for one in ended for code in into)
    return Effect(renamed, born, ended, followed, _moved(change, ended, tuple(lying)))


def _ended(one: KeptArea, *, on: date) -> KeptArea:
    if one.valid_from >= on:  # it would end before it was there for a day
        raise Conflict("grid.area_too_young", area=one.code, since=one.valid_from.isoformat())
    return replace(one, valid_until=on)


def _living(kept: Mapping[str, KeptArea], code: str, *, on: date) -> None:
    if code not in kept:
        raise Missing("grid.area_missing", area=code)
    if kept[code].valid_until is not None:
        raise Conflict("grid.area_ended", area=code, ended_on=str(kept[code].valid_until))
    if kept[code].valid_from > on:
        raise Conflict("grid.area_too_young", area=code, since=kept[code].valid_from.isoformat())


def _split(change: Change, root: str) -> None:
    if len({one.code for one in change.into}) < 2:
        raise Invalid("grid.split_too_few", pointer="/into")
    _not_root(change, root)


def _merge(change: Change, root: str) -> None:
    if len(set(change.sources)) < 2 or len(set(change.sources)) < len(change.sources):
        raise Invalid("grid.merge_too_few", pointer="/others")
    _not_root(change, root)


def _follow(change: Change, root: str) -> None:
    if any(one.code == change.area for one in change.into):
        raise Invalid("grid.successor_is_itself", pointer="/into", area=change.area)
    _not_root(change, root)


def _not_root(change: Change, root: str) -> None:
    if root in change.sources:
        raise Conflict("grid.root_stays", area=root)


SHAPES: dict[str, Callable[[Change, str], None]] = {
    "split": _split,
    "merge": _merge,
    "end": _follow,
    "recode": _follow,
}


def _is_born(code: str, change: Change, kept: Mapping[str, KeptArea]) -> bool:
    """Tell whether a code is to be new; what exists may be led to when it is a source, or when another ends into it."""
    if code not in kept:
        if change.kind == "end":
            raise Missing("grid.area_missing", area=code)
        return True
    if code in change.sources:
        return False
    if change.kind == "end" and kept[code].valid_until is None:
        return False
    raise Conflict("grid.area_code_used", area=code)


def _born(one: Named, change: Change, kept: Mapping[str, KeptArea], levels: Levels, root: str) -> KeptArea:
    pointer = "/area" if change.kind == "add" else "/into"
    level, parent = levels.of(one.code, pointer=pointer).level, area.read(one.code, pointer=pointer).parent
    if not area.covers(root, one.code):
        raise Invalid("grid.area_outside", pointer=pointer, area=one.code, district=root)
    levels.check(one.code, level, parent, root=root)
    if change.sources and level != kept[change.area].level:
        raise Invalid("grid.level_mismatched", pointer="/into", area=one.code, level=level, expected=kept[change.area].level)
    _living(kept, parent, on=change.on)
    name = one.name or (kept[change.area].name if change.area in kept else "")
    return KeptArea(one.code, name, level, parent, change.on)


def _moved(change: Change, ended: tuple[KeptArea, ...], lying: tuple[Lying, ...]) -> tuple[tuple[Lying, str], ...]:
    """Say where each thing goes that lies in an area that ends; in one that stays, only what the command names moves.

    Rule GR-25, domain 9.1: nothing is left behind in an area that is no more.

    :raises Invalid: grid.move_unknown, grid.move_target_unknown
    :raises Conflict: grid.area_not_empty, facts areas, grids, units, posts, sites
    """
    codes, targets = {one.code for one in ended}, [one.code for one in change.into]
    by_id = {one.id: one for one in lying}
    for item, target in change.moves.items():
        if item not in by_id:
            raise Invalid("grid.move_unknown", pointer="/moves", item=item)
        if target not in targets:
            raise Invalid("grid.move_target_unknown", pointer="/moves", item=item, area=target)
    alone = targets[0] if len(targets) == 1 else ""
    found = {one.id: change.moves.get(one.id, alone if one.within in codes else "") for one in lying}
    left = [one for one in lying if one.within in codes and not (found[one.id] and _may_follow(one))]
    if left:
        facts: dict[str, Any] = {f"{kind}s": [one.id for one in left if one.kind == kind] for kind in LYING}
        raise Conflict("grid.area_not_empty", area=change.area, **facts)
    return tuple((one, found[one.id]) for one in lying if found[one.id] and found[one.id] != one.within)


def _may_follow(one: Lying) -> bool:
    """Tell whether a thing can be moved: a statistical code is given by the authority, so such areas are recoded first."""
    return one.kind != "area" or len(one.id) > area.STATISTICAL


def place_after(
    *, grid: str | None, area: str, grids: Mapping[str, tuple[str, str]], targets: Mapping[str, tuple[str, ...]], above: str
) -> tuple[str, str | None]:
    """Say where a matter lies after its area ended: with its grid, else in the only successor, else in the area above.

    grids: ended grid -> (grid that follows it, its community). targets: ended area -> areas that follow it. above: parent.
    -> area and grid, None where it must be found by hand.

    Rule GR-26, domain 9.1: open matters follow their place; a place is never guessed.
    """
    if grid is not None and grid in grids:
        return grids[grid][1], grids[grid][0]
    follow = targets.get(area, ())
    return (follow[0] if len(follow) == 1 else above), None
