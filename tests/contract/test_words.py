"""Each code that can be raised has words in both languages, and words name no code that cannot."""
from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path
from string import Formatter

import pytest

from kernel.machine import Machine
from services.gateway.words import catalogue

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [path for folder in ("kernel", "services") for path in sorted((ROOT / folder).rglob("*.py"))]
RAISERS = {"Invalid", "Missing", "Conflict", "Denied", "Unavailable", "Failure", "Problem", "fault"}
CODE = re.compile(r"[a-z]+\.[a-z]+(_[a-z0-9]+)*")
# the one code that is made of two parts: a machine's name and this
REFUSED_MOVE = "_act_not_allowed"
BY_VARIABLE = {
    "kernel/wire.py": "what a fault() of a schema said, collected at its own place",
    "kernel/machine.py": "a machine's name and a fixed ending",
    "services/gateway/http/protocol.py": "the code of a refusal caught just before",
}


def calls(path):
    tree = ast.parse(path.read_text())
    raisers = RAISERS | {c.name for c in ast.walk(tree) if isinstance(c, ast.ClassDef) and bases(c) & RAISERS}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and name_of(node.func) in raisers:
            yield node


def bases(node):
    return {name_of(base) for base in node.bases}


def name_of(node):
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def written(path):
    return {
        call.args[0].value
        for call in calls(path)
        if isinstance(call.args[0], ast.Constant) and CODE.fullmatch(str(call.args[0].value))
    }


def machines():
    for path in sorted((ROOT / "services").glob("*/**/*life.py")):
        module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
        yield from (value for value in vars(module).values() if isinstance(value, Machine))


def raised():
    codes = set().union(*map(written, SOURCES))
    return codes | {machine.name + REFUSED_MOVE for machine in machines()} | {"gateway.defect"}


RAISED = sorted(raised())


@pytest.mark.parametrize("language", catalogue.LANGUAGES)
@pytest.mark.parametrize("code", RAISED)
def test_each_code_has_words(code, language):
    assert catalogue.WORDS[language].get(code)


@pytest.mark.parametrize("code", sorted(catalogue.WORDS["zh"]))
def test_words_are_for_codes_that_can_be_raised(code):
    everything = "".join(path.read_text() for path in SOURCES)
    assert code in RAISED or f'"{code}"' in everything


def test_both_languages_have_the_same_codes():
    assert catalogue.WORDS["zh"].keys() == catalogue.WORDS["en"].keys()


@pytest.mark.parametrize("code", sorted(catalogue.WORDS["zh"]))
def test_both_languages_name_the_same_facts(code):
    named = [
        {field for part in catalogue.WORDS[language][code] for _, field, _, _ in Formatter().parse(part) if field}
        for language in catalogue.LANGUAGES
    ]
    assert named[0] == named[1]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_codes_stand_where_they_can_be_found(path):
    hidden = [call.lineno for call in calls(path) if not isinstance(call.args[0], ast.Constant)]
    assert not hidden or str(path.relative_to(ROOT)) in BY_VARIABLE
