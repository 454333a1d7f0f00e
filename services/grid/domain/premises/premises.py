"""Estates (小区), buildings (楼栋), units (单元) and public places: what stands on the ground, as counts and codes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from kernel.decision import Decision, Event
from kernel.errors import Conflict, Invalid

ESTATE, BUILDING, UNIT, PLACE = KINDS = ("estate", "building", "unit", "place")
STANDING, ENDED = STATES = ("standing", "ended")
# kind -> the letter and the digits of its own part of a code
PARTS: dict[str, tuple[str, int]] = {ESTATE: ("E", 3), BUILDING: ("B", 5), UNIT: ("U", 2), PLACE: ("P", 5)}
COUNTS = ("households", "rooms", "shops", "floors")
# fields that not every kind has -> the kinds that have them
ONLY: dict[str, tuple[str, ...]] = {
    "place_kind": (PLACE,),
    "service_form": (ESTATE,),
    "estate": (BUILDING, PLACE),
    "building": (UNIT, PLACE),
}
MUST: dict[str, tuple[str, ...]] = {"place_kind": (PLACE,), "building": (UNIT,)}
CHANGEABLE = (
    "name", "address", "place_kind", "service_form", "estate", "makes_up", "keeper", "reference", *COUNTS,
)  # fmt: skip
EVENTS = tuple(f"grid.premises_{what}" for what in ("registered", "changed", "moved", "ended"))
BELOW = re.compile(r"[1-9][0-9]{11}([A-Z][0-9]+)+")


@dataclass(frozen=True, slots=True)
class Premises:
    """One of them.

    Rule GR-80, domain 8.1: it holds counts and codes; whom to turn to is a unit, never a person.

    code: of the community it was registered in, then letter and digits; it stays when borders change. reference: what the
    register it came from calls it. area: community it lies in today. grid: code or None. estate, building: ids of
    what it belongs to. makes_up: code of the area below the community that it makes up. keeper: id of the unit to turn
    to. longitude, latitude: WGS-84 degrees.
    """

    id: str
    kind: str
    code: str
    reference: str | None
    name: str
    address: str
    area: str
    grid: str | None
    estate: str | None
    building: str | None
    place_kind: str | None
    service_form: str | None
    makes_up: str | None
    keeper: str | None
    households: int
    rooms: int
    shops: int
    floors: int
    longitude: float
    latitude: float
    state: str
    created_at: datetime
    changed_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Site:
    """Where something stands. area: community. grid: code or None. longitude, latitude: WGS-84 degrees."""

    area: str
    grid: str | None
    longitude: float
    latitude: float


def code(kind: str, inside: str, number: int) -> str:
    """Give the code of the `number`th of a kind inside a community or a building.

    Rule GR-81, domain 3.3: a building has a sequence of five digits inside its community, 00001 to 99999.

    :raises Conflict: grid.premises_numbers_used_up
    """
    letter, digits = PARTS[kind]
    if not 0 < number < 10**digits:
        raise Conflict("grid.premises_numbers_used_up", kind=kind, inside=inside, most=10**digits - 1)
    return f"{inside}{letter}{number:0{digits}}"


def fitting(kind: str, given: Mapping[str, Any], *, area: str) -> None:
    """Refuse fields that a kind does not have, and the lack of those it must have.

    :raises Invalid: grid.premises_field_unfit, grid.premises_field_missing, grid.premises_makes_up_elsewhere
    """
    for field, kinds in ONLY.items():
        if given.get(field) is not None and kind not in kinds:
            raise Invalid("grid.premises_field_unfit", pointer=f"/{field}", field=field, kind=kind)
        if given.get(field) is None and kind in MUST.get(field, ()):
            raise Invalid("grid.premises_field_missing", pointer=f"/{field}", field=field, kind=kind)
    below = given.get("makes_up")
    if below is not None and not (BELOW.fullmatch(below) and below.startswith(area)):
        raise Invalid("grid.premises_makes_up_elsewhere", pointer="/makes_up", makes_up=below, area=area)


def belongs(holder: Premises, kind: str, *, pointer: str, area: str) -> None:
    """Refuse to put something into what is of another kind, has ended, or lies in another community.

    Rule GR-85, domain 3.2: levels below a community nest inside it.

    :raises Invalid: grid.premises_holder_unfit, facts kind
    :raises Conflict: grid.premises_ended
    """
    if holder.kind != kind or holder.area != area:
        raise Invalid("grid.premises_holder_unfit", pointer=pointer, kind=kind, area=area)
    standing(holder)


def register(given: Mapping[str, Any], site: Site, *, id: str, code: str, at: datetime) -> Decision[Premises]:
    """Put something into the register. given: the fields in CHANGEABLE, kind and building.

    :raises Invalid: grid.premises_field_unfit, grid.premises_field_missing, grid.premises_makes_up_elsewhere
    """
    fields = {name: given.get(name) for name in CHANGEABLE}
    counts = {name: given.get(name) or 0 for name in COUNTS}
    made = Premises(
        **{**fields, **counts, "building": given.get("building")},  # type: ignore[arg-type]  # shapes are the schema's
        id=id, kind=given["kind"], code=code, area=site.area, grid=site.grid, longitude=site.longitude,
        latitude=site.latitude, state=STANDING, created_at=at, changed_at=at, version=1,
    )  # fmt: skip
    fitting(made.kind, {**fields, "building": made.building}, area=site.area)
    return Decision(made, (fact(made, "registered"),))


def change(before: Premises, given: Mapping[str, Any], *, at: datetime) -> Decision[Premises]:
    """Put fields right; what is not given stays.

    :raises Conflict: grid.premises_ended
    :raises Invalid: as register
    """
    standing(before)
    changed = {name: given[name] for name in CHANGEABLE if name in given}
    now = {name: getattr(before, name) for name in (*CHANGEABLE, "building")} | changed
    fitting(before.kind, now, area=before.area)
    return stepped(replace(before, **changed), "changed", at=at)


def move(before: Premises, site: Site, *, holds: bool, at: datetime) -> Decision[Premises]:
    """Put its point right; community and grid follow. holds: something but its units belongs to it and stands.

    Rule GR-85, domain 3.2: what belongs to another leaves the community only after it was taken out of it. The area below
    the old community that it made up does not go with it.

    :raises Conflict: grid.premises_ended, grid.premises_bound
    """
    standing(before)
    if before.kind == UNIT or (site.area != before.area and (holds or before.estate or before.building)):
        raise Conflict("grid.premises_bound", area=before.area)
    made_up = before.makes_up if site.area == before.area else None
    moved = replace(
        before, area=site.area, grid=site.grid, makes_up=made_up, longitude=site.longitude, latitude=site.latitude
    )
    return stepped(moved, "moved", at=at)


def end(before: Premises, *, holds: bool, at: datetime) -> Decision[Premises]:
    """Say that it is no more; the record stays, and its code never comes back.

    Rule GR-84, domain 3.3: old codes are kept, never given again. What still holds something that stands cannot end.

    :raises Conflict: grid.premises_ended, grid.premises_not_empty
    """
    standing(before)
    if holds:
        raise Conflict("grid.premises_not_empty")
    return stepped(replace(before, state=ENDED), "ended", at=at)


def standing(one: Premises) -> None:
    """Refuse what has ended.

    :raises Conflict: grid.premises_ended
    """
    if one.state == ENDED:
        raise Conflict("grid.premises_ended", number=one.code)


def stepped(after: Premises, participle: str, *, at: datetime) -> Decision[Premises]:
    """Give the next version of a record, with its fact."""
    made = replace(after, changed_at=at, version=after.version + 1)
    return Decision(made, (fact(made, participle),))


def fact(one: Premises, participle: str) -> Event:
    """Give what is told of it: codes and counts."""
    data = {"kind": one.kind, "number": one.code, "area": one.area, "grid": one.grid, "households": one.households}
    return Event(f"grid.premises_{participle}", one.id, data, one.version)


def counted(one: Premises) -> tuple[int, int, int]:
    """Give the households, rooms and shops that a sum may take from it.

    Rule GR-83, domain 9.3: every household is counted once. A household lives in a building, so sums take buildings;
    the figures of an estate or a unit say how large it is and are added to nothing.
    """
    return (one.households, one.rooms, one.shops) if one.kind == BUILDING and one.state == STANDING else (0, 0, 0)
