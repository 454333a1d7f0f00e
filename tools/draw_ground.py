"""Draw invented communities and grids over the ground of real districts, for trials and measurements of any size.

`python -m tools.draw_ground --outlines districts.geojson --areas areas.csv --grids 21000 ground.geojson`

The same seed draws the same borders. They have no fault by construction: every corner is common to all its neighbours.
"""
from __future__ import annotations

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, radians, sin
from pathlib import Path
from typing import Any

import click
import numpy as np
import shapely
from rich.progress import Progress
from shapely.geometry import mapping, shape

from services.grid.domain.grid.scheme import SCHEMES
from services.grid.domain.ground import area
from tools import cells, geojson

SEED = 210203
MIDDLE = (121.6, 38.95)  # of the made-up ground
CELL = 0.000_009  # square degrees of a made-up grid, about 8 hectares
SPECIAL = 0.08  # part of the grids that are a mall, a school, a park: nearly nobody lives there
HOUSEHOLDS = (240, 360)
VALID_FROM = "2026-01-01"
SCHEME = SCHEMES["15"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be drawn. communities: codes by the six digits of their district. grounds: polygon of each district."""

    communities: dict[str, list[str]]
    grounds: dict[str, Any]
    grids: int
    seed: int = SEED

    @property
    def districts(self) -> list[str]:
        """The districts that have both ground and communities."""
        return sorted(self.communities.keys() & self.grounds.keys())

    @property
    def root(self) -> str:
        """The narrowest area, 12 digits, that holds all districts."""
        found = self.districts
        return found[0].ljust(12, "0") if len(found) == 1 else found[0][:4].ljust(12, "0")

    def counts(self) -> list[int]:
        """Give how many grids each district gets: by its communities, one each at least."""
        weights = np.array([len(self.communities[one]) for one in self.districts])
        if self.grids < weights.sum():
            raise click.UsageError(f"{weights.sum()} communities need that many grids at least")
        shares = np.cumsum(weights) * self.grids / weights.sum()
        return [int(n) for n in np.diff(np.round(np.r_[0, shares]))]


def draw(plan: Plan) -> Iterator[dict[str, Any]]:
    """Give the root, the communities and their grids as GeoJSON features, WGS-84, each community before its grids."""
    chance = np.random.default_rng(plan.seed)
    grounds = [plan.grounds[one] for one in plan.districts]
    cut = cells.cut(grounds, plan.counts(), chance)
    yield _area(plan.root, _whole(cut.shapes))
    for n, district in enumerate(plan.districts):
        own = np.flatnonzero(cut.part == n)
        yield from _district(plan.communities[district], cut.shapes[own], cut.seeds[own], chance)


def _district(codes: list[str], shapes: Any, seeds: Any, chance: np.random.Generator) -> Iterator[dict[str, Any]]:
    middles = chance.permutation(len(seeds))[: len(codes)]
    middles = middles[_along(seeds[middles])]
    home = shapely.STRtree(shapely.points(seeds[middles])).nearest(shapely.points(seeds))
    home[middles] = np.arange(len(codes))
    borders = cells.join(shapes, home, len(codes))
    for n, code in enumerate(codes):
        yield _area(code, borders[n])
        own = np.flatnonzero(home == n)
        yield from _grids(code, shapes[own], seeds[own], chance)


def _along(points: Any) -> Any:
    """Order points in strips from south to north: codes of one street follow each other, so they should lie together."""
    strips = np.floor(np.argsort(np.argsort(points[:, 1])) / max(1.0, len(points) ** 0.5))
    return np.lexsort((points[:, 0], strips))


def _grids(community: str, shapes: Any, seeds: Any, chance: np.random.Generator) -> Iterator[dict[str, Any]]:
    """Number from west to east, and in one column from north to south."""
    given: Counter[str] = Counter()
    for at in np.lexsort((-seeds[:, 1], seeds[:, 0])):
        kind = "special" if len(shapes) > 1 and chance.random() < SPECIAL else "base"
        households = 0 if kind == "special" else int(chance.integers(*HOUSEHOLDS, endpoint=True))
        code = SCHEME.code(community, kind, SCHEME.spans[kind].first + given[kind])
        given[kind] += 1
        name = f"第{given[kind]}网格" if kind == "base" else f"专属网格{given[kind]}"
        properties = {"code": code, "name": name, "kind": kind, "households": households, "valid_from": VALID_FROM}
        yield _feature({**properties, "community": community}, shapes[at])


def _area(code: str, border: Any) -> dict[str, Any]:
    return _feature({"code": code, "kind": area.level_of(code)}, border)


def _feature(properties: dict[str, Any], border: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": _rounded(mapping(border))}


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    """Write numbers as short as they are; the corners stand on the lattice already, so nothing moves."""

    def short(given: Any) -> Any:
        return round(given, cells.DIGITS) if isinstance(given, float) else [short(one) for one in given]

    return {"type": geometry["type"], "coordinates": short(geometry["coordinates"])}


def _whole(shapes: Any) -> Any:
    whole = shapely.coverage_union_all(shapes)
    return whole if shapely.is_valid(whole) else shapely.union_all(shapes)


def communities(path: Path) -> dict[str, list[str]]:
    """Read the codes of communities from a CSV file with a column `code` or `code12`, by district."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            code = row.get("code") or row.get("code12") or ""
            if area.AREA.fullmatch(code) and area.level_of(code) == "community":
                found[code[:6]].append(code)
    return {district: sorted(codes) for district, codes in found.items()}


def outlines(path: Path) -> dict[str, Any]:
    """Read the polygons of districts from GeoJSON, by six digits: of the property `code` or `adcode`."""
    found = {}
    for _, feature in geojson.features(path, []):
        properties = feature.get("properties") or {}
        code = str(properties.get("code") or properties.get("adcode") or "")[:6]
        found[code] = shapely.make_valid(shape(feature["geometry"]))
    return found


def made_up(districts: Sequence[str], grids: int, seed: int) -> dict[str, Any]:
    """Make up ground for districts: one irregular island, cut among them."""
    chance = np.random.default_rng(seed)
    reach = (grids * CELL / pi) ** 0.5
    waves = chance.uniform(-0.12, 0.12, 5)
    ring = []
    for turn in np.linspace(0, 2 * pi, 180, endpoint=False):
        far = reach * (1 + sum(wave * sin((n + 2) * turn) for n, wave in enumerate(waves)))
        ring.append((MIDDLE[0] + far * cos(turn) / cos(radians(MIDDLE[1])), MIDDLE[1] + far * sin(turn)))
    island = shapely.set_precision(shapely.Polygon(ring), cells.STEP)
    cut = cells.cut([island], [len(districts)], chance)
    return dict(zip(districts, cut.shapes, strict=True))


def write(features: Iterator[dict[str, Any]], path: Path) -> int:
    """Write features one a line as a FeatureCollection, and give how many."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type": "FeatureCollection", "features": [')
        for count, feature in enumerate(features, start=1):
            file.write(("," if count > 1 else "") + "\n" + json.dumps(feature, ensure_ascii=False))
        file.write("\n]}\n")
    return count


@click.command()
@click.option("--outlines", "outline", type=click.Path(exists=True, path_type=Path), help="GeoJSON of districts; made up if none")
@click.option("--areas", required=True, type=click.Path(exists=True, path_type=Path), help="CSV with the codes of communities")
@click.option("--district", multiple=True, help="only these, six digits")
@click.option("--grids", default=21_000, type=click.IntRange(1), help="how many grids")
@click.option("--seed", default=SEED, help="another number draws other borders")
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
def main(
    *, outline: Path | None, areas: Path, district: tuple[str, ...], grids: int, seed: int, out: Path
) -> None:
    """Write communities and grids into OUT, GeoJSON."""
    found = {code: own for code, own in communities(areas).items() if not district or code in district}
    if not found:
        raise click.UsageError(f"{areas} names no community")
    grounds = outlines(outline) if outline else made_up(sorted(found), grids, seed)
    plan = Plan(found, grounds, grids, seed)
    if not plan.districts:
        raise click.UsageError("no outline belongs to a district of the areas")
    with Progress() as progress:
        features = progress.track(draw(plan), total=1 + grids + sum(len(found[one]) for one in plan.districts))
        count = write(iter(features), out)
    click.echo(f"{out}: {count} features, root {plan.root}")


if __name__ == "__main__":
    main()
