"""Exports: their states, what stands in a cell, and files that a spreadsheet program reads."""
from __future__ import annotations

import csv
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from openpyxl import load_workbook

from kernel.errors import Conflict
from services.gateway.export import cell, life
from services.gateway.export.desk import roles_of, routes_of
from services.gateway.export.listed import EVALUATION, LISTS
from services.gateway.export.record import FORMATS, GOOD_FOR, TRIES, Export
from services.gateway.export.sheet import SHEETS
from services.gateway.export.words import STATES
from services.gateway.routes import ROWS
from tests.markdown import ROOT

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ASKED = Export(
    id="0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f", list="incidents", filters={}, columns=("number",), format="csv", language="zh",
    owner="0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e40", role="dispatcher", unit="centre", area="210203", created_at=NOW,
)  # fmt: skip
WRITTEN = {"rows": 3, "bytes": 90, "digest": "d" * 64}
FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u3000=1", "\uff1d1+1", '=HYPERLINK("http://x")']
RUNNING = life.begin(ASKED, now=NOW)
READY = life.finish(RUNNING, **WRITTEN, now=NOW)


def test_gr_382_an_export_is_taken_up_again_and_what_was_told_of_it_stays():
    again = life.begin(replace(RUNNING, rows=400), now=NOW)
    assert (again.state, again.rows, again.tries, again.version) == ("running", 400, 2, 3)
    assert again.leased_until is not None
    assert again.leased_until > NOW


def test_gr_382_what_ended_too_many_processes_is_given_up():
    given_up = life.begin(replace(RUNNING, tries=TRIES), now=NOW)
    assert (given_up.state, given_up.problem) == ("failed", life.GIVEN_UP)


def test_gr_382_what_a_leaving_process_gives_back_counts_as_no_try():
    back = life.give_back(RUNNING)
    assert (back.state, back.tries, back.leased_until) == ("waiting", 0, None)


@pytest.mark.parametrize("ended", [READY, life.cancel(ASKED, now=NOW), life.fail(RUNNING, "gateway.defect", now=NOW)])
def test_gr_382_what_has_ended_is_neither_run_nor_cancelled(ended):
    for act in (lambda: life.begin(replace(ended, tries=0), now=NOW), lambda: life.cancel(ended, now=NOW)):
        with pytest.raises(Conflict, match="gateway.export_act_not_allowed"):
            act()


def test_gr_383_an_export_that_failed_has_its_reason_and_no_file():
    failed = life.fail(RUNNING, "gateway.export_role_lost", now=NOW)
    assert (failed.problem, failed.file, failed.expires_at) == ("gateway.export_role_lost", None, None)


def test_gr_384_a_file_is_there_for_a_day():
    assert READY.expires_at == NOW + GOOD_FOR == NOW + timedelta(hours=24)
    gone = life.expire(READY)
    assert (gone.state, gone.file) == ("gone", None)


def test_two_attempts_have_two_files():
    assert RUNNING.place != life.begin(RUNNING, now=NOW).place


@pytest.mark.parametrize(
    ("export", "percent"),
    [
        (ASKED, None),
        (replace(RUNNING, about=200, rows=50), 25),
        (replace(RUNNING, about=200, rows=900), 99),  # more came meanwhile
        (replace(RUNNING, about=0, rows=0), None),
        (READY, 100),
    ],
)
def test_progress_is_told_where_it_is_known(export, percent):
    assert export.percent == percent


def test_each_state_has_its_words():
    assert STATES.keys() == set(life.LIFE.states)


@pytest.mark.parametrize("text", FORMULAS)
def test_gr_385_no_text_is_a_formula_in_csv(text):
    assert cell.safe(cell.value(text))[0] == "'"


@pytest.mark.parametrize("given", ["路灯不亮", "a=b", "3-1", "-5", "+".join("12"), 0, 2.5])
def test_what_is_no_formula_stays_as_it_is(given):
    assert cell.safe(cell.value(given)) == str(given)


def test_an_instant_is_told_as_local_time():
    assert cell.value("2026-11-22T02:00:00+00:00", instant=True) == "2026-11-22 10:00:00"


def test_yes_and_no_are_said_as_the_reader_says_them():
    assert [cell.value(one, language=language) for language in ("zh", "en") for one in (True, False)] == ["是", "否", "yes", "no"]
    assert cell.value([True, 2], language="zh") == "是; 2"


def test_what_no_sheet_can_hold_is_left_out():
    assert cell.value("a\x00b\x0bc") == "abc"
    assert len(str(cell.value("x" * 40_000))) == cell.LONGEST


