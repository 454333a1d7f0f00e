"""Every source that a rule quotes is explained in docs/sources.md, and nothing is explained that no rule quotes."""
from __future__ import annotations

import re

import pytest

from tests.markdown import ROOT, tables
from tools.rules_index import SOURCES

PAGE = ROOT / "docs" / "sources.md"
# `domain 3.5 and 3.7` names two sections, `architecture 1 and domain 2.9` one of each
QUOTED = re.compile(r"\b(domain|architecture) (\d+(?:\.\d+)?)((?:(?:,| and) \d+(?:\.\d+)?(?![\d.]*\))(?!\d))*)")
FURTHER = re.compile(r"\d+(?:\.\d+)?")
TITLE = re.compile(r"《[^》]+》")


def texts():
    return [path.read_text() for path in sorted(ROOT.glob(SOURCES))]


def sections(text):
    for part, first, more in QUOTED.findall(text):
        yield from (f"{part} {number}" for number in (first, *FURTHER.findall(more)))


def quoted_sections():
    return {section for text in texts() for section in sections(text)}


def quoted_titles():
    return {title for text in texts() for title in TITLE.findall(text)}


def test_several_sections_may_stand_together():
    assert list(sections("domain 3.5 and 3.7: an extension")) == ["domain 3.5", "domain 3.7"]
    assert list(sections("architecture 1 and domain 2.9: the matter")) == ["architecture 1", "domain 2.9"]


def test_each_section_that_a_rule_quotes_is_explained_and_no_other():
    assert {row["section"] for row in tables(PAGE)["Sections"]} == quoted_sections()


def test_each_statute_that_a_rule_quotes_is_listed_and_no_other():
    assert {row["title"] for row in tables(PAGE)["Statutes and orders"]} == quoted_titles()


@pytest.mark.parametrize("row", tables(PAGE)["Sections"], ids=lambda row: row["section"])
def test_a_section_says_what_it_holds_and_how_far_it_can_be_relied_on(row):
    assert set(row["standing"].split(", ")) <= {"statute", "weak", "own"}
    assert len(row["what it says"]) > 20
    assert row["source"]
