"""One value says what an actor reaches, in SQL and for one record, and both agree."""
from __future__ import annotations

import json
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import Missing
from kernel.scope import ALL, AREA, NOTHING, PARTY, UNIT, Scope, reach, subtree

AREAS = st.sampled_from(["210203004005001", "210203004006002", "210203001001001", "210204001001001", ""])
UNITS = st.sampled_from(["u1", "u2", None])
SCOPES = st.builds(
    Scope,
    area=st.sampled_from([None, "", "210203", "210203004", "210203004005"]),
    unit=UNITS,
    party=st.sampled_from([None, (), ("u1",), ("u2", "u3"), ("u1", "u2")]),
    nothing=st.booleans(),
    also=st.sampled_from([(), ("210204",), ("210203004006", "210204001")]),
)


@given(SCOPES, AREAS, UNITS, UNITS)
def test_the_predicate_and_the_check_of_one_record_agree(scope, area, unit, party):
    sql, params = scope.predicate()
    # what ANY does over an array, said to a database that has none
    sql = sql.replace("= ANY(%s)", "IN (SELECT value FROM json_each(%s))").replace("%s", "?")
    given = [json.dumps(value) if isinstance(value, list) else value for value in params]
    row = sqlite3.connect(":memory:").execute(
        f"SELECT coalesce({sql}, 0) FROM (SELECT ? AS area, ? AS unit, ? AS party)", [*given, area, unit, party]
    )
    assert bool(row.fetchone()[0]) == scope.covers(area=area, unit=unit, party=party)


def test_nothing_reaches_nothing():
    assert not NOTHING.covers(area="210203004005001", unit="u1", party="p")


def test_a_street_does_not_reach_its_neighbour():
    assert not Scope(area="210203004").covers(area="210203001001001")


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("210000000000", "21"),
        ("210200000000", "2102"),
        ("210210000000", "210210"),
        ("210203001001G01B00012", "210203001001G01B00012"),
        ("210203000000", "210203"),
        ("210203004000", "210203004"),
        ("210203004005", "210203004005"),
        ("210203004005001", "210203004005001"),
        ("210203", "210203"),
        ("", ""),
    ],
)
def test_a_code_gives_the_prefix_of_all_below_it(code, prefix):
    assert subtree(code) == prefix


LIMITS = {"near": AREA, "own": PARTY, "team": UNIT, "free": ALL}


@pytest.mark.parametrize(
    ("role", "scope"),
    [
        ("near", Scope(area="210203004")),
        ("own", Scope(party=("new", "old"))),
        ("team", Scope(unit="u1")),
        ("free", Scope()),
        ("stranger", NOTHING),
    ],
)
def test_a_role_reaches_what_its_row_says_and_without_a_row_nothing(role, scope):
    assert reach(LIMITS, role, unit="u1", area="210203004000", aliases=("new", "old")) == scope


@pytest.mark.parametrize("role", ["near", "own", "team"])
def test_who_lacks_what_the_role_is_limited_to_reaches_nothing(role):
    assert reach(LIMITS, role, unit=None, area="", aliases=()) == NOTHING


def test_a_record_out_of_reach_is_refused_as_if_there_were_none() -> None:
    Scope(area="210203", unit="east").within(Missing("grid.x_missing"), area="210203001001", unit="east")
    with pytest.raises(Missing, match="grid.x_missing"):
        Scope(area="210203").within(Missing("grid.x_missing"), area="210204001001")
    with pytest.raises(Missing, match="grid.x_missing"):
        Scope(unit="east").within(Missing("grid.x_missing"), area="210203001001", unit="west")
