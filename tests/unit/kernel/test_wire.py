"""Shapes on the wire: each fault has a code and a pointer."""
from __future__ import annotations

from datetime import UTC, datetime

import pytest
from marshmallow import ValidationError, fields

from kernel import wire
from kernel.errors import Invalid


class Inner(wire.Schema):
    name = wire.Text(most=5, required=True)


class Order(wire.Schema):
    text = wire.Text(most=10)
    count = wire.Integer(1, 5)
    size = wire.Number(0, 1)
    kind = wire.Choice("a", "b")
    at = wire.Instant()
    on = wire.Day()
    open = wire.Flag()
    id = wire.Id()
    code = wire.Pattern("[0-9]{3}")
    inner = wire.Nested(Inner)
    many = wire.Many(wire.Nested(Inner), most=2)


def problems(data):
    with pytest.raises(Invalid) as caught:
        wire.load(Order, data)
    return {(p.pointer, p.code) for p in caught.value.problems}


@pytest.mark.parametrize(
    ("data", "pointer", "code"),
    [
        ({"odd": 1}, "/odd", "wire.unknown_field"),
        ({"at": "9999-12-31T23:59:59-14:00"}, "/at", "wire.out_of_range"),
        ({"at": "0001-01-01T00:00:00+14:00"}, "/at", "wire.out_of_range"),
        ({"on": "9999-12-31"}, "/on", "wire.out_of_range"),
        ({"on": "2100-01-01"}, "/on", "wire.out_of_range"),
        ({"on": "1899-12-31"}, "/on", "wire.out_of_range"),
        ({"a/b~c": 1}, "/a~1b~0c", "wire.unknown_field"),
        ({"text": 5}, "/text", "wire.wrong_type"),
        ({"text": None}, "/text", "wire.null"),
        ({"text": "x" * 11}, "/text", "wire.wrong_length"),
        ({"text": "   "}, "/text", "wire.wrong_length"),
        ({"text": "a\0b"}, "/text", "wire.bad_character"),
        ({"text": "a\ud800"}, "/text", "wire.bad_character"),
        ({"count": "3"}, "/count", "wire.wrong_type"),
        ({"count": True}, "/count", "wire.wrong_type"),
        ({"count": 2.5}, "/count", "wire.wrong_type"),
        ({"count": 9}, "/count", "wire.out_of_range"),
        ({"size": float("nan")}, "/size", "wire.wrong_type"),
        ({"size": "0.5"}, "/size", "wire.wrong_type"),
        ({"size": 2}, "/size", "wire.out_of_range"),
        ({"kind": "c"}, "/kind", "wire.not_a_choice"),
        ({"at": "2026-11-22T10:00:00"}, "/at", "wire.zone_missing"),
        ({"at": "yesterday"}, "/at", "wire.wrong_type"),
        ({"at": 5}, "/at", "wire.wrong_type"),
        ({"at": "0001-01-01T00:00:00Z"}, "/at", "wire.out_of_range"),
        ({"at": "2100-01-01T00:00:00Z"}, "/at", "wire.out_of_range"),
        ({"on": "22.11.2026"}, "/on", "wire.wrong_type"),
        ({"open": "yes"}, "/open", "wire.wrong_type"),
        ({"id": "1"}, "/id", "wire.wrong_form"),
        ({"code": "123\n"}, "/code", None),
        ({"code": "1234"}, "/code", "wire.wrong_form"),
        ({"inner": 3}, "/inner", "wire.wrong_type"),
        ({"inner": {}}, "/inner/name", "wire.required"),
        ({"many": [{"name": "a"}, {"nam": "a"}]}, "/many/1/nam", "wire.unknown_field"),
        ({"many": [{"name": "a"}] * 3}, "/many", "wire.wrong_count"),
        ([], "", "wire.wrong_type"),
        ("x", "", "wire.wrong_type"),
    ],
)
def test_a_fault_has_its_code_and_its_place(data, pointer, code):
    if code is None:
        assert wire.load(Order, data)["code"] == "123", "trimmed"
    else:
        assert (pointer, code) in problems(data)


def test_all_faults_are_told_at_once():
    assert len(problems({"odd": 1, "count": 9, "text": 5})) == 3


def test_only_so_many_faults_are_told_and_a_name_nobody_knows_is_told_in_part():
    many = problems({f"odd-{number}": 1 for number in range(1000)})
    assert len(many) == wire.MOST_PROBLEMS
    assert problems({"k" * 100_000: 1}) == {("/" + "k" * wire.MOST_STEP, "wire.unknown_field")}


def test_of_a_list_with_too_many_none_is_read():
    assert problems({"many": [{"name": 1}] * 3}) == {("/many", "wire.wrong_count")}
    assert problems({"many": [{"name": 1}] * 2}) == {("/many/0/name", "wire.wrong_type"), ("/many/1/name", "wire.wrong_type")}
    assert problems({"many": {"name": 1}}) == {("/many", "wire.wrong_type")}


@pytest.mark.parametrize("row", [None, 5, "row", [], {}, {"name": 1}])
def test_a_row_that_is_read_by_itself_refuses_no_other_whatever_it_is(row):
    class Call(wire.Schema):
        rows = wire.Many(wire.Unread(Inner), least=1, most=2)

    given = {"rows": [{"name": "a"}, row]}
    assert wire.load(Call, given) == given


def test_an_instant_is_given_on_in_utc():
    assert wire.load(Order, {"at": "2026-11-22T08:00:00+08:00"})["at"] == datetime(2026, 11, 22, tzinfo=UTC)


def test_a_page_is_fifty_unless_told_and_never_over_two_hundred():
    assert wire.load(wire.Listing, {})["limit"] == 50
    with pytest.raises(Invalid):
        wire.load(wire.Listing, {"limit": 201})


def test_every_message_of_a_field_is_a_code_with_facts():
    for field in Order().fields.values():
        for key, message in field.error_messages.items():
            assert "|" in str(message), f"{type(field).__name__}.{key}: {message}"


def test_unforeseen_words_of_a_validator_still_have_a_code():
    def refuse(_):
        raise ValidationError("words nobody gave a code")

    class Odd(wire.Schema):
        x = fields.String(validate=refuse)

    with pytest.raises(Invalid) as caught:
        wire.load(Odd, {"x": "a"})
    assert caught.value.problems[0].code == "wire.invalid"
