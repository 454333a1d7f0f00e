"""Many petitions in one call: each registered once for its own key."""
from __future__ import annotations

from typing import Any

from kernel.call import Actor
from tests.integration.petition.office import DESK, OFFICER, Office

SYSTEM = Actor(id="0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f", role="client", area="210203001000")


def row(key: str, **given: Any) -> dict[str, Any]:
    return {"key": key, "channel": "letter", "area": "210203001001", "claims": [{"request": "a lamp"}], **given}


def sent(office: Office, rows: list[Any], actor: Actor = DESK) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = office.as_(actor).register_rows({"rows": rows})["items"]
    return items


def test_each_is_registered_once_for_its_key(office: Office) -> None:
    first = sent(office, [row("a"), row("b", claims=[]), row("c")])
    assert [one["outcome"] for one in first] == ["made", "refused", "made"]
    assert (first[1]["problem"], first[1]["pointer"]) == ("wire.wrong_count", "/claims")
    again = sent(office, [row("a"), row("b"), row("c")])
    assert [one["outcome"] for one in again] == ["known", "made", "known"]
    assert first[0]["code"] == again[0]["code"]
    assert office.count("petition") == 3


def test_gr_410_each_row_tells_how_many_numbers_of_people_its_words_held(office: Office) -> None:
    items = sent(office, [row("a", claims=[{"request": "call 138 1234 5678"}]), row("b")])
    assert [one["masked"] for one in items] == [1, 0]


def test_another_system_registers_as_its_desk_and_of_its_own_ground_alone(office: Office) -> None:
    far = row("b", area="210203002001")
    items = sent(office, [row("a", received_at="2026-03-02T09:00:00+08:00"), far, row("c", channel="web")], SYSTEM)
    assert [one["problem"] for one in items] == [None, "petition.area_outside", "petition.channel_not_allowed"]
    assert office.as_(OFFICER).list({"queue": "all"})["items"] is not None
