"""docs/security.md: every requirement of OWASP ASVS 4.0.3, levels 1 and 2, has a test that exists, or a reason."""
from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.markdown import ROOT

PAGE = ROOT / "docs" / "security.md"
TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \|(.+)\|$", re.MULTILINE)
METS = ("yes", "partly", "no", "outside", "nothing")
# section -> its requirements of level 1 or 2: what was deleted, and what is of level 3 alone, is left out
ASKED = {
    "1.1": "1-7", "1.2": "1-4", "1.4": "1 4 5", "1.5": "1-4", "1.6": "1-4", "1.7": "1-2", "1.8": "1-2", "1.9": "1-2", "1.10": "1",
    "1.11": "1-2", "1.12": "2", "1.14": "1-6",
    "2.1": "1-12", "2.2": "1-3", "2.3": "1-3", "2.4": "1-6", "2.5": "1-7", "2.6": "1-3", "2.7": "1-6", "2.8": "1-7", "2.9": "1-3",
    "2.10": "1-4",
    "3.1": "1", "3.2": "1-4", "3.3": "1-4", "3.4": "1-5", "3.5": "1-3", "3.7": "1",
    "4.1": "1-3 5", "4.2": "1-2", "4.3": "1-3",
    "5.1": "1-5", "5.2": "1-8", "5.3": "1-10", "5.4": "1-3", "5.5": "1-4",
    "6.1": "1-3", "6.2": "1-6", "6.3": "1-2", "6.4": "1-2",
    "7.1": "1-4", "7.2": "1-2", "7.3": "1 3-4", "7.4": "1-3",
    "8.1": "1-4", "8.2": "1-3", "8.3": "1-8",
    "9.1": "1-3", "9.2": "1-4",
    "10.2": "1-2", "10.3": "1-3",
    "11.1": "1-8",
    "12.1": "1-3", "12.2": "1", "12.3": "1-6", "12.4": "1-2", "12.5": "1-2", "12.6": "1",
    "13.1": "1 3-5", "13.2": "1-3 5-6", "13.3": "1-2", "13.4": "1-2",
    "14.1": "1-4", "14.2": "1-6", "14.3": "2-3", "14.4": "1-7", "14.5": "1-4",
}  # fmt: skip
COUNT = 260


def numbers():
    """Give every number, in order."""
    found = []
    for section, parts in ASKED.items():
        for part in parts.split():
            first, _, last = part.partition("-")
            found += [f"{section}.{one}" for one in range(int(first), int(last or first) + 1)]
    return found


def rows():
    """Give the rows of the page: number -> what, met, how, shown by."""
    return [(number, [cell.strip() for cell in rest.split("|")]) for number, rest in ROW.findall(PAGE.read_text())]


@cache
def names_in(path):
    """Give the names of the tests in a file, an empty set where there is none."""
    file = ROOT / path
    tree = ast.parse(file.read_text()) if file.exists() else ast.Module([], [])
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_each_requirement_has_one_row_in_order():
    assert len(numbers()) == COUNT
    assert [number for number, _ in rows()] == numbers()
    assert f"all {COUNT} of its requirements" in PAGE.read_text()


@pytest.mark.parametrize(("number", "cells"), rows(), ids=[number for number, _ in rows()])
def test_each_row_has_a_test_that_exists_or_a_reason(number, cells):
    what, met, how, shown = cells
    assert met in METS
    assert what
    assert len(how) >= 4 or met == "yes", f"{number}: a reason is wanted"
    named = TEST.findall(shown)
    assert not [one for one in named if one[1] not in names_in(one[0])]
    assert named or met != "yes", f"{number}: a test is wanted for what is met"
    assert TEST.sub("", shown).replace("<br>", "").strip() in ("", "-")


def test_nothing_waits_to_be_written():
    assert not re.search(r"\b(TODO|TBD|FIXME|XXX)\b|待定|待补", PAGE.read_text())


@pytest.mark.parametrize("planted", ["`tests/contract/test_security.py::test_none`", "`tests/contract/nowhere.py::test_x`"])
def test_a_test_that_is_not_there_is_found(planted):
    with pytest.raises(AssertionError):
        test_each_row_has_a_test_that_exists_or_a_reason("1.1.1", ["what", "yes", "how it is", planted])
