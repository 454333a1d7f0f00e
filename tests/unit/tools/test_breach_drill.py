"""What a breach drill makes of the calls it is told."""
from __future__ import annotations

import csv

import pytest

from services.gateway.access.look import PURPOSES
from tools.breach_drill import COLUMNS, MASKED, gather, span_of, write


def call(purpose, *records, kind="incident", at="2026-11-22T01:00:00+00:00"):
    return {"purpose": purpose, "kind": kind, "at": at, "records": [{"id": id, "number": number} for id, number in records]}


def test_each_record_is_named_once_with_how_often_and_what_for():
    records = {}
    gather(records, call("list", ("a", "SJ-1"), ("b", None)))
    gather(records, call("unmasked", ("a", "SJ-1"), at="2026-11-22T02:00:00+00:00"))
    assert (records["a"]["times"], sorted(records["a"]["purposes"])) == (2, ["list", "unmasked"])
    assert (records["a"]["first_at"][11:13], records["a"]["last_at"][11:13]) == ("01", "02")
    assert (sorted(records["a"]["opened"]), records["b"]["opened"]) == (["P1", "P2"], set())
    assert records["b"]["number"] == ""


def test_the_file_is_whole_and_in_order(tmp_path):
    records = {}
    gather(records, call("read", ("b", "SJ-2"), ("a", "SJ-1")))
    write(tmp_path / "seen.csv", records)
    rows = list(csv.DictReader((tmp_path / "seen.csv").read_text("utf-8-sig").splitlines()))
    assert [row["number"] for row in rows] == ["SJ-1", "SJ-2"]
    assert tuple(rows[0]) == COLUMNS
    assert [path.name for path in tmp_path.iterdir()] == ["seen.csv"]


def test_days_are_local_and_both_within():
    assert span_of("2026-11-01", "2026-11-01") == {
        "since": "2026-10-31T16:00:00+00:00", "until": "2026-11-01T16:00:00+00:00",
    }  # fmt: skip


@pytest.mark.parametrize("given", ["yesterday", "2026-13-01", ""])
def test_what_is_no_day_is_refused(given):
    with pytest.raises(ValueError, match=r"."):
        span_of(given, "2026-11-22")


def test_each_purpose_says_which_classes_it_shows():
    assert set(MASKED) == set(PURPOSES)
