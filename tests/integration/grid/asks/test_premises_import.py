"""Importing estates, buildings, units and places: whole or not at all, and again without a trace."""
from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from openpyxl import Workbook

from kernel import loaded
from services.grid.store.premises import premises as store
from services.grid.store.premises import tally as premises_tally
from tests.integration.grid.town import DISPATCHER, EAST, EAST_GRID, WEST, Town
from tools.premises_file import CELLS
from tools.premises_take import Counts, take
from tools.sheet import Faulty

POINT = {"lon": "121.615", "lat": "38.91"}
ROWS = (
    {"reference": "B-1", "kind": "building", "name": "一号楼", "estate": "E-1", "households": "60", **POINT},
    {"reference": "U-1", "kind": "unit", "name": "一单元", "building": "B-1", "households": "30"},
    {"reference": "E-1", "kind": "estate", "name": "东园", "service_form": "company", "keeper": "sanitation", **POINT},
    {"reference": "P-1", "kind": "place", "name": "便利店", "place_kind": "shop", "estate": "E-1", **POINT},
    {"reference": "W-1", "kind": "building", "name": "西楼", "lon": "121.52", "lat": "38.82", "community": WEST},
)
ALL: tuple[str, list[object]] = ("TRUE", [])


def sheet(folder: Path, *rows: dict[str, str]) -> Path:
    lines = [",".join(CELLS), *(",".join(row.get(column, "") for column in CELLS) for row in rows)]
    path = folder / "premises.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def faults(town: Town, path: Path) -> list[tuple[int, str]]:
    """Give row and column of each fault of an import that is refused and leaves nothing."""
    before = town.count("premises")
    with pytest.raises(Faulty) as caught:
        take(town.db, path)
    assert town.count("premises") == before
    return [(fault.row, fault.column) for fault in caught.value.faults]


def test_holders_come_first_whatever_the_order_of_the_rows(town: Town, tmp_path: Path) -> None:
    assert take(town.db, sheet(tmp_path, *ROWS)) == Counts(added=5)
    kept = {one.reference: one for one in store.PREMISES.all(town.db, "ORDER BY reference")}
    assert (kept["B-1"].estate, kept["P-1"].estate) == (kept["E-1"].id, kept["E-1"].id)
    assert (kept["U-1"].code, kept["U-1"].grid) == (EAST + "B00001U01", EAST_GRID)
    assert (kept["W-1"].area, kept["W-1"].grid) == (WEST, None)
    counts = {(one.place, one.kind): (one.n, one.households) for one in premises_tally.read(town.db, ALL, by="community")}
    assert counts == {
        (EAST, "building"): (1, 60), (EAST, "estate"): (1, 0), (EAST, "place"): (1, 0), (EAST, "unit"): (1, 0),
        (WEST, "building"): (1, 0),
    }  # fmt: skip


def test_the_same_again_is_nothing_and_only_what_differs_is_written(town: Town, tmp_path: Path) -> None:
    take(town.db, sheet(tmp_path, *ROWS))
    assert take(town.db, sheet(tmp_path, *ROWS)) == Counts(untouched=5)
    assert take(town.db, sheet(tmp_path, {**ROWS[0], "households": "61"}, *ROWS[1:])) == Counts(changed=1, untouched=4)
    assert town.db.all("SELECT reference FROM premises WHERE version > 1") == [("B-1",)]


def test_a_row_may_name_what_an_earlier_file_brought(town: Town, tmp_path: Path) -> None:
    take(town.db, sheet(tmp_path, *ROWS))
    assert take(town.db, sheet(tmp_path, {**ROWS[1], "reference": "U-2", "name": "二单元"})) == Counts(added=1)


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"lon": "121.9", "lat": "38.5"}, (2, "lon")),
        ({"lon": "121.52", "lat": "38.82"}, (2, "community")),
        ({"community": WEST}, (2, "community")),
        ({"lon": ""}, (2, "lon")),
        ({"lon": "east"}, (2, "lon")),
        ({"estate": "E-9"}, (2, "estate")),
        ({"estate": "P-1"}, (2, "estate")),
        ({"kind": "castle"}, (2, "kind")),
        ({"place_kind": "shop"}, (2, "place_kind")),
        ({"keeper": "nobody"}, (2, "keeper")),
        ({"makes_up": EAST + "G01"}, (2, "makes_up")),
        ({"households": "-3"}, (2, "households")),
        ({"households": "9999999"}, (2, "households")),
        ({"system": "mars"}, (2, "system")),
        ({"reference": ""}, (2, "reference")),
        ({"name": ""}, (2, "name")),
    ],
)
def test_a_fault_is_told_with_its_row_and_column_and_nothing_is_written(
    town: Town, tmp_path: Path, wrong: dict[str, str], place: tuple[int, str]
) -> None:
    assert place in faults(town, sheet(tmp_path, {**ROWS[0], **wrong}, *ROWS[1:]))


