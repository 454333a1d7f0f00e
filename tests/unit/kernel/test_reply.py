"""The body of a reply, there and back."""
import json

import pytest
from nameko.exceptions import deserialize

from kernel import reply
from kernel.errors import KINDS, Conflict, Invalid, Problem
from kernel.reply import Defect


def test_a_result_comes_back_as_it_was():
    assert reply.read(reply.result({"路": [1, None, 2.5]}), "grid.show") == {"路": [1, None, 2.5]}


@pytest.mark.parametrize("kind", KINDS.values())
def test_each_kind_of_failure_comes_back_as_itself(kind):
    with pytest.raises(kind) as caught:
        reply.read(reply.error(kind("grid.some_problem", pointer="/a", legal=["b"])), "grid.act")
    assert (caught.value.code, caught.value.pointer) == ("grid.some_problem", "/a")
    assert caught.value.facts == {"legal": ["b"]}


def test_problems_come_back_with_their_pointers():
    problems = (Problem("wire.missing", "/a", {}), Problem("wire.unknown_field", "/b", {"field": "b"}))
    with pytest.raises(Invalid) as caught:
        reply.read(reply.error(Invalid("wire.invalid", problems=problems)), "grid.act")
    assert caught.value.problems == problems


def test_nameko_itself_rebuilds_our_failures():
    error = json.loads(reply.error(Conflict("grid.incident_changed", version=3)))["error"]
    rebuilt = deserialize(error)
    assert (type(rebuilt), rebuilt.facts) == (Conflict, {"version": 3})


def test_of_a_foreign_error_only_the_class_is_told():
    body = reply.error(ValueError("13800000000"))
    assert b"13800000000" not in body
    with pytest.raises(Defect, match=r"grid\.act: ValueError"):
        reply.read(body, "grid.act")


@pytest.mark.parametrize("body", [b"", b"not json", b"[]", b"7", b'{"result": 1}'])
def test_what_is_no_reply_is_a_defect_of_the_callee(body):
    with pytest.raises(Defect, match="unreadable reply"):
        reply.read(body, "grid.act")


@pytest.mark.parametrize(
    "error",
    [{"exc_path": "kernel.errors.Conflict"}, {"exc_path": "kernel.errors.Conflict", "exc_args": ["not json"]}, 7],
)
def test_a_failure_that_cannot_be_read_is_a_defect_of_the_callee(error):
    body = json.dumps({"result": None, "error": error}).encode()
    with pytest.raises(Defect):
        reply.read(body, "grid.act")


def test_a_value_json_does_not_know_is_no_result():
    with pytest.raises(TypeError):
        reply.result({"price": object()})
