"""Statements by name: numbered places, one name for one text."""
from __future__ import annotations

import pytest

from kernel.plan import parsed


@pytest.mark.parametrize(
    ("sql", "body", "names"),
    [
        ("SELECT %s, %s", "SELECT $1, $2", ("", "")),
        ("SELECT %(a)s, %(b)s, %(a)s", "SELECT $1, $2, $1", ("a", "b")),
        ("SELECT 5 %% 2 + %s", "SELECT 5 % 2 + $1", ("",)),
        ("SELECT 1", "SELECT 1", ()),
    ],
)
def test_places_are_numbered(sql, body, names):
    assert parsed(sql)[1:] == (body, names)


def test_another_text_has_another_name():
    assert parsed("SELECT %s")[0] != parsed("SELECT %s ")[0]
