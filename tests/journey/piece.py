"""Pieces of the sample's ground: borders of grids, what lies along an edge, points inside."""
from __future__ import annotations

import json

from shapely.geometry import Polygon, shape

from tools.stack import XIGANG


def drawn(*codes):
    """Give the borders of the sample's grids by code."""
    features = json.loads((XIGANG / "grids.geojson").read_text())["features"]
    borders = {one["properties"]["code"]: shape(one["geometry"]) for one in features}
    return {code: borders[code] for code in codes}


def corner(loser, winner):
    """Give a piece of one grid along its edge with another."""
    one, other = drawn(loser, winner).values()
    edge, inner = one.intersection(other), one.centroid
    (x, y), middle = (inner.x, inner.y), edge.interpolate(0.5, normalized=True)
    tip = (round((x + middle.x) / 2, 6), round((y + middle.y) / 2, 6))
    return Polygon([edge.coords[0], edge.coords[-1], tip])


def inside(grid):
    """Give a point of a grid, degrees."""
    return at(drawn(grid)[grid])


def at(piece):
    """Give a point of a piece of ground, degrees."""
    point = piece.representative_point()
    return {"lon": round(point.x, 6), "lat": round(point.y, 6)}
