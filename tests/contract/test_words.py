"""Each code that can be raised has words in both languages, and words name no code that cannot."""
from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path
from string import Formatter

import pytest

from kernel.machine import Machine
from services.gateway.attachment.media import KNOWN as MEDIA
from services.gateway.words import catalogue, name
from services.grid.domain.evidence import KINDS as EVIDENCE
from services.grid.domain.ground.register import GRID_KINDS
from services.grid.domain.ground.register import LEVELS as STATISTICAL_LEVELS
from services.grid.domain.staff.employment import KINDS as EMPLOYMENTS
from services.grid.domain.tier import TIERS
from services.mediation.domain.agreement import CHECKS
from services.petition.domain.channel import CHANNELS

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [path for folder in ("kernel", "services") for path in sorted((ROOT / folder).rglob("*.py"))]
RAISERS = {"Invalid", "Missing", "Conflict", "Denied", "Unavailable", "Failure", "Problem", "fault"}
CODE = re.compile(r"[a-z]+\.[a-z]+(_[a-z0-9]+)*")
# the one code that is made of two parts: a machine's name and this
REFUSED_MOVE = "_act_not_allowed"
BY_VARIABLE = {
    "services/gateway/export/desk.py": "what the schema of a list said of its filters",
    "kernel/wire.py": "what a fault() of a schema said, collected at its own place",
    "kernel/machine.py": "a machine's name and a fixed ending",
    "services/gateway/http/protocol.py": "the code of a refusal caught just before",
    "services/grid/service/order/listing.py": "a fault of one line, kept to be told with the others",
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


# what words may show as it is, beside what is named: fact -> what its values are
SHOWN = {
    "back ahead count days free height highest hours last least left lowest minutes most offset pieces position positions "
    "retry_after_seconds ring round size times version width workdays lat lon": "a number",
    "due_on earliest ended_on first from_on on since today until until_on valid_until": "a day",
    "border case_type field header item makes_up number role skill team template field key scheme wanted inside": "what was sent",
    "allow choices codes known parts example id standard system scope": "what can be sent, or looked up by it",
    "read sign": "an address",
    "reason": "words",
    "kind": "a kind as it was sent",
    "claims": "the numbers of claims as they were sent",
}
PLAIN = {name for names in SHOWN for name in names.split()}


def placeholders(code):
    return {field for part in catalogue.WORDS["zh"][code] for _, field, _, _ in Formatter().parse(part) if field}


@pytest.mark.parametrize("code", sorted(catalogue.WORDS["zh"]))
def test_words_show_names_not_codes(code):
    assert placeholders(code) <= name.REGISTERED | name.NAMES.keys() | PLAIN


def test_what_is_shown_as_it_is_and_what_is_named_are_shown_somewhere():
    used = set().union(*map(placeholders, catalogue.WORDS["zh"]))
    assert (PLAIN | name.NAMES.keys() | name.REGISTERED) - used == set()


@pytest.mark.parametrize("code", sorted(catalogue.WORDS["zh"]))
def test_only_the_service_that_has_the_register_speaks_of_it_by_name(code):
    own = ("grid.", "gateway.client_area_outside", "gateway.account_area_outside")
    assert code.startswith(own) or not placeholders(code) & name.REGISTERED


def test_every_code_that_is_the_same_everywhere_has_its_name():
    assert set(TIERS) <= name.NAMES["tier"].keys()
    assert set(STATISTICAL_LEVELS) <= name.NAMES["level"].keys()
    assert set(EVIDENCE) == name.NAMES["needed"].keys()
    assert set(CHECKS) == name.NAMES["checks"].keys()
    assert set(CHANNELS) == name.NAMES["channels"].keys()
    assert set(GRID_KINDS) == name.NAMES["kinds"].keys()
    assert set(MEDIA) | set(EMPLOYMENTS) <= name.NAMES["allowed"].keys()
