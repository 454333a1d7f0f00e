"""Borders and what is wrong with them as a drawing (SVG): no map underneath, every fault with its number and a legend."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any
from xml.sax.saxutils import escape

import numpy as np
import shapely

from services.grid.domain.border import words
from services.grid.domain.border.fault import FAULT, Fault, sorted_faults

WIDTH, HEIGHT, RIM = 1000.0, 760.0, 24.0
LINE, SHOWN = 22, 60  # height of a line of the legend, and how many faults it lists
MARK = {"fault": "#c62828", "warning": "#b26a00"}
TEXT = "font-family:'Noto Sans CJK SC','Microsoft YaHei',sans-serif"
NONE: tuple[str, str] = ("未发现问题", "Nothing is wrong")
MORE: tuple[str, str] = ("另有{n}项，见清单", "and {n} more, see the list")


@dataclass(frozen=True, slots=True)
class Figure:
    """One shape to draw. kind: 'outline', 'kept', 'drawn' or 'former'. name: written in it, '' for none."""

    shape: Any
    kind: str
    name: str = ""


FILL = {
    "outline": "fill:none;stroke:#546e7a;stroke-width:2;stroke-dasharray:8 4",
    "kept": "fill:#eceff1;stroke:#90a4ae;stroke-width:1",
    "former": "fill:none;stroke:#5e35b1;stroke-width:1;stroke-dasharray:2 3",
    "drawn": "fill:#bbdefb;fill-opacity:.6;stroke:#1565c0;stroke-width:1.5",
}


# what is drawn anew lies on top and lets through what it lies on: where two overlap, both are seen
STACK = ("kept", "outline", "former", "drawn")


@dataclass(frozen=True, slots=True)
class View:
    """How degrees become places on the sheet."""

    west: float
    north: float
    east_scale: float
    north_scale: float

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Give where a position stands on the sheet."""
        return RIM + (lon - self.west) * self.east_scale, RIM + (self.north - lat) * self.north_scale


def picture(figures: Sequence[Figure], faults: Iterable[Fault], language: str, *, title: str = "") -> str:
    """Draw shapes and faults as SVG text. language: zh or en. title: written above the legend."""
    told = sorted_faults(faults)
    view = _view(figures)
    lines = [*_legend(told, language, title)]
    tall = HEIGHT + LINE * (len(lines) + 1)
    size = f"{WIDTH:.0f} {tall:.0f}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{WIDTH:.0f}" height="{tall:.0f}">'
    stacked = sorted(figures, key=lambda one: STACK.index(one.kind))
    body = [_shape(one, view) for one in stacked] + [_name(one, view) for one in figures if one.name]
    marks = [_mark(n, one, view) for n, one in enumerate(told[:SHOWN], start=1) if one.lon is not None]
    ground = '<rect width="100%" height="100%" style="fill:#ffffff"/>'
    sheet = f'<svg width="{WIDTH:.0f}" height="{HEIGHT:.0f}">'  # what lies off the sheet is cut off
    return "\n".join([head, ground, sheet, *body, *marks, "</svg>", *_written(lines), "</svg>", ""])


def _view(figures: Sequence[Figure]) -> View:
    """Fit the sheet to where borders belong and to what lies about there; one far away would leave nothing to see."""
    boxes = np.array([shapely.bounds(one.shape) for one in figures] or [(0.0, 0.0, 1.0, 1.0)])
    belong = np.array([one.kind in ("outline", "former") for one in figures] or [True])
    box = _around(boxes[belong] if belong.any() else np.median(boxes, axis=0)[None, :])
    rim = max(box[2] - box[0], box[3] - box[1]) / 2
    about = ((boxes[:, :2] >= box[:2] - rim) & (boxes[:, 2:] <= box[2:] + rim)).all(axis=1)
    west, south, east, north = _around(np.vstack([box[None, :], boxes[about]])).tolist()
    slant = cos(radians(max(min((south + north) / 2, 89.0), -89.0)))
    wide, high = max(east - west, 1e-6), max(north - south, 1e-6)
    scale = min((WIDTH - 2 * RIM) / (wide * slant), (HEIGHT - 2 * RIM) / high)
    return View(west, north, scale * slant, scale)


def _around(boxes: Any) -> Any:
    return np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])


def _shape(one: Figure, view: View) -> str:
    rings = [_path(ring, view) for ring in shapely.get_rings(shapely.get_parts(one.shape))]
    return f'<path d="{" ".join(rings)}" style="{FILL[one.kind]};fill-rule:evenodd"/>'


def _path(ring: Any, view: View) -> str:
    points = [view.at(lon, lat) for lon, lat in shapely.get_coordinates(ring)[:-1].tolist()]
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def _name(one: Figure, view: View) -> str:
    point = shapely.point_on_surface(shapely.make_valid(one.shape))
    x, y = view.at(point.x, point.y)
    style = f"{TEXT};font-size:11px;fill:#37474f;text-anchor:middle"
    return f'<text x="{x:.1f}" y="{y:.1f}" style="{style}">{escape(one.name)}</text>'


def _mark(number: int, one: Fault, view: View) -> str:
    x, y = view.at(one.lon or 0.0, one.lat or 0.0)
    # what lies off the sheet is marked at its rim, on the side where it lies
    x, y = min(max(x, 14.0), WIDTH - 14.0), min(max(y, 14.0), HEIGHT - 14.0)
    return (
        f'<g><circle cx="{x:.1f}" cy="{y:.1f}" r="11" style="fill:{MARK[one.severity]};fill-opacity:.85"/>'
        f'<text x="{x:.1f}" y="{y + 4:.1f}" style="{TEXT};font-size:11px;fill:#ffffff;text-anchor:middle">{number}</text></g>'
    )


def _legend(told: list[Fault], language: str, title: str) -> Iterator[tuple[str, str]]:
    """Give the lines under the drawing, each with its colour."""
    at = words.LANGUAGES.index(language)
    if title:
        yield title, "#263238"
    if not told:
        yield NONE[at], "#2e7d32"
    for number, one in enumerate(told[:SHOWN], start=1):
        severity = words.SEVERITIES[one.severity][at]
        yield f"{number}. [{severity}] {one.named}: {words.said(one, language)}{_place(one)}", MARK[one.severity]
    if len(told) > SHOWN:
        yield MORE[at].format(n=len(told) - SHOWN), MARK[FAULT]


def _place(one: Fault) -> str:
    return f" ({one.lon:.6f}, {one.lat:.6f})" if one.lon is not None and one.lat is not None else ""


def _written(lines: list[tuple[str, str]]) -> Iterator[str]:
    for number, (line, colour) in enumerate(lines):
        y = HEIGHT + LINE * (number + 1)
        yield f'<text x="{RIM:.0f}" y="{y:.0f}" style="{TEXT};font-size:14px;fill:{colour}">{escape(line)}</text>'
