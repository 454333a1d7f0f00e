"""What a district's files choose: each fault is told with file, row and column."""
from __future__ import annotations

from pathlib import Path

import pytest

from tools.settings_file import read_settings
from tools.sheet import Fault

HEAD = "key,area,grid_kind,value,source\n"


def told(folder: Path, **files: str) -> list[tuple[str, int, str]]:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    faults: list[Fault] = []
    read_settings(folder, faults)
    return [(fault.file, fault.row, fault.column) for fault in faults]


def test_a_district_without_such_files_chooses_nothing(tmp_path: Path) -> None:
    assert told(tmp_path) == []


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("duty.nothing,,,1,x", "key"), ("duty.visits,21020,,2,x", "area"), ("duty.visits,210203001001,,2,x", "area"),
        ("duty.visits,,base,2,x", "grid_kind"), ("duty.visits,,villa,2,x", "grid_kind"), ("duty.visits,,,8,x", "value"),
        ("duty.visits,,,two,x", "value"), ("border.area_least,,,50,x", "grid_kind"),
    ],
)  # fmt: skip
def test_each_fault_of_settings_is_told_with_its_row_and_column(tmp_path: Path, row: str, column: str) -> None:
    sound = "duty.sites,,,10,x\n"
    assert told(tmp_path, settings=f"{HEAD}{sound}{row}\n") == [("settings.csv", 3, column)]


def test_a_setting_is_chosen_once_for_a_place(tmp_path: Path) -> None:
    twice = "duty.near_metres,,,50,x\nduty.near_metres,210203001001,,40,x\nduty.near_metres,,,60,x\n"
    assert told(tmp_path, settings=HEAD + twice) == [("settings.csv", 4, "key")]


def test_the_column_of_kinds_may_be_left_out(tmp_path: Path) -> None:
    assert told(tmp_path, settings="key,area,value,source\nduty.visits,,2,x\n") == []


def test_a_checklist_becomes_one_setting_of_its_kind_in_order(tmp_path: Path) -> None:
    (tmp_path / "checklist.csv").write_text("grid_kind,kind\nbase,fire_lane\nunit,building\nbase,building\n", encoding="utf-8")
    faults: list[Fault] = []
    rows = read_settings(tmp_path, faults)
    chosen = {row.values["grid_kind"]: row.values["value"] for row in rows}
    assert chosen == {"base": "fire_lane building", "unit": "building"}
    assert faults == []
    assert told(tmp_path, checklist="grid_kind,kind\nbase,fire_lane\nbase,bedroom\n") == [("checklist.csv", 3, "kind")]
    assert told(tmp_path, checklist="grid_kind,kind\nbase,building\nbase,building\n") == [("checklist.csv", 3, "grid_kind")]
    both = HEAD + "duty.checklist,,base,building,x\n"
    assert told(tmp_path, settings=both, checklist="grid_kind,kind\nbase,building\n") == [("checklist.csv", 2, "key")]