def read(format, path):
    """Give the rows of a file as a program for spreadsheets reads them."""
    if format == "csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))
    with path.open("rb") as file:
        sheet = load_workbook(file, read_only=True).active
        return [[one.value for one in row] for row in sheet.iter_rows()]


@pytest.mark.parametrize("format", FORMATS)
def test_each_format_gives_back_what_was_written(format, tmp_path):
    sheet = SHEETS[format](tmp_path / "made")
    sheet.add([["编号", "Words"]])
    sheet.add([["SJ-1", 'a "quoted", <b> & line'], ["SJ-2", 'two\nlines, 😀']])
    sheet.close()
    assert read(format, tmp_path / "made") == [["编号", "Words"], ["SJ-1", 'a "quoted", <b> & line'], ["SJ-2", "two\nlines, 😀"]]


def test_gr_385_a_workbook_holds_texts_and_numbers_and_no_formula(tmp_path):
    sheet = SHEETS["xlsx"](tmp_path / "made.xlsx")
    sheet.add([[*map(cell.value, FORMULAS), 7, 2.5, None]])
    sheet.close()
    row = next(load_workbook(tmp_path / "made.xlsx").active.iter_rows())
    assert {one.data_type for one in row[: len(FORMULAS)]} == {"s"}
    assert [one.value for one in row[len(FORMULAS) :]] == [7, 2.5, None]


@pytest.mark.parametrize("between", [";", "\t", ","])
def test_gr_385_no_formula_begins_behind_a_sign_that_separates_cells_elsewhere(between, tmp_path):
    sheet = SHEETS["csv"](tmp_path / "one")
    sheet.add([[f"a{between}=1+1"]])
    sheet.close()
    assert (tmp_path / "one").read_text("utf-8-sig").startswith(f'"a{between}=1+1"')


def test_a_csv_begins_with_the_mark_by_which_excel_knows_utf_8(tmp_path):
    SHEETS["csv"](tmp_path / "made").close()
    sheet = SHEETS["csv"](tmp_path / "two")
    sheet.add([["编号"]])
    sheet.close()
    assert (tmp_path / "two").read_bytes() == b"\xef\xbb\xbf" + '"编号"\r\n'.encode()


LARGE = """
import resource, sys
from pathlib import Path
from services.gateway.export.sheet import SHEETS
sheet = SHEETS[sys.argv[1]](Path(sys.argv[2]))
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for page in range(500):
    sheet.add([[f"SJ210203-20261122-{page * 200 + n:06}", "路灯不亮" * 20, "=1", n, None, "x" * 40] for n in range(200)])
sheet.close()
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize("format", FORMATS)
def test_a_hundred_thousand_rows_take_no_more_memory_than_two_hundred(format, tmp_path):
    command = [sys.executable, "-W", "ignore", "-c", LARGE, format, str(tmp_path / "made")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 30  # MB beside the interpreter
    assert (tmp_path / "made").stat().st_size > 500_000


def test_gr_386_each_list_is_a_page_of_the_route_table_with_its_roles():
    assert routes_of(ROWS).keys() == LISTS.keys()
    assert all(row.paged for row in routes_of(ROWS).values())
    assert "operator" not in roles_of(ROWS)["incidents"] or "operator" in routes_of(ROWS)["incidents"].roles


@pytest.mark.parametrize("name", LISTS)
def test_the_columns_of_a_list_are_fields_of_its_rows(name):
    if LISTS[name].columns == EVALUATION:
        return  # its figures are found by their codes
    view = routes_of(ROWS)[name].view
    items = view().fields["items"].inner
    fields = items.nested().fields if hasattr(items, "nested") else None
    row = {field: {} for field in fields} if fields else {}
    known = set(row) | {"case_type_name", "area_name", "unit_name", "address", "consents"}
    assert {column.name for column in LISTS[name].columns} <= known


@pytest.mark.parametrize("name", LISTS)
def test_each_column_has_a_name_of_its_own_and_words_in_both_languages(name):
    columns = LISTS[name].columns
    assert len({column.name for column in columns}) == len(columns)
    assert all(column.heading("zh") and column.heading("en") for column in columns)


def test_figures_are_found_by_their_codes():
    row = {"measures": [{"code": "reported", "count": 7}], "shares": [{"code": "disposal", "words": "80%"}]}
    found = {column.name: column.cell(row, "en") for column in EVALUATION}
    assert (found["count_reported"], found["share_disposal"], found["share_rework"]) == (7, "80%", None)
