"""Whether the files of a district agree with each other: nothing twice, nothing named that is not there."""
from __future__ import annotations

from collections.abc import Iterator

from shapely.geometry import shape

from kernel.errors import Invalid
from services.grid.domain.border.check import check
from services.grid.domain.border.drawn import Bounds, Drawn, Limits
from services.grid.domain.grid import scheme
from services.grid.domain.ground.level import Levels
from services.grid.domain.tier import higher, of_unit
from tools.area_rows import COLUMNS
from tools.border_report import detail
from tools.district import District
from tools.sheet import Fault, known, once


def disagreements(district: District) -> list[Fault]:
    """Give every fault that shows only when rows are held against each other."""
    return [
        *_twice(district),
        *_unknown(district),
        *_coded(district),
        *_kinds(district),
        *_misplaced_areas(district),
        *_roots(district),
        *_borders(district),
    ]


def _twice(district: District) -> Iterator[Fault]:
    yield from once(district.areas, "code")
    yield from once(district.grids, "code")
    yield from once(district.units, "id")
    yield from once(district.case_types, "code")
    yield from once(district.case_types, "root", "major", "minor")
    yield from once(district.accounts, "login")
    yield from once(district.posts, "login", "place", "role", "valid_from")
    yield from once(district.teams, "area", "kind", "team")


def _unknown(district: District) -> Iterator[Fault]:
    areas = {row.values["code"] for row in district.areas}
    units = {row.values["id"] for row in district.units}
    yield from known(district.areas, "parent", areas)
    yield from known(district.units, "area", areas)
    yield from known(district.case_types, "unit", units)
    yield from known(district.accounts, "unit", units)
    yield from known(district.accounts, "area", areas)
    yield from known(district.posts, "login", {row.values["login"] for row in district.accounts})
    yield from known(district.posts, "place", areas | {row.values["code"] for row in district.grids})
    yield from known(district.teams, "area", areas)
    yield from known(district.settings, "area", areas)
    for row in district.grids:
        if scheme.community(row.values["code"]) not in areas:
            yield row.fault("code", f"its community is not known: {scheme.community(row.values['code'])}")


def _kinds(district: District) -> Iterator[Fault]:
    """Find kinds whose tier or whose time to be made safe contradicts the rest of the row (GR-125, IN-17)."""
    tiers = {unit.id: of_unit(unit) for unit in district.registered_units()}
    for row in district.case_types:
        tier, own = row.values.get("tier"), tiers.get(row.values["unit"])
        if tier and own and higher(tier, own) != own:
            yield row.fault("tier", f"is above {own}, the tier of the unit that answers for it")
        safe = row.values.get("make_safe")
        if safe and not row.values["urgent"]:
            yield row.fault("make_safe", "is for urgent kinds only")
        if safe and safe.unit != "H":
            yield row.fault("make_safe", "runs round the clock: hours, such as 1H")
        elif safe and safe.amount > 1:
            yield row.fault("make_safe", "is done within the hour: at most 1H")


def _coded(district: District) -> Iterator[Fault]:
    """Find grids whose code is not one of the district's scheme, or says another kind (GR-30)."""
    coded = scheme.named(district.scheme or scheme.DEFAULT)
    for row in district.grids:
        code, kind = row.values["code"], row.values["kind"]
        if len(code) != coded.digits:
            yield row.fault("code", f"is no code of scheme {coded.name}")
        elif not coded.fits(code, kind):
            yield row.fault("kind", f"the code is not that of a {kind} grid")


def _misplaced_areas(district: District) -> Iterator[Fault]:
    """Find areas whose level or parent is not what their code says (GR-01, GR-21)."""
    try:
        levels = Levels(district.levels)
    except Invalid:
        return  # what is wrong with the levels is told by their own file
    roots = [row.values["code"] for row in district.areas if row.values["parent"] is None]
    for row in district.areas:
        try:
            levels.check(*(row.values[name] for name in ("code", "level", "parent")), root=roots[0] if roots else "")
        except Invalid as problem:
            yield row.fault(COLUMNS.get(problem.pointer or "", "code"), str(problem))


def _roots(district: District) -> Iterator[Fault]:
    roots = [row for row in district.areas if row.values["parent"] is None]
    if len(roots) != 1:
        yield Fault("areas.csv", 0, "parent", f"one area has no parent, the district itself; here {len(roots)}")
    elif roots[0].values["code"] not in district.borders:
        yield Fault("outline.geojson", 0, "code", f"has no border for {roots[0].values['code']}")


def _borders(district: District) -> Iterator[Fault]:
    """Find what is wrong with the borders of grids, by the checks that every other way in goes through too."""
    root = next((row.values["code"] for row in district.areas if row.values["parent"] is None), "")
    if root not in district.borders:
        return
    areas = {row.values["code"]: shape(district.borders[row.values["code"]]) for row in district.areas
             if row.values["code"] in district.borders}  # fmt: skip
    outline = areas.pop(root)
    for found in check(_drawn(district), Bounds(outline, areas), Limits()):
        if found.severity == "fault":
            yield Fault("grids.geojson", found.feature, "geometry", f"{found.code}: {detail(found, 'en')}")


def _drawn(district: District) -> list[Drawn]:
    return [
        Drawn(row.number, one.code, one.community, one.kind, one.households, one.border)
        for row, one in zip(district.grids, district.registered_grids(), strict=True)
    ]
