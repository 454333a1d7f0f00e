"""Draws what a fault in a border looks like: docs/img/borders.svg, the sample's grids with two corners drawn amiss.

The same call draws the same picture on every machine: `python -m tools.border_picture`.
"""
from __future__ import annotations

from pathlib import Path

import click
import shapely
from shapely.geometry import mapping, shape

from services.grid.domain.border.check import check
from services.grid.domain.border.drawn import Bounds, Drawn, Limits
from services.grid.domain.border.fault import Fault
from services.grid.domain.border.picture import Figure, picture
from tools.draw_grids import DIGITS, draw

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "img" / "borders.svg"
COMMUNITY = "210203013008"
# grid, which of its corners, and how far it is dragged, in degrees east and north: over a neighbour, and away from all
AMISS = {
    "210203013008001": (2, 0.0006, -0.0002),
    "210203013008006": (1, 0.0, -0.0009),
}


def faulty() -> tuple[list[Drawn], list[Fault]]:
    """Give the community's borders with two corners amiss, and what the check of a load finds."""
    ground = shapely.union_all([shape(one.geometry) for one in _drawn()])
    drawn = [_dragged(one) for one in _drawn()]
    return drawn, check(drawn, Bounds(ground.buffer(0.005), borders={COMMUNITY: ground}), Limits())


def svg() -> str:
    """Give the picture, its words in English."""
    drawn, faults = faulty()
    figures = [Figure(shapely.union_all([shape(one.geometry) for one in _drawn()]), "outline")]
    figures += [Figure(shape(one.geometry), "drawn" if one.grid in AMISS else "kept", one.grid) for one in drawn]
    return picture(figures, faults, "en", title=f"grids.geojson, community {COMMUNITY}")


def _drawn() -> list[Drawn]:
    rows = [(number, one) for number, one in enumerate(draw()["features"], start=1)]
    return [
        Drawn(number, given["code"], COMMUNITY, given["kind"], given["households"], one["geometry"])
        for number, one in rows
        if (given := one["properties"])["code"].startswith(COMMUNITY)
    ]


def _dragged(one: Drawn) -> Drawn:
    if one.grid not in AMISS:
        return one
    corner, east, north = AMISS[one.grid]
    ring = list(shape(one.geometry).exterior.coords)[:-1]
    lon, lat = ring[corner]
    ring[corner] = (round(lon + east, DIGITS), round(lat + north, DIGITS))
    return Drawn(one.feature, one.grid, one.community, one.kind, one.households, mapping(shapely.Polygon(ring)))


@click.command()
def main() -> None:
    """Write docs/img/borders.svg."""
    PICTURE.write_text(svg(), encoding="utf-8")
    click.echo(str(PICTURE.relative_to(ROOT)))


if __name__ == "__main__":
    main()
