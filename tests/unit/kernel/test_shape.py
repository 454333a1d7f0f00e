"""Shapes of what is the kernel's own."""
from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kernel.errors import Invalid
from kernel.shape import ByCode, instant
from kernel.wire import load


def test_a_record_is_opened_by_number_and_code_together() -> None:
    assert load(ByCode, {"number": " N-1 ", "code": "c"}) == {"number": "N-1", "code": "c"}
    with pytest.raises(Invalid) as caught:
        load(ByCode, {"number": "N-1"})
    assert caught.value.pointer == "/code"


def test_an_instant_is_told_with_its_zone_and_none_as_none() -> None:
    assert instant(datetime(2026, 3, 3, 1, tzinfo=UTC)) == "2026-03-03T01:00:00+00:00"
    assert instant(None) is None
