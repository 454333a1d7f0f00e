"""What the documents say agrees with the code: words, states, settings, measures, links."""
from __future__ import annotations

import ast
import dataclasses
import importlib
import json
import re
from pathlib import Path

import prometheus_client
import pytest

from kernel import metrics
from kernel.migrate import SERVICES
from kernel.settings import Settings
from services.gateway.http.route import ROLES
from services.gateway.routes import ROWS
from services.grid.domain import reason
from services.grid.schemas import event as grid_events
from services.mediation import schemas as mediation
from services.mediation.domain.kind import DISPUTES
from services.notify.domain.rules import RULES
from services.notify.schemas import STATES
from services.petition import schemas as petition
from services.petition.domain.channel import CHANNELS
from services.petition.domain.refusal import REASONS
from tests.markdown import PAGES, ROOT, blocks, code, tables
from tools import border_picture, diagrams

DOCS = ROOT / "docs"
WORDS = tables(DOCS / "glossary.md")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
# matters of the place where this was written, which no reader has
FOREIGN = re.compile(r"(?<![\w.])/(?:tmp|root|home|opt)/", re.IGNORECASE)


def rpc_methods():
    for path in sorted((ROOT / "services").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and any(ast.unparse(d) == "rpc" for d in node.decorator_list):
                yield node.name.rstrip("_")


def acts():
    lives = [importlib.import_module(f"services.{name}.domain.life") for name in ("grid", "petition", "mediation")]
    moves = {act for life in lives for act in life.PAST} | {move.act for life in lives for move in life.MOVES}
    return moves | set(rpc_methods()) | {row.act.rstrip("_") for row in ROWS}


def nouns():
    names = {*grid_events.EVENTS, *petition.EVENTS, *mediation.EVENTS, *(rule.event for rule in RULES)}
    for name in names:
        service, _, fact = name.partition(".")
        noun = fact.partition("_")[0]
        # a grid's facts are about many nouns, each named; those of the other services about the one they are for
        named = service in ("grid", "gateway") or noun == "deadline"
        yield noun if named else {"petition": "petition", "mediation": "dispute"}[service]


def reasons():
    failed = mediation.Fail().fields["reason"].validate.choices
    return {*(one for by in reason.BY_ACT.values() for one in by), *REASONS, *failed}


CONCEPTS = {
    "Services 服务": set(SERVICES),
    "Roles 角色": {*ROLES, "anyone", "system"},
    "States 状态": {state for machine, _ in diagrams.lives().values() for state in machine.states} | set(STATES),
    "Acts 动作": acts(),
    "Reasons 原因": reasons(),
    "Kinds of dispute 纠纷类型": set(DISPUTES),
    "Channels a petition comes by 信访形式": set(CHANNELS),
}


@pytest.mark.parametrize("heading", CONCEPTS)
def test_the_glossary_has_a_row_for_each_word_of_the_code_and_no_other(heading):
    named = [word for row in WORDS[heading] for word in code(row["identifier"])]
    assert sorted(named) == sorted(CONCEPTS[heading])


def test_the_glossary_has_a_row_for_each_noun_of_an_event():
    named = {word for row in WORDS["Records and event nouns 记录"] for word in code(row["identifier"])}
    assert set(nouns()) <= named


@pytest.mark.parametrize("heading", WORDS)
def test_each_word_has_its_chinese(heading):
    assert all(re.search(r"[\u4e00-\u9fff]", row["中文"]) and row["meaning"] for row in WORDS[heading])


def test_the_diagrams_are_up_to_date():
    assert diagrams.STATES.read_text() == diagrams.states(), "run `python -m tools.diagrams`"
    assert diagrams.LOOP.read_text() == diagrams.loop(), "run `python -m tools.diagrams`"


def test_the_picture_of_faulty_borders_is_up_to_date_and_shows_what_its_page_names():
    assert border_picture.PICTURE.read_text() == border_picture.svg(), "run `python -m tools.border_picture`"
    assert {one.code for one in border_picture.faulty()[1]} >= {"grid.border_overlap", "grid.border_gap", "grid.border_outside"}


def test_an_arrow_the_tables_do_not_hold_is_not_drawn(monkeypatch):
    shortcut = diagrams.Arrow("reported", "closed", ("close",), "resident", "结案")
    monkeypatch.setattr(diagrams, "ARROWS", (shortcut,))
    with pytest.raises(Exception, match="close"):
        diagrams.loop()


def test_each_setting_is_described_with_its_default():
    rows = {code(row["setting"])[0]: row["default"] for row in tables(DOCS / "operations.md")["Settings"]}
    known = {f"LINLI_{field.name.upper()}": field.default for field in dataclasses.fields(Settings)}
    assert rows.keys() == known.keys()
    for name, default in known.items():
        shown = "required" if default is dataclasses.MISSING else f"`{default}`" if default != "" else "none"
        assert rows[name] == shown, name


def test_each_secret_of_the_manifests_has_a_command_that_makes_it():
    manifests = "".join(path.read_text() for path in (ROOT / "deploy" / "k8s").rglob("*.yaml"))
    wanted = set(re.findall(r"secretKeyRef: {name: [\w-]+, key: ([\w-]+)[,}]", manifests))
    wanted |= set(re.findall(r"/run/secrets/linli/([\w-]+)", manifests))
    made = re.findall(r"--from-(?:literal|file)=([\w-]+)=", (DOCS / "operations.md").read_text())
    assert sorted(made) == sorted(wanted)


def test_each_measure_is_described():
    rows = {code(row["measure"])[0]: row["kind"] for row in tables(DOCS / "operations.md")["Measures"]}
    kinds = prometheus_client.Counter, prometheus_client.Gauge, prometheus_client.Histogram
    known = {one._name: type(one).__name__.lower() for one in vars(metrics).values() if isinstance(one, kinds)}
    assert rows == known


def test_an_alarm_asks_for_measures_that_exist():
    alarms = tables(DOCS / "operations.md")["Alarms"]
    asked = {name for row in alarms for name in re.findall(r"[a-z]+(?:_[a-z]+)+", " ".join(code(row["when"])))}
    known = {one._name for one in vars(metrics).values() if hasattr(one, "_name")}
    assert asked
    assert {re.sub("_(total|count|sum|bucket)$", "", name) for name in asked} <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_link_leads_somewhere(page):
    missing = [to for to in LINK.findall(page.read_text()) if not (page.parent / to).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_speaks_of_the_project_alone(page):
    assert not FOREIGN.search(page.read_text())


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_both_readmes_are_short_and_say_the_same(name):
    page = ROOT / name
    assert len(page.read_text().splitlines()) <= 150
    assert [b.text for b in blocks(page)] == [b.text for b in blocks(ROOT / "README.md")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_data_shown_as_json_are_json(page):
    for block in blocks(page):
        if block.kind == "json":
            json.loads(block.text)


def test_few_shell_blocks_are_not_run():
    shell = [block for page in PAGES for block in blocks(page) if block.kind == "sh"]
    left = [block for block in shell if block.reason]
    assert len(left) <= 12
    assert len(left) < len(shell) / 2


def test_paths_named_in_contributing_exist():
    text = (ROOT / "CONTRIBUTING.md").read_text()
    named = set(re.findall(r"`((?:kernel|services|tests|tools|deploy|docs|bench)/[\w./-]+)`", text))
    missing = {path for path in named if not Path(ROOT / path).exists()}
    assert named
    assert not missing
