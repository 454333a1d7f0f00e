"""Faulty files of a district: each fault is told with file, row and column, and nothing passes for sound."""
from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from kernel.obligation import Limit
from tools.agreement import disagreements
from tools.cell import limit, whole
from tools.district import understand_district
from tools.load import main
from tools.sheet import LARGEST, Faulty

SAMPLE = Path(__file__).parents[3] / "deploy" / "districts" / "xigang"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "district"))


def faults(folder: Path) -> list[tuple[str, int, str, str]]:
    try:
        found = disagreements(understand_district(folder))
    except Faulty as faulty:
        found = faulty.faults
    return [(fault.file, fault.row, fault.column, fault.problem) for fault in found]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"{old!r} is not in {path.name}: the sample changed"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_sample_has_none(folder: Path) -> None:
    assert faults(folder) == []


def test_a_folder_is_checked_without_a_database(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LINLI_ADMIN_URL", raising=False)
    sound = CliRunner().invoke(main, ["--check", str(folder)])
    assert (sound.exit_code, sound.output.startswith("sound: 55 areas, 18 grids")) == (0, True)
    edit(folder / "posts.csv", ",210203011003001,", ",210203011003099,")
    faulty = CliRunner().invoke(main, ["--check", str(folder)])
    assert (faulty.exit_code, "posts.csv, row 2, place: is not known: 210203011003099" in faulty.output) == (1, True)
    assert "1 fault; nothing was loaded" in faulty.output


def test_loading_asks_for_a_database(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LINLI_ADMIN_URL", raising=False)
    refused = CliRunner().invoke(main, [str(folder)])
    assert (refused.exit_code, "LINLI_ADMIN_URL is needed" in refused.output) == (2, True)


CASES = [
    ("areas.csv", "210203001001,", "210203000001,", 4, "code", "grid.area_malformed"),
    ("areas.csv", "community,210203001000,2022-10-31", "community,210203001000,2022-02-30", 4, "valid_from", "day is out"),
    ("areas.csv", "街道,street", "街道,village", 3, "level", "grid.level_mismatched"),
    ("areas.csv", "街道,street", "街道,community", 3, "level", "grid.level_mismatched"),
    ("areas.csv", "210203001002,", "210203001001,", 5, "code", "stands twice"),
    ("areas.csv", "community,210203001000", "community,210203004000", 4, "parent", "grid.parent_mismatched"),
    ("areas.csv", "community,210203001000", "community,210203009000", 4, "parent", "not known"),
    ("areas.csv", "code,name", "code,title", 1, "name", "missing"),
    ("areas.csv", "code,name", "name,name", 1, "name", "stands twice"),
    ("areas.csv", "2022-10-31,\n", "2022-10-31,,,\n", 2, "", "more cells"),
    ("units.csv", "Heating,department", ",department", 7, "name_en", "is empty"),
    ("units.csv", "department,210203000000", "department,210204000000", 3, "area", "not known"),
    ("case_types.csv", "drainage,yes", "nobody,yes", 2, "unit", "not known"),
    ("case_types.csv", "drainage,yes", "drainage,oui", 2, "urgent", "none of"),
    ("case_types.csv", ",4H,", ",4X,", 2, "handle", "no length of time"),
    ("case_types.csv", ",1WD,", ",1/2WD,", 3, "handle", "days are whole"),
    ("case_types.csv", "photo_before photo_after", "photo_before film", 2, "evidence", "none of"),
    ("case_types.csv", "photo_after,district", "photo_after,city", 2, "tier", "none of"),
    ("case_types.csv", "drainage,yes,photo_before photo_after,district", "community_shengli,yes,,street", 2, "tier",
     "is above community"),
    ("case_types.csv", ",1H,4H,", ",1WH,4H,", 2, "make_safe", "round the clock"),
    ("case_types.csv", ",1H,4H,", ",3H,4H,", 2, "make_safe", "within the hour"),
    ("case_types.csv", ",,1WD,", ",1H,1WD,", 3, "make_safe", "urgent kinds only"),
    ("accounts.csv", "dispatcher2,", "dispatcher1,", 3, "login", "stands twice"),
    ("accounts.csv", ",checker,", ",king,", 4, "role", "none of"),
    ("posts.csv", "shengli1,", "nobody1,", 2, "login", "not known"),
    ("posts.csv", "210203011003001", "210203011003099", 2, "place", "not known"),
    ("posts.csv", "210203011003001", "2102030110030001", 2, "place", "not known"),
    ("posts.csv", "grid_worker,full_time", "grid_worker,sometimes", 2, "employment", "none of"),
    ("posts.csv", "full_time,2026-01-01", "full_time,2026-02-30", 2, "valid_from", "day is out"),
    ("grids.geojson", '"households": ', '"households": -', 1, "households", "no whole number"),
    ("grids.geojson", '"code": "210203011003001"', '"code": "210203019003001"', 1, "code", "community is not known"),
    ("grids.geojson", '"Polygon"', '"Point"', 1, "geometry", "grid.border_type"),
    ("grids.geojson", '"features"', '"faces"', 0, "", "no GeoJSON"),
    ("outline.geojson", "210203000000", "210203001000", 0, "code", "no border for 210203000000"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "row", "column", "problem"), CASES)
def test_a_fault_is_told_with_its_place(
    folder: Path, name: str, old: str, new: str, row: int, column: str, problem: str
) -> None:
    edit(folder / name, old, new)
    told = [fault for fault in faults(folder) if fault[:3] == (name, row, column)]
    assert told
    assert any(problem in fault[3] for fault in told)


def test_all_faults_of_all_files_are_told_at_once(folder: Path) -> None:
    edit(folder / "areas.csv", "2022-10-31", "2022-02-30")
    edit(folder / "case_types.csv", ",4H,", ",4X,")
    edit(folder / "accounts.csv", ",checker,", ",king,")
    assert {fault[0] for fault in faults(folder)} == {"areas.csv", "case_types.csv", "accounts.csv"}


WHOLE: dict[str, Callable[[Path], object]] = {
    "No such file": Path.unlink,
    "is empty": lambda path: path.write_bytes(b"\xef\xbb\xbf\n"),
    "is neither UTF-8 nor GB18030": lambda path: path.write_bytes(b"\xff\xff" + path.read_bytes()),
    "holds no rows": lambda path: path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n"),
    "larger than": lambda path: os.truncate(path, LARGEST + 1),
}


@pytest.mark.parametrize("problem", WHOLE)
def test_a_file_that_cannot_be_read_at_all_is_told(folder: Path, problem: str) -> None:
    WHOLE[problem](folder / "areas.csv")
    assert [fault[3] for fault in faults(folder) if problem in fault[3]]


def test_a_file_saved_by_a_spreadsheet_reads_the_same(folder: Path) -> None:
    path = folder / "areas.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert faults(folder) == []
    assert next(understand_district(folder).registered_areas()).name == "西岗区"


def moved(folder: Path, east: float) -> None:
    path = folder / "grids.geojson"
    data = json.loads(path.read_text(encoding="utf-8"))
    ring = data["features"][0]["geometry"]["coordinates"][0]
    data["features"][0]["geometry"]["coordinates"][0] = [[x + east, y] for x, y in ring]
    path.write_text(json.dumps(data), encoding="utf-8")


def test_a_grid_over_another_is_told_by_both_codes(folder: Path) -> None:
    moved(folder, 0.0005)
    assert any("grid.border_overlap: 2102030" in fault[3] and fault[2] == "geometry" for fault in faults(folder))


def test_a_grid_in_another_place_is_told(folder: Path) -> None:
    moved(folder, 0.1)
    assert [fault[1:3] for fault in faults(folder) if "grid.border_far" in fault[3]] == [(1, "geometry")]


def test_two_roots_are_told(folder: Path) -> None:
    edit(folder / "areas.csv", "street,210203000000,", "street,,")
    assert any("here 2" in fault[3] for fault in faults(folder))


@pytest.mark.parametrize(
    ("cell", "amount", "unit"), [("4WH", 4.0, "WH"), ("1/6H", 1 / 6, "H"), ("0.5H", 0.5, "H"), ("15WD", 15.0, "WD")]
)
def test_a_length_of_time_reads(cell: str, amount: float, unit: str) -> None:
    assert limit(cell) == Limit(amount, unit)  # type: ignore[arg-type]


@pytest.mark.parametrize("cell", ["", "4", "WH", "0H", "-1H", "1/0H", "4 WH", "4wh", "1e3H", "四H"])
def test_what_is_no_length_of_time_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="no length of time|divides by nothing|no such limit"):
        limit(cell)


@pytest.mark.parametrize("cell", ["", "-1", "1.5", "１", "1e3", "three"])
def test_what_is_no_whole_number_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="no whole number"):
        whole(cell)
