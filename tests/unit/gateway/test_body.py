"""JSON is read so that it can mean one thing only."""
from __future__ import annotations

import io

import pytest

from kernel.errors import Invalid
from services.gateway.http import body


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b'{"a":1,"a":2}', "gateway.json_key_twice"),
        (b'{"a":{"b":1,"b":1}}', "gateway.json_key_twice"),
        (b'{"a":NaN}', "gateway.json_malformed"),
        (b'{"a":Infinity}', "gateway.json_malformed"),
        (b'{"a":1e999}', "gateway.json_malformed"),
        (b'{"a":"\xff"}', "gateway.json_malformed"),
        (b'{"a":"\\ud800"}', "gateway.json_malformed"),
        (b'{"a":' + b"9" * 5000 + b"}", "gateway.json_malformed"),
        (b'{"a":1}x', "gateway.json_malformed"),
        (b'"a"', "gateway.json_not_object"),
        (b'{"a":' + b"[" * 40 + b"]" * 40 + b"}", "gateway.json_too_deep"),
        (b'{"a":' + b"[" * 100000, "gateway.json_malformed"),
        (b'{"a":[' + b"[]," * body.MOST_OPENED + b"[]]}", "gateway.json_too_many"),
        (b"{" + b",".join(b'"%d":1' % at for at in range(body.MOST_MEMBERS + 1)) + b"}", "gateway.json_too_many"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(raw, code):
    with pytest.raises(Invalid) as refused:
        body.parse(raw)
    assert refused.value.code == code


def test_a_key_given_twice_is_named():
    with pytest.raises(Invalid) as refused:
        body.parse(b'{"a/b":1,"a/b":2}')
    assert refused.value.pointer == "/a~1b"


def test_an_empty_body_is_an_empty_object():
    assert body.parse(b"") == {}


def test_many_short_lists_are_not_deep():
    assert len(body.parse(b'{"a":[' + b",".join([b"[]"] * 100) + b"]}")["a"]) == 100


def test_as_many_members_as_may_be_and_many_numbers_are_read():
    members = b",".join(b'"%d":1' % at for at in range(body.MOST_MEMBERS))
    assert len(body.parse(b"{" + members + b"}")) == body.MOST_MEMBERS
    assert len(body.parse(b'{"a":[' + b"1," * 200_000 + b"1]}")["a"]) == 200_001


def test_a_body_shorter_than_its_length_is_refused():
    with pytest.raises(Invalid) as refused:
        body.read({"CONTENT_LENGTH": "9", "wsgi.input": io.BytesIO(b"{}")})
    assert refused.value.code == "gateway.body_malformed"
