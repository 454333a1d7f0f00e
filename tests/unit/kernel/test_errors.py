"""Failures cross boundaries whole."""
from __future__ import annotations

import orjson
import pytest

from kernel.errors import KINDS, Failure, Invalid, Problem


@pytest.mark.parametrize("kind", KINDS.values())
def test_a_failure_survives_the_wire_with_its_class_code_and_facts(kind):
    sent = kind("grid.thing_wrong", pointer="/a/0", legal=["x"], state="y")
    got = Failure.load(orjson.loads(orjson.dumps(sent.dump())))
    assert type(got) is kind
    assert (got.code, got.pointer, got.facts, got.status) == (sent.code, "/a/0", sent.facts, kind.status)


def test_problems_survive_the_wire():
    sent = Invalid("wire.invalid", problems=(Problem("wire.required", "/text", {"n": 1}),))
    assert Failure.load(orjson.loads(orjson.dumps(sent.dump()))).problems == sent.problems


def test_each_kind_says_something_else_to_the_caller():
    assert sorted(kind.status for kind in KINDS.values()) == [403, 404, 409, 422, 503]
