"""Who should have a matter: the order in which units are suggested, and the unit of the place where nobody owns it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kernel.errors import Conflict
from services.grid.domain.case_type import CaseType
from services.grid.domain.ground.area import covers
from services.grid.domain.ground.register import Unit
from services.grid.domain.tier import higher, of_unit

TERRITORIAL = ("community", "street")
OWNS, PLACE = "answers_for_kind", "answers_for_place"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One unit that may be made responsible, and why: OWNS or PLACE."""

    unit: str
    reason: str


def of_place(units: Iterable[Unit], area: str) -> Sequence[Unit]:
    """Give the units of the communities and streets an area lies in, the narrowest first, then by id."""
    found = [one for one in units if one.kind in TERRITORIAL and covers(one.area, area)]
    return sorted(found, key=lambda one: (TERRITORIAL.index(one.kind), -len(one.area.rstrip("0")), one.id))


def suggest(kind: CaseType | None, units: Sequence[Unit], area: str) -> tuple[Suggestion, ...]:
    """Give the units that may be made responsible, the first first.

    Rule GR-117, domain 3.5 派遣: a component goes by its owner, then by its place (先属主后属地); an event by its place,
    then by who answers for the kind (先属地后属主).
    """
    owners = [one for one in units if kind and one.id == kind.unit and covers(one.area, area)]
    owns = [Suggestion(one.id, OWNS) for one in owners]
    placed = [Suggestion(one.id, PLACE) for one in of_place(units, area)]
    first, second = (owns, placed) if kind and kind.root == "facility" else (placed, owns)
    found: dict[str, Suggestion] = {}
    for one in (*first, *second):
        found.setdefault(one.unit, one)
    return tuple(found.values())


def usual(kind: CaseType, units: Sequence[Unit], area: str, *, tier: str) -> str:
    """Give the unit that has a matter when the desk names none.

    tier: where the matter is; a unit of the place below it could not close it. Of a kind whose unit serves another area and
    of a place without a unit it is the kind's, which the dispatch then refuses.

    Rule GR-117, domain 3.5 派遣: what is suggested first is what happens by itself.
    """
    able = {one.id for one in units if higher(of_unit(one), tier) == of_unit(one)}
    found = (one.unit for one in suggest(kind, units, area) if one.reason == OWNS or one.unit in able)
    return next(found, kind.unit)


def ownerless(units: Sequence[Unit], area: str) -> str:
    """Give the unit that becomes the owner of what has none.

    Rule GR-116, domain 3.5 无主: by territory; the unit of the community, where it has none that of the street.

    :raises Conflict: grid.place_without_unit
    """
    found = of_place(units, area)
    if not found:
        raise Conflict("grid.place_without_unit", area=area)
    return found[0].id
