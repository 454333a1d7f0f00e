"""docs/threats.md: each threat says how it ends, and what stops it is a test that exists."""

from __future__ import annotations

import re

import pytest

from tests.contract.test_security import TEST, names_in
from tests.markdown import ROOT

PAGE = ROOT / "docs" / "threats.md"
SECTION = re.compile(r"^## (\d+) ", re.MULTILINE)
ROW = re.compile(r"^\| T-(\d+)\.(\d+) \|(.+)\|$", re.MULTILINE)
KINDS, ENDS = "STRIDE", ("stopped", "partly", "left")


def rows():
    """Give the rows of the page: (section, number) -> kind, threat, how it ends, what stops it or is left, shown by."""
    return [((int(at), int(no)), [cell.strip() for cell in rest.split("|")]) for at, no, rest in ROW.findall(PAGE.read_text())]


def test_rows_are_numbered_without_gaps_and_each_line_of_trust_has_some():
    sections = [int(at) for at in SECTION.findall(PAGE.read_text())]
    assert sections == [*range(1, len(sections) + 1)]
    numbers = [at for at, _ in rows()]
    assert numbers == [(one, no) for one in sections for no in range(1, sum(at == one for at, _ in numbers) + 1)]
    assert {at for at, _ in numbers} == {*sections}


def test_each_kind_of_threat_is_thought_of():
    assert {cells[0] for _, cells in rows()} == {*KINDS}


@pytest.mark.parametrize(("at", "cells"), rows(), ids=[f"{at}.{no}" for (at, no), _ in rows()])
def test_each_threat_ends_in_a_test_or_says_what_is_left(at, cells):
    kind, threat, ends, how, shown = cells
    assert kind in KINDS
    assert threat
    assert ends in ENDS
    assert len(how) > 10, "say what stops it, or what is left"
    named = TEST.findall(shown)
    assert not [one for one in named if one[1] not in names_in(one[0])]
    assert named or ends != "stopped", "a test is wanted for what is stopped"
    assert TEST.sub("", shown).replace("<br>", "").strip() in ("", "-")


@pytest.mark.parametrize("planted", ["-", "`tests/contract/test_threats.py::test_none`"])
def test_a_threat_that_nothing_stops_is_found(planted):
    with pytest.raises(AssertionError):
        test_each_threat_ends_in_a_test_or_says_what_is_left((1, 1), ["S", "who", "stopped", "by what is said here", planted])
