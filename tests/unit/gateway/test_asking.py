"""What is kept of a matter is counted wherever something came of it."""
from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from kernel.call import Call
from services.gateway.rights import life
from services.gateway.rights.asking import HOLDERS, KEEPERS, Asking
from services.gateway.rights.record import Request

MATTER = "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e50"


def test_gr_407_a_matter_handed_to_another_service_is_not_free_while_the_file_there_is_bound() -> None:
    kept = {"grid": {"open": 0, "bound": 0, "free": 1}, "petition": {"open": 0, "bound": 1, "free": 0}}
    asked: list[tuple[str, dict[str, Any]]] = []

    def remote(service: str, act: str, command: dict[str, Any], call: Call) -> dict[str, int]:
        asked.append((service, command))
        return kept.get(service, {"open": 0, "bound": 0, "free": 0})

    at = datetime(2026, 3, 3, tzinfo=UTC)
    request = Request(MATTER, 1, "received", None, None, "grid", MATTER, "210203000000", at)
    held = Asking(remote).held(request, Call())
    assert held == {"open": 0, "bound": 1, "free": 1}
    assert not life.clear(held)
    assert asked == [(service, {"account": "", "matter": MATTER}) for service in KEEPERS]


def test_what_came_to_the_window_is_asked_for_where_it_is_kept_and_nobody_is_asked_twice() -> None:
    assert HOLDERS["RX"] == HOLDERS["XF"]
    assert len(KEEPERS) == len(set(KEEPERS)) == 3
