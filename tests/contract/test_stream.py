"""Whom the front door tells of changes is whom the services let find the records."""
from __future__ import annotations

import ast
import importlib
import inspect

import pytest

from services.gateway.routes import ROWS
from services.gateway.stream.notice import BOUNDS, HEARERS, KINDS, REACHES
from services.grid.service.reach import REACHES as INCIDENTS
from services.mediation.domain.reach import REACHES as DISPUTES
from services.petition.domain.reach import REACHES as PETITIONS

FOUND = {"incident": INCIDENTS, "petition": PETITIONS, "dispute": DISPUTES}


@pytest.mark.parametrize("kind", sorted(FOUND))
def test_who_is_told_is_who_may_find_it_gr_433(kind):
    assert {role: REACHES[role] for role in HEARERS[kind]} == {r: limit for r, limit in FOUND[kind].items() if r != "system"}


def test_each_kind_has_its_hearers():
    assert set(KINDS.values()) == HEARERS.keys() == FOUND.keys()


def test_the_row_lets_in_who_hears_of_something():
    row = next(row for row in ROWS if row.act == "follow")
    assert set(row.roles) == REACHES.keys()


@pytest.mark.parametrize("module", ["grid", "petition", "mediation"])
def test_facts_say_all_that_bounds_their_record_gr_433(module):
    step = importlib.import_module(f"services.{module}.domain.step")
    said = {node.value for node in ast.walk(ast.parse(inspect.getsource(step.tell))) if isinstance(node, ast.Constant)}
    assert set(BOUNDS) <= said
