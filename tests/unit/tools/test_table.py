"""Files of tables as people save them: each reads alike, however it is written, and what is none is told."""
from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from tools import table
from tools.area_rows import area_code
from tools.cell import day, text, whole
from tools.feature import cells_of
from tools.sheet import Fault, Row, read, stream
from tools.table import LARGEST, Unreadable, lines

CELLS = {"code": text, "name": text}
LINES = [["code", "name"], ["210203001001", "工人村社区"], ["210203001002", "香秀社区"]]


def joined(separator: str, end: str = "\r\n") -> str:
    return "".join(separator.join(line) + end for line in LINES)


def workbook(path: Path) -> None:
    book = Workbook()
    for line in LINES:
        assert book.active is not None
        book.active.append([*line, None])
    book.active.cell(2, 1).value = 210203001001  # Excel takes a code for a number
    book.active.cell(3, 1).value = 210203001002.0
    book.save(path)


WRITTEN: dict[str, Callable[[Path], object]] = {
    "UTF-8": lambda path: path.write_bytes(joined(",").encode()),
    "UTF-8 with mark": lambda path: path.write_bytes(joined(",").encode("utf-8-sig")),
    "GB18030, as Excel saves CSV": lambda path: path.write_bytes(joined(",").encode("gb18030")),
    "UTF-16 with tabs, as Excel saves Unicode text": lambda path: path.write_bytes(joined("\t").encode("utf-16")),
    "semicolons": lambda path: path.write_bytes(joined(";").encode()),
    "tabs": lambda path: path.write_bytes(joined("\t", "\n").encode()),
    "empty lines between": lambda path: path.write_bytes(joined(",").replace("\r\n", "\r\n\r\n,\r\n").encode()),
    "xlsx": workbook,
}


@pytest.mark.parametrize("how", WRITTEN)
def test_a_table_reads_alike_however_it_is_saved(tmp_path: Path, how: str) -> None:
    WRITTEN[how](tmp_path / "file")
    faults: list[Fault] = []
    rows = read(tmp_path / "file", CELLS, faults)
    assert faults == []
    assert [row.values for row in rows] == [dict(zip(LINES[0], line, strict=True)) for line in LINES[1:]]


NONE: dict[str, Callable[[Path], object]] = {
    "No such file": lambda path: None,
    "is empty": lambda path: path.write_bytes(b""),
    "holds no rows": lambda path: path.write_bytes(b"code,name\n"),
    "column is missing": lambda path: path.write_bytes(b"code\n1\n"),
    "column is not known": lambda path: path.write_bytes(b"code,name,more\n1,2,3\n"),
    "more cells than the header": lambda path: path.write_bytes(b"code,name\n1,2,3\n"),
    "not CSV": lambda path: path.write_bytes(b'code,name\n"1"x,2\n'),
    "neither UTF-8 nor GB18030": lambda path: path.write_bytes(b"code,name\n\xff\xff,2\n"),
    "is no .xlsx workbook": lambda path: path.write_bytes(b"PK\x03\x04 and no more"),
    "is larger than 128 MB": lambda path: (path.touch(), os.truncate(path, LARGEST + 1)),
}


@pytest.mark.parametrize("problem", NONE)
def test_what_is_no_table_is_told(tmp_path: Path, problem: str) -> None:
    NONE[problem](tmp_path / "file")
    faults: list[Fault] = []
    read(tmp_path / "file", CELLS, faults)
    assert [str(fault) for fault in faults if problem in str(fault)]
    assert all(fault.file == "file" for fault in faults)


def test_a_date_of_a_workbook_is_a_local_date(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["code"])
    book.active.append([date(2026, 11, 22)])
    book.save(tmp_path / "file.xlsx")
    assert [row.values["code"] for row in read(tmp_path / "file.xlsx", {"code": text}, [])] == ["2026-11-22"]


def test_a_fault_names_the_line_it_stands_in(tmp_path: Path) -> None:
    (tmp_path / "file").write_text('code,name\n"1\n2",x\n3,\n')
    faults: list[Fault] = []
    read(tmp_path / "file", CELLS, faults)
    assert faults == [Fault("file", 4, "name", "is empty")]


def test_rows_are_read_without_being_kept(tmp_path: Path) -> None:
    """Take memory that does not grow with the file: twenty times the rows, the same most."""

    def most(rows: int) -> int:
        with (tmp_path / "file").open("w") as file:
            file.write("code,name\n")
            file.writelines(f"{number},{'x' * 200}\n" for number in range(rows))
        tracemalloc.start()
        found = sum(1 for _ in stream(tmp_path / "file", {"code": whole, "name": text}, []))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found == rows
        return peak

    assert most(20_000) < most(1_000) + 3 * 1024 * 1024


def test_rows_come_before_the_file_has_ended(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("code,name\n1,2\n" + '3,"4')
    faults: list[Fault] = []
    rows = stream(tmp_path / "file", CELLS, faults)
    assert next(rows) == Row("file", 2, {"code": "1", "name": "2"})
    assert list(rows) == []
    assert "not CSV" in faults[0].problem


def test_a_code_longer_than_a_spreadsheet_keeps_is_not_given_with_a_made_up_end() -> None:
    assert [table.CELLS["float"](value) for value in (210203001001.0, 1.5)] == ["210203001001", "1.5"]
    assert not table.CELLS["float"](21020300100100101234.0).isdigit()


def test_a_workbook_of_the_old_kind_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "old.xls"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(100))
    with pytest.raises(Unreadable, match="save it as .xlsx"):
        list(lines(path))


def test_a_refused_cell_is_told_in_words_with_the_code_of_the_refusal(tmp_path: Path) -> None:
    faults: list[Fault] = []
    path = tmp_path / "areas.csv"
    path.write_text("code,day\n21020300100,2022/13/01\n", encoding="utf-8")
    assert not read(path, {"code": area_code, "day": day}, faults)
    assert [str(one) for one in faults] == [
        "areas.csv, row 2, code: 21020300100 is not a 12-digit area code. (grid.area_malformed)",
        "areas.csv, row 2, day: '2022/13/01' is no date such as 2026-11-22",
    ]


def test_a_whole_number_that_a_program_wrote_with_a_fraction_is_whole() -> None:
    assert cells_of({"properties": {"households": 300.0, "share": 0.5, "name": None}}) == {
        "households": "300", "share": "0.5", "name": "",
    }  # fmt: skip
