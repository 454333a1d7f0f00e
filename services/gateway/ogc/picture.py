"""Features as a small picture: outlines on an empty ground, true to shape at their latitude."""
from __future__ import annotations

from collections.abc import Iterator
from math import cos, radians
from typing import Any

Pair = list[float]
Feature = dict[str, Any]
SIDE = 1000


def draw(features: list[Feature]) -> str:
    """Give features as SVG, '' when none is drawn."""
    drawn = [one["geometry"] for one in features if one.get("geometry")]
    pairs = [pair for geometry in drawn for ring in rings(geometry) for pair in ring]
    if not pairs:
        return ""
    frame = Frame(pairs)
    shapes = "".join(SHAPES[geometry["type"]](geometry, frame) for geometry in drawn)
    return (
        f'<svg viewBox="-20 -20 {frame.width + 40:.0f} {frame.height + 40:.0f}" role="img" aria-label="{len(drawn)}">'
        f"{shapes}</svg>"
    )


class Frame:
    """Puts degrees onto a sheet SIDE wide or high. pairs: all that must fit."""

    def __init__(self, pairs: list[Pair]):
        xs, ys = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        self.west, self.north = min(xs), max(ys)
        self._narrow = cos(radians((min(ys) + max(ys)) / 2))
        wide, high = (max(xs) - self.west) * self._narrow, self.north - min(ys)
        self._scale = SIDE / (max(wide, high) or 1.0)
        self.width, self.height = wide * self._scale, high * self._scale

    def put(self, pair: Pair) -> str:
        """Give one position on the sheet."""
        x = (pair[0] - self.west) * self._narrow * self._scale
        return f"{x:.1f},{(self.north - pair[1]) * self._scale:.1f}"


def rings(geometry: Feature) -> Iterator[list[Pair]]:
    """Give the lines of a geometry, each as a list of positions."""
    parts = geometry["coordinates"]
    yield from {
        "Point": lambda: [[parts]],
        "Polygon": lambda: parts,
        "MultiPolygon": lambda: [ring for polygon in parts for ring in polygon],
    }[geometry["type"]]()


def _polygon(geometry: Feature, frame: Frame) -> str:
    path = "".join(f"M{' '.join(map(frame.put, ring))}Z" for ring in rings(geometry))
    return f'<path d="{path}" fill="#2f6f6b" fill-opacity="0.15" stroke="#2f6f6b" stroke-width="2" fill-rule="evenodd"/>'


def _point(geometry: Feature, frame: Frame) -> str:
    x, y = frame.put(geometry["coordinates"]).split(",")
    return f'<circle cx="{x}" cy="{y}" r="8" fill="#a8471f" fill-opacity="0.6"/>'


SHAPES = {"Point": _point, "Polygon": _polygon, "MultiPolygon": _polygon}
