"""A layer of the map: borders with what anyone may know of them, asked by window, by property and page by page."""
from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson
import shapely

# corners in one page: some 1.5 MB as text, whatever the limit asked for
MOST_CORNERS = 40_000
TILE_PIXELS = 256
Feature = dict[str, Any]


class Window(NamedTuple):
    """A part of the map: degrees, CRS84. west > east: it reaches over the 180th meridian."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing on the map. told: what anyone may know of it. outline: shapely polygon, WGS-84, or None: not drawn."""

    code: str
    told: Mapping[str, Any]
    outline: Any


@dataclass(frozen=True, slots=True)
class Ask:
    """One page asked for. where: property -> value, all must hold. after: code at which the page before ended, '' for none.

    zoom: of the map it is drawn on, 0 = the world in one tile; None = borders as registered.
    """

    limit: int
    window: Window | None = None
    where: Mapping[str, str] = field(default_factory=dict)
    after: str = ""
    zoom: int | None = None


class Layer:
    """All marks of one kind, sorted by code.

    edition: names just this content: equal in all processes that hold the same, another after any change of it.
    """

    def __init__(self, marks: Iterable[Mark]) -> None:
        self._marks = sorted(marks, key=lambda mark: mark.code)
        self._codes = [mark.code for mark in self._marks]
        self._tree = shapely.STRtree([mark.outline for mark in self._marks])
        self._shapes = self._tree.geometries
        self.edition = _digest(self._marks, shapely.to_wkb(self._shapes).tolist())
        self._points: tuple[Sequence[float], Sequence[float]] | None = None

    def page(self, ask: Ask) -> tuple[list[Feature], str | None, int]:
        """Give one page, where it ended or None at the end, and how many match in all pages.

        A page holds at most `limit` features and MOST_CORNERS corners, but one feature at least. Geometries are JSON text
        already, for orjson: nobody on the way to the client needs to look at them.
        """
        chosen = [place for place in self._inside(ask.window) if _fits(self._marks[place].told, ask.where)]
        rest = chosen[bisect_right(chosen, ask.after, key=self._codes.__getitem__) :]
        shapes = self._drawn(rest[: ask.limit], ask.zoom)
        held = _held(shapely.get_num_coordinates(shapes).tolist())
        borders = [orjson.Fragment(text or b"null") for text in shapely.to_geojson(shapes[:held]).tolist()]
        features = [self._feature(*one) for one in zip(rest, borders, strict=False)]
        return features, self._codes[rest[held - 1]] if held < len(rest) else None, len(chosen)

    def find(self, code: str) -> Feature | None:
        """Give one feature with its border as registered, or None."""
        place = self._place(code)
        if place is None:
            return None
        border = shapely.to_geojson(self._shapes[place])
        return self._feature(place, orjson.loads(border) if border else None)

    def point(self, code: str) -> list[float] | None:
        """Give the one point that stands for all of an area, [longitude, latitude], or None where it is not drawn.

        It lies inside the border and is made of nothing else, so that it tells of a matter where it is known to be, and
        not where its reporter stood. A finer lattice was rejected: where few people live, a cell of it is a house.

        Rule GR-90, domain 8.1.
        """
        place = self._place(code)
        if place is None or self._shapes[place] is None:
            return None
        east, north = self._standing()
        return [float(east[place]), float(north[place])]

    def standing_in(self, window: Window) -> list[str]:
        """Give the codes of those whose one point lies in a window, its rim included."""
        east, north = self._standing()
        return [
            code for code, x, y in zip(self._codes, east, north, strict=True)
            if window.south <= y <= window.north and any(west <= x <= far for west, _, far, _ in _parts(window))
        ]  # fmt: skip

    def bounds(self) -> list[float] | None:
        """Give the window that holds everything drawn: west, south, east, north; None where nothing is."""
        if shapely.is_missing(self._shapes).all():
            return None
        found: list[float] = shapely.total_bounds(self._shapes).tolist()
        return found

    def _place(self, code: str) -> int | None:
        place = bisect_right(self._codes, code) - 1
        return place if place >= 0 and self._codes[place] == code else None

    def _inside(self, window: Window | None) -> list[int]:
        if window is None:
            return list(range(len(self._marks)))
        boxes = [shapely.box(*part) for part in _parts(window)]
        return sorted({int(place) for box in boxes for place in self._tree.query(box, predicate="intersects")})

    def _drawn(self, places: list[int], zoom: int | None) -> Any:
        shapes = self._shapes[places] if places else self._shapes[:0]
        return shapes if zoom is None else shapely.simplify(shapes, tolerance(zoom), preserve_topology=True)

    def _feature(self, place: int, geometry: Any) -> Feature:
        mark = self._marks[place]
        return {"type": "Feature", "id": mark.code, "geometry": geometry, "properties": mark.told}

    def _standing(self) -> tuple[Sequence[float], Sequence[float]]:
        if self._points is None:
            points = shapely.point_on_surface(self._shapes)
            self._points = shapely.get_x(points).round(6), shapely.get_y(points).round(6)
        return self._points


def tolerance(zoom: int) -> float:
    """Give half a pixel of a map in degrees: a border moved by less looks the same. zoom: 0..24."""
    return 180.0 / (TILE_PIXELS * 2.0**zoom)


def _parts(window: Window) -> list[Window]:
    """Give a window over the 180th meridian as two beside it."""
    if window.west <= window.east:
        return [window]
    return [window._replace(east=180.0), window._replace(west=-180.0)]


def _fits(told: Mapping[str, Any], where: Mapping[str, str]) -> bool:
    return all(told.get(name) == value for name, value in where.items())


def _held(corners: list[int]) -> int:
    """Give how many features make a page, by their corners."""
    room = MOST_CORNERS
    for number, count in enumerate(corners):
        room -= count
        if room < 0:
            return max(1, number)
    return len(corners)


def _digest(marks: list[Mark], outlines: list[bytes | None]) -> str:
    made = hashlib.blake2b(digest_size=8)
    for mark, outline in zip(marks, outlines, strict=True):
        made.update(orjson.dumps([mark.code, mark.told]))
        made.update(outline or b"-")
    return made.hexdigest()
