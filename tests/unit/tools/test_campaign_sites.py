"""A table of sites becomes bodies of requests, or all its faults."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.campaign_sites import bodies
from tools.sheet import Faulty

HEADER = "premises,place,unit,words,due_on"


def table(folder: Path, *lines: str) -> Path:
    path = folder / "sites.csv"
    path.write_text("\n".join((HEADER, *lines)) + "\n", encoding="utf-8")
    return path


def test_what_a_cell_leaves_out_is_not_sent(tmp_path: Path) -> None:
    assert list(bodies(table(tmp_path, ",210203001001,lamps,楼道无灯,2026-03-20", ",210203001002,,,"))) == [
        {"sites": [
            {"place": "210203001001", "unit": "lamps", "words": "楼道无灯", "due_on": "2026-03-20"}, {"place": "210203001002"},
        ]}
    ]  # fmt: skip


def test_a_long_table_is_cut_into_calls_of_a_thousand(tmp_path: Path) -> None:
    long = table(tmp_path, *(f",210203001001,,matter {n}," for n in range(2212)))
    assert [len(body["sites"]) for body in bodies(long)] == [1000, 1000, 212]


def test_every_fault_is_named_by_row_and_column(tmp_path: Path) -> None:
    with pytest.raises(Faulty) as caught:
        bodies(table(tmp_path, ",210203001001,,,", ",,,x,", ",210203001001,,x,20 March"))
    assert [(one.row, one.column) for one in caught.value.faults] == [(3, "place"), (4, "due_on")]
