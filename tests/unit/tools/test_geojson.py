"""GeoJSON of any size and shape is read feature by feature, or refused with the number of the feature at fault."""
from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from tools import geojson
from tools.sheet import Fault

ONE = {"type": "Feature", "properties": {"name": "第一网格"}, "geometry": None}
COLLECTION = {"type": "FeatureCollection", "features": [ONE, ONE]}


def read(path: Path, data: bytes) -> tuple[list[int], list[Fault]]:
    path = path / "f.geojson"
    path.write_bytes(data)
    faults: list[Fault] = []
    return [number for number, _ in geojson.features(path, faults)], faults


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize(
    ("text", "count"),
    [
        (json.dumps(COLLECTION, ensure_ascii=False), 2),
        (json.dumps({"features": [ONE], "name": {"features": [1]}, "type": "FeatureCollection"}, ensure_ascii=False), 1),
        (json.dumps(ONE, ensure_ascii=False), 1),
        ("\n".join(json.dumps(ONE, ensure_ascii=False) for _ in range(3)), 3),
        ("\x1e" + json.dumps(ONE, ensure_ascii=False) + "\n\x1e" + json.dumps(ONE, ensure_ascii=False) + "\n", 2),
    ],
)
def test_each_form_is_read(tmp_path: Path, text: str, count: int, encoding: str) -> None:
    assert read(tmp_path, text.encode(encoding)) == (list(range(1, count + 1)), [])


@pytest.mark.parametrize(
    ("data", "row", "problem"),
    [
        (b"", 0, "is empty"),
        (b"  \n", 0, "no GeoJSON Feature"),
        (b"\xff\xfe{\x00}\x00", 0, "UTF-16"),
        (b"\xff\xff\xff\x00", 0, "neither UTF-8 nor GB18030"),
        (b"[]", 0, "'{' is missing"),
        (b'{"type": "Topology"}', 1, "no GeoJSON Feature"),
        (b'{"type": "FeatureCollection"}', 0, "without a list of features"),
        (b'{"type": "FeatureCollection", "features": []}', 0, "no GeoJSON Feature"),
        (b'{"type": "FeatureCollection", "features": [{"type": "Feature"}, {"type": "Fea', 2, "ends too early"),
        (b'{"type": "FeatureCollection", "features": [{"type": "Feature"}, {"type": Feature}]}', 2, "is no JSON"),
        (b'{"type": "FeatureCollection", "features": [3]}', 1, "no GeoJSON Feature"),
        (b'{"type": "FeatureCollection", "features": [' + b"[" * 100_000, 0, "too deeply"),
    ],
)
def test_what_is_no_geojson_is_told_with_its_place(tmp_path: Path, data: bytes, row: int, problem: str) -> None:
    _, faults = read(tmp_path, data)
    assert faults[0].row == row
    assert problem in faults[0].problem


def test_a_file_of_any_size_takes_the_memory_of_a_part(tmp_path: Path) -> None:
    path = tmp_path / "large.geojson"
    ring = [[121.123456, 38.123456]] * 400
    line = json.dumps({**ONE, "geometry": {"type": "Polygon", "coordinates": [ring]}})
    path.write_text('{"type": "FeatureCollection", "features": [' + ",\n".join([line] * 3000) + "]}")
    assert path.stat().st_size > 28 << 20
    done: list[int] = []
    tracemalloc.start()
    count = sum(1 for _ in geojson.features(path, [], told=done.append))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (count, sum(done)) == (3000, path.stat().st_size)
    assert most < 15 << 20
