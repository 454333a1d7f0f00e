"""docs/log-events.md lists each event that is logged, with its level and its fields, and no other."""
from __future__ import annotations

import ast
import re

import pytest

from tests.markdown import ROOT, code, tables

ROWS = {code(row["event"])[0]: row for row in tables(ROOT / "docs" / "log-events.md")["Events"]}
LEVELS = {"debug", "info", "warning", "error"}
NAME = re.compile(r"[a-z]+(_[a-z]+)+")
# words for what must never be a field: somebody's name, or something somebody wrote
PERSONAL = re.compile(r"name|phone|address|description|words|text|login|password|token|body")
OF_DEFECT = ("error", ("place", "kind", "at"))
# logged for others: a library's own line
BY_LOGS = {"library": ("any", ("text",))}


def calls():
    """Give each logged event with the place of the call."""
    for folder in ("kernel", "services"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    yield path.relative_to(ROOT), node


def logged():
    for path, call in calls():
        called = ast.unparse(call.func)
        if called == "defect.tell":
            yield path, call.args[0], OF_DEFECT
        elif called.startswith("log.") and call.func.attr in LEVELS and str(path) != "kernel/defect.py":
            yield path, call.args[0], (call.func.attr, tuple(word.arg for word in call.keywords))


LOGGED = list(logged())


@pytest.mark.parametrize(("path", "name"), [(path, name) for path, name, _ in LOGGED], ids=str)
def test_an_event_is_a_constant_name(path, name):
    assert isinstance(name, ast.Constant)
    assert NAME.fullmatch(name.value)


def test_each_event_is_listed_with_level_and_fields_and_no_other():
    listed = {
        name: (row["level"], tuple(code(row["fields"]))) for name, row in ROWS.items()
    }
    said = {name.value: what for _, name, what in LOGGED} | BY_LOGS
    assert listed == said


def test_an_event_logged_in_two_places_has_the_same_fields():
    said: dict[str, set[tuple[str, tuple[str, ...]]]] = {}
    for _, name, what in LOGGED:
        said.setdefault(name.value, set()).add(what)
    assert not [name for name, ways in said.items() if len(ways) > 1]


@pytest.mark.parametrize("name", [name.value for _, name, _ in LOGGED])
def test_no_field_of_an_event_is_personal(name):
    assert not [field for field in code(ROWS[name]["fields"]) if PERSONAL.search(field)]


@pytest.mark.parametrize("name", ROWS)
def test_each_event_says_what_it_means_and_what_to_do(name):
    assert ROWS[name]["means"]
    assert ROWS[name]["what to do"]


def test_events_stand_in_order():
    assert list(ROWS) == sorted(ROWS)