def test_every_fault_is_told_at_once(town: Town, tmp_path: Path) -> None:
    wrong = [{**ROWS[0], "lon": "9"}, {**ROWS[2], "service_form": "magic"}, {**ROWS[4], "estate": "E-7"}, ROWS[4], ROWS[4]]
    found = faults(town, sheet(tmp_path, *wrong))
    assert {(2, "lon"), (3, "service_form"), (4, "estate"), (5, "reference"), (6, "reference")} == set(found)


def test_what_is_registered_is_made_nothing_else_by_a_file(town: Town, tmp_path: Path) -> None:
    take(town.db, sheet(tmp_path, *ROWS))
    assert faults(town, sheet(tmp_path, {**ROWS[4], "kind": "estate"})) == [(2, "kind")]
    assert faults(town, sheet(tmp_path, {**ROWS[2], "lon": "121.52", "lat": "38.82", "community": WEST})) == [(2, "lon")]
    assert take(town.db, sheet(tmp_path, {**ROWS[0], "reference": "B-2"})) == Counts(added=1)
    assert faults(town, sheet(tmp_path, {**ROWS[1], "building": "B-2"})) == [(2, "building")]
    kept = store.PREMISES.find(town.db, "WHERE reference = 'W-1'")
    assert kept
    town.as_(DISPATCHER).end_premises({"premises": kept.id, "version": kept.version})
    assert faults(town, sheet(tmp_path, ROWS[4])) == [(2, "reference")]


def test_gr_85_a_point_put_right_moves_the_record_with_its_units_and_counts_also_into_another_community(
    town: Town, tmp_path: Path
) -> None:
    take(town.db, sheet(tmp_path, {**ROWS[0], "estate": ""}, ROWS[1]))
    building = store.PREMISES.find(town.db, "WHERE reference = 'B-1'")
    assert building
    town.as_(DISPATCHER).register_premises({"kind": "unit", "name": "二单元", "building": building.id, "point": None})
    west = {**ROWS[0], "estate": "", "lon": "121.52", "lat": "38.82", "community": WEST}
    assert take(town.db, sheet(tmp_path, west)) == Counts(changed=1)
    rows = town.db.all("SELECT kind, left(code, 12), area, grid, longitude FROM premises ORDER BY code")
    unit = ("unit", EAST, WEST, None, 121.52)
    assert rows == [("building", EAST, WEST, None, 121.52), unit, unit]
    counts = {(one.place, one.kind): (one.n, one.households) for one in premises_tally.read(town.db, ALL, by="community")}
    assert counts == {(WEST, "building"): (1, 60), (WEST, "unit"): (2, 0)}
    assert take(town.db, sheet(tmp_path, west, ROWS[1])) == Counts(untouched=2)


def test_an_import_leaves_one_audit_row_with_what_it_did_and_of_which_file(town: Town, tmp_path: Path) -> None:
    path = sheet(tmp_path, *ROWS)
    for _ in range(2):
        take(town.db, path)
    ((subject, body),) = town.db.all("SELECT subject, body FROM audit")
    detail = orjson.loads(body)["detail"]
    assert (subject, detail["added"], detail["changed"], detail["untouched"]) == ("load:premises", 5, 0, 0)
    assert detail["digest"] == loaded.digest([path])
    assert town.count("outbox") == 0


def test_a_table_of_a_spreadsheet_or_in_gb18030_is_read_as_any_other(town: Town, tmp_path: Path) -> None:
    csv = sheet(tmp_path, *ROWS)
    csv.write_bytes(csv.read_text(encoding="utf-8").encode("gb18030"))
    assert take(town.db, csv) == Counts(added=5)
    book = Workbook(write_only=True)
    page = book.create_sheet("premises")
    page.append(list(CELLS))
    for row in ROWS:  # spreadsheets keep numbers as numbers
        page.append([float(row[name]) if name in ("lon", "lat") and name in row else row.get(name, "") for name in CELLS])
    book.save(tmp_path / "premises.xlsx")
    assert take(town.db, tmp_path / "premises.xlsx") == Counts(untouched=5)
    assert town.db.one("SELECT name FROM premises WHERE reference = 'E-1'") == ("东园",)


def test_a_file_without_rows_or_of_other_columns_is_refused(town: Town, tmp_path: Path) -> None:
    assert faults(town, sheet(tmp_path)) == [(0, "")]
    other = tmp_path / "other.csv"
    other.write_text("reference,phone\nB-1,1\n")
    assert (1, "phone") in faults(town, other)
