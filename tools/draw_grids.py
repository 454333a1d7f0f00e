"""Draw the invented grids of the sample district: irregular cells that share their corners, so no gap and no overlap.

The same call draws the same borders on every machine: `python -m tools.draw_grids deploy/districts/xigang`.
"""
from __future__ import annotations

import json
import math
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import shapely

SEED = 210203
# metres on the ground become degrees around here; a sample needs no better
MIDDLE = (121.6125, 38.9055)
METRES = (111320.0 * math.cos(math.radians(MIDDLE[1])), 110990.0)
STEP = 290.0
TURN = math.radians(17.0)
DIGITS = 6
VALID_FROM = "2026-01-01"


@dataclass(frozen=True, slots=True)
class Quarter:
    """A community to be cut: its code, and the columns and rows of the drawing it takes (half-open)."""

    code: str
    columns: range
    rows: range
    # places of the drawing that are not for dwelling get the numbers from 901 on
    special: frozenset[tuple[int, int]] = frozenset()


QUARTERS = (
    Quarter("210203011003", range(3), range(3), frozenset({(1, 1)})),
    Quarter("210203013008", range(-3, 0), range(3), frozenset({(-3, 2)})),
)


def draw() -> dict[str, Any]:
    """Give the grids as a GeoJSON FeatureCollection, WGS-84, ordered by code."""
    seeds = _seeds()
    cells = _cells(seeds)
    features = [_feature(code, kind, cells[at], number) for number, (code, kind, at) in enumerate(_named())]
    return {"type": "FeatureCollection", "features": sorted(features, key=lambda f: str(f["properties"]["code"]))}


def _seeds() -> dict[tuple[int, int], tuple[float, float]]:
    """Scatter one seed per place, in metres; a rim of two further places bounds the cells that are used."""
    chance = random.Random(SEED)
    columns, rows = range(-5, 5), range(-2, 5)
    return {(x, y): _scatter(chance, x, y) for x in columns for y in rows}


def _scatter(chance: random.Random, x: int, y: int) -> tuple[float, float]:
    # every other row is moved by half a place, so that borders do not run through like a chessboard's
    east = (x + 0.5 * (y % 2) + chance.uniform(-0.33, 0.33)) * STEP
    north = (y - 1 + chance.uniform(-0.33, 0.33)) * STEP
    return east * math.cos(TURN) - north * math.sin(TURN), east * math.sin(TURN) + north * math.cos(TURN)


def _cells(seeds: dict[tuple[int, int], tuple[float, float]]) -> dict[tuple[int, int], Any]:
    """Give each place the ground nearest to its seed; neighbours get the very same corners."""
    drawn = shapely.voronoi_polygons(shapely.multipoints(list(seeds.values()))).geoms
    tree = shapely.STRtree(drawn)
    return {at: drawn[int(tree.query(shapely.points(seed), predicate="within")[0])] for at, seed in seeds.items()}


def _named() -> list[tuple[str, str, tuple[int, int]]]:
    """Number the places of each community from west to east and north to south."""
    named = []
    for quarter in QUARTERS:
        places = [(x, y) for y in reversed(quarter.rows) for x in quarter.columns]
        base = [at for at in places if at not in quarter.special]
        named += [(f"{quarter.code}{n:03d}", "base", at) for n, at in enumerate(base, start=1)]
        named += [(f"{quarter.code}{n:03d}", "special", at) for n, at in enumerate(sorted(quarter.special), start=901)]
    return named


def _feature(code: str, kind: str, cell: Any, number: int) -> dict[str, Any]:
    households = 0 if kind == "special" else 240 + number * 37 % 90
    name = f"第{int(code[12:])}网格" if kind == "base" else "专属网格"
    properties = {"code": code, "name": name, "kind": kind, "households": households, "valid_from": VALID_FROM}
    ring = [_degrees(*corner) for corner in cell.exterior.coords]
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def _degrees(east: float, north: float) -> list[float]:
    return [round(MIDDLE[0] + east / METRES[0], DIGITS), round(MIDDLE[1] + north / METRES[1], DIGITS)]


def write(folder: Path) -> Path:
    """Write `grids.geojson` into the folder, one grid a line so that a change can be read."""
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in draw()["features"])
    path = folder / "grids.geojson"
    path.write_text(f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n', encoding="utf-8")
    return path


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    """Write the sample's grids into FOLDER."""
    click.echo(write(folder))


if __name__ == "__main__":
    main()
