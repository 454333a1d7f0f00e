"""Codes of an authenticator are those of RFC 6238, good for a moment and once."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest

from services.gateway.credential import factor

# RFC 6238, appendix B, SHA-1: the secret, and the last six of its eight digits
SECRET = base64.b32encode(b"12345678901234567890").decode()
NOW = datetime.fromtimestamp(1111111109, UTC)


@pytest.mark.parametrize(("at", "code"), [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")])
def test_the_codes_are_those_of_the_standard(at, code):
    assert factor.step_of(SECRET, code, now=datetime.fromtimestamp(at, UTC), last=0) == at // 30


@pytest.mark.parametrize(("seconds", "right"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_clock_may_be_off_by_one_step(seconds, right):
    found = factor.step_of(SECRET, "081804", now=NOW + timedelta(seconds=seconds), last=0)
    assert (found is not None) == right


def test_a_code_that_was_taken_is_none_any_more_and_neither_is_an_earlier_one():
    step = factor.step_of(SECRET, "081804", now=NOW, last=0)
    assert factor.step_of(SECRET, "081804", now=NOW, last=step) is None
    assert factor.step_of(SECRET, "081804", now=NOW, last=step + 1) is None


def test_what_is_no_code_is_none():
    assert all(factor.step_of(SECRET, code, now=NOW, last=0) is None for code in ("081805", "", "０８１８０４", "abcdef"))


def test_recovery_codes_are_many_differ_and_are_kept_under_the_key_and_the_holder():
    made = factor.recovery_codes()
    assert len(set(made)) == 10
    digest = factor.digest(b"k", "a1", made[0])
    assert factor.digest(b"k", "a1", made[0].replace("-", " ").upper()) == digest
    assert len({digest, factor.digest(b"l", "a1", made[0]), factor.digest(b"k", "a2", made[0])}) == 3
    assert not any(factor.timed(code) for code in made)


def test_the_picture_is_an_svg_of_the_address_and_loads_nothing():
    address = factor.uri(SECRET, login="worker1", issuer="Linli 210203")
    assert address == f"otpauth://totp/Linli%20210203:worker1?secret={SECRET}&issuer=Linli%20210203"
    drawn = factor.picture(address)
    assert ET.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"
    assert "href" not in drawn
