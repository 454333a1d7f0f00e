"""A matter handed to another service, and the one thread its reporter follows."""
from __future__ import annotations

from datetime import timedelta
from typing import Any

from kernel import clock, deadline_sweep
from kernel.call import Actor
from kernel.errors import Conflict, Denied
from tests.integration.grid.town import ANYONE, DISPATCHER, EAST, RESIDENT, Town
from tests.make import refused

SYSTEM = Actor(role="system")


def fact(town: Town, origin: str, name: str, **data: Any) -> dict[str, Any]:
    """Give an event as another service tells it."""
    return {
        "id": clock.new_id(),
        "name": name,
        "occurred_at": town.at.isoformat(),
        "district": "210203",
        "subject": clock.new_id(),
        "version": 1,
        "round": 1,
        "data": {"origin": origin, "number": "XF210203-20260303-000010", **data},
    }


def test_in_12_the_service_that_takes_over_is_given_the_sealed_identity_and_it_is_audited(town: Town) -> None:
    seen = town.report(reporter={"name": "林一", "phone": "13800000000"})
    handed = town.through("hand_over", seen=seen)
    file = town.as_(SYSTEM).hand_over_file({"incident": handed["id"], "version": handed["version"]})
    assert (file["name"], file["phone"], file["account"]) == ("林一", "13800000000", RESIDENT.id)
    assert (file["description"], file["place"]["area"]) == ("rubbish by the gate", EAST)
    bodies = [body for (body,) in town.db.all("SELECT body FROM audit WHERE subject = %s ORDER BY seq", (seen["id"],))]
    assert '"act":"identity_opened"' in bodies[-1]
    assert not [body for body in bodies if "林一" in body]


def test_the_file_is_for_services_and_only_while_it_is_handed_over(town: Town) -> None:
    seen = town.report()
    asked = {"incident": seen["id"], "version": seen["version"]}
    with refused(Denied, "grid.role_not_allowed"):
        town.as_(DISPATCHER).hand_over_file(asked)
    with refused(Conflict, "grid.incident_not_handed_over"):
        town.as_(SYSTEM).hand_over_file(asked)


def test_in_12_a_handing_over_that_was_overtaken_is_given_no_file(town: Town) -> None:
    first = town.through("hand_over")
    service = town.as_(SYSTEM)
    taken = town.through("take_back", seen=first)
    with refused(Conflict, "grid.incident_not_handed_over"):
        service.hand_over_file({"incident": first["id"], "version": first["version"]})
    second = town.act(DISPATCHER, "hand_over", taken, to="mediation", reason="claim")
    for version in (first["version"], taken["version"], second["version"] + 1):
        with refused(Conflict, "grid.incident_not_handed_over"):
            service.hand_over_file({"incident": first["id"], "version": version})
    opened = "SELECT count(*) FROM audit WHERE body LIKE '%identity_opened%'"
    assert town.db.one(opened) == (0,)
    town.as_(ANYONE).hear_mediation(fact(town, first["id"], "mediation.opened"))
    assert service.hand_over_file({"incident": first["id"], "version": second["version"]})["id"] == first["id"]
    town.as_(ANYONE).hear_mediation(fact(town, first["id"], "mediation.ended"))
    with refused(Conflict, "grid.incident_not_handed_over"):
        service.hand_over_file({"incident": first["id"], "version": second["version"]})


def test_in_13_what_happens_elsewhere_is_told_in_the_one_thread_and_its_end_closes_the_incident(town: Town) -> None:
    receipt = town.report()
    town.through("hand_over", seen=receipt)
    service = town.as_(ANYONE)
    for name in ("petition.registered", "petition.accepted", "petition.answered", "petition.rated"):
        service.hear_petition(fact(town, receipt["id"], name))
    thread = town.as_(ANYONE).progress({"number": receipt["number"], "code": receipt["code"]})
    assert thread["state"] == "closed"
    assert [step["words"] for step in thread["steps"]][2:] == [
        "The petition office: registered.",
        "The petition office: accepted.",
        "The petition office: answered. The matter is ended.",
        "The petition office: your rating was received.",
    ]
    assert town.find(RESIDENT, receipt)["handed_number"] == "XF210203-20260303-000010"
    assert town.told_of(receipt)[-2:] == ["grid.incident_concluded", "grid.incident_followed"]


def test_the_same_fact_twice_is_one_line(town: Town) -> None:
    seen = town.through("hand_over")
    told = fact(town, seen["id"], "petition.registered")
    for _ in range(2):
        town.as_(ANYONE).hear_petition(told)
    assert town.find(DISPATCHER, seen)["version"] == seen["version"] + 1


def test_a_fact_about_a_matter_taken_back_or_with_another_service_is_nobodys_line(town: Town) -> None:
    seen = town.through("hand_over")
    town.as_(ANYONE).hear_mediation(fact(town, seen["id"], "mediation.opened"))
    seen = town.through("take_back", seen=seen)
    town.as_(ANYONE).hear_petition(fact(town, seen["id"], "petition.registered"))
    assert town.find(DISPATCHER, seen)["version"] == seen["version"]


def test_a_fact_without_an_origin_concerns_no_incident(town: Town) -> None:
    told = fact(town, "", "petition.registered")
    town.as_(ANYONE).hear_petition(told)
    assert town.db.one("SELECT count(*) FROM inbox") == (0,)


def test_in_11_what_ended_elsewhere_may_be_opened_again_here(town: Town) -> None:
    seen = town.through("hand_over")
    town.as_(ANYONE).hear_petition(fact(town, seen["id"], "petition.refused"))
    seen = town.through("reopen", seen=town.find(RESIDENT, seen))
    assert (seen["state"], seen["round"]) == ("accepted", 2)


def test_dates_follow_the_clock_after_a_change_of_the_calendar(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch")
    moved = "2026-03-04T02:00:00+00:00"
    town.db.all("UPDATE obligation SET due_at = %s WHERE subject = %s AND stage = 'handle'", (moved, seen["id"]))
    town.as_(ANYONE).move_dates({"subject": seen["id"], "data": {"kind": "incident"}})
    assert town.find(DISPATCHER, seen)["due_at"] == moved


def test_what_comes_near_is_told_with_the_number_people_know(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch")
    assert deadline_sweep.sweep(town.db, town.at + timedelta(days=30)) > 0
    told = town.db.all("SELECT body::json->'data'->>'number' FROM outbox WHERE name = 'grid.deadline_missed'")
    assert set(told) == {(seen["number"],)}
