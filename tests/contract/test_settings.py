"""docs/district-settings.md lists every setting of a district as the code has it."""
from __future__ import annotations

import re

from services.grid.domain.setting.chosen import MADE, ORIGINS
from services.grid.domain.setting.registry import KINDS_OF_GRIDS, SETTINGS
from tests.markdown import ROOT, code, tables
from tools import settings_table

SQL = (ROOT / "services" / "grid" / "migrations" / "0013.setting.sql").read_text()


def test_the_table_is_up_to_date():
    assert settings_table.TARGET.read_text() == settings_table.table(), "run `make rules`"


def test_the_words_of_a_choice_stand_in_the_glossary():
    rows = tables(ROOT / "docs" / "glossary.md")["Settings of a district 本区选项"]
    assert {word for row in rows for word in code(row["identifier"])} == {*ORIGINS, *MADE}


def test_the_table_of_choices_takes_what_the_code_knows():
    listed = [set(re.findall(r"'(\w*)'", part)) for part in re.findall(r"CHECK \(\w+ IN \((.*?)\)\)", SQL)]
    assert {*KINDS_OF_GRIDS, ""} in listed
    assert set(MADE) in listed
    assert set(re.findall(r"'(\w+\.\w+)'", SQL)) <= SETTINGS.keys()
