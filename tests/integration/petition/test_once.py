"""Copies, races and crashes: whatever comes twice, late or at once, a petition is there once."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kernel import clock, outbox
from kernel.db import Database
from kernel.errors import Conflict, Failure, Invalid, Missing, Unavailable
from tests.integration.handing import handed
from tests.integration.people import OPENING
from tests.integration.petition.office import ACCEPT, COLLEAGUE, DESK, EAST, OFFICER, RESIDENT, SYSTEM, Office
from tests.integration.race import together
from tests.make import refused


@pytest.fixture
def offices(office: Office, database_of: Callable[..., Database]) -> list[Office]:
    """The same office in five processes, each with its own connections."""
    return [office.aside(database_of("petition", size=1)) for _ in range(5)]


def test_the_same_key_at_once_registers_once_and_gives_one_receipt(office: Office, offices: list[Office]) -> None:
    results = together(5, lambda number: offices[number].register(key="one"))
    assert len({(one["number"], one["code"]) for one in results}) == 1
    assert [office.count(table) for table in ("petition", "petitioner", "audit", "outbox")] == [1, 1, 1, 1]


def test_the_same_key_for_another_matter_is_refused(office: Office) -> None:
    office.register(key="one")
    with refused(Invalid, "once.key_reused"):
        office.register(key="one", claims=[{"request": "another"}])


def test_of_two_officers_who_accept_at_once_one_is_told_to_read_again(office: Office, offices: list[Office]) -> None:
    seen = office.forwarded()
    results = together(2, lambda number: offices[number].act((OFFICER, COLLEAGUE)[number], "accept", seen, **ACCEPT))
    lost = [one for one in results if isinstance(one, Failure)]
    assert [one.code for one in lost] == ["petition.petition_changed"]
    (clocks,) = office.db.all("SELECT count(*) FROM obligation WHERE rule = 'PT-05'")
    assert clocks == (1,)


def test_a_crash_before_the_commit_leaves_nothing_and_the_same_key_registers_after(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: Any) -> None:
        raise RuntimeError("the process ends here")

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "append", crash)
        with pytest.raises(RuntimeError):
            office.register(key="one")
    assert [office.count(table) for table in ("petition", "claim", "obligation", "step", "audit", "once")] == [0] * 6
    assert office.register(key="one")["state"] == "registered"


def test_a_stale_version_is_refused(office: Office) -> None:
    seen = office.register()
    office.act(DESK, "forward", seen, unit="housing", reason="it answers for lifts")
    with refused(Conflict, "petition.petition_changed"):
        office.act(DESK, "forward", seen, unit="water", reason="it answers for water")


def test_an_incident_handed_over_is_registered_with_its_origin_and_its_reporter(office: Office) -> None:
    origin = clock.new_id()
    office.later(days=2).as_(SYSTEM).hear_grid(handed("petition", origin=origin, id=clock.new_id()))
    ((service, method, command, call),) = office.grid.asked
    assert (service, method, command) == ("grid", "hand_over_file", {"incident": origin, "version": 4})
    assert call.actor == SYSTEM
    (told,) = office.told()
    assert (told["name"], told["data"]["origin"], told["data"]["area"]) == ("petition.registered", origin, EAST)
    (mine,) = office.as_(RESIDENT).list({"queue": "all"})["items"]
    assert (mine["origin"], mine["channel"]) == (origin, "transfer")


def test_pt_02_a_matter_handed_over_late_counts_from_when_it_was_handed_over(office: Office) -> None:
    office.later(days=2).as_(SYSTEM).hear_grid(handed("petition", origin=clock.new_id(), id=clock.new_id()))
    (row,) = office.db.all("SELECT received_at, registered_at - received_at FROM petition")
    assert row[0] == OPENING
    assert row[1].days == 2
    assert str(office.db.all("SELECT due_on FROM obligation")[0][0]) == "2026-03-18"


def test_copies_of_a_handing_over_register_once_together_late_and_under_another_id(
    office: Office, offices: list[Office]
) -> None:
    event = handed("petition", origin=clock.new_id(), id=clock.new_id())
    assert together(5, lambda number: offices[number].as_(SYSTEM).hear_grid(event)) == [None] * 5
    office.db.all("DELETE FROM inbox")  # as after its time
    office.as_(SYSTEM).hear_grid(event)
    office.as_(SYSTEM).hear_grid({**event, "id": clock.new_id()})
    assert [office.count(table) for table in ("petition", "outbox", "audit")] == [1, 1, 1]


def test_a_matter_handed_over_anew_after_it_was_taken_back_is_a_new_petition(office: Office) -> None:
    origin = clock.new_id()
    for version in (4, 7):
        office.as_(SYSTEM).hear_grid(handed("petition", origin=origin, version=version, id=clock.new_id()))
    assert office.count("petition") == 2


@pytest.mark.parametrize("gone", [Conflict("grid.incident_not_handed_over"), Missing("grid.incident_missing")])
def test_what_the_grid_has_taken_back_meanwhile_is_not_registered(office: Office, gone: Failure) -> None:
    office.grid.file = gone
    office.as_(SYSTEM).hear_grid(handed("petition", origin=clock.new_id(), id=clock.new_id()))
    assert office.count("petition") == 0


def test_a_grid_service_that_is_away_is_asked_again_later(office: Office) -> None:
    office.grid.file, kept = Unavailable("rpc.timeout"), office.grid.file
    event = handed("petition", origin=clock.new_id(), id=clock.new_id())
    with refused(Unavailable, "rpc.timeout"):
        office.as_(SYSTEM).hear_grid(event)
    office.grid.file = kept
    office.as_(SYSTEM).hear_grid(event)
    assert office.count("petition") == 1


def test_what_goes_elsewhere_is_nobody_of_ours(office: Office) -> None:
    other = handed("petition", origin=clock.new_id(), id=clock.new_id())
    office.as_(SYSTEM).hear_grid({**other, "data": {"to": "mediation"}})
    office.as_(SYSTEM).hear_grid({**other, "name": "grid.incident_closed"})
    assert office.grid.asked == []
