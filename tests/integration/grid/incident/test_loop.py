"""One report goes all the way round on a real database."""
from __future__ import annotations

from typing import Any

from kernel.call import Actor
from tests.integration.grid.town import (
    ANYONE,
    CHECKER,
    DISPATCHER,
    EAST,
    EAST_GRID,
    IN_EAST,
    LAMPS,
    LEADER,
    OFFICER,
    PHOTO,
    RESIDENT,
    TO_CLOSED,
    WORKER,
    Town,
)


def test_a_report_goes_round_from_resident_to_rating_and_tells_each_step(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch", "start", "finish", "pass", "close", "rate")
    assert (seen["state"], seen["version"], seen["round"]) == ("closed", 9, 1)
    assert town.told_of(seen) == [
        "grid.incident_reported",
        "grid.incident_accepted",
        "grid.incident_filed",
        "grid.incident_dispatched",
        "grid.incident_started",
        "grid.incident_finished",
        "grid.incident_passed",
        "grid.incident_closed",
        "grid.incident_rated",
    ]


# what may be added to a thread at nearly any time, by nearly anybody
BESIDES = {"attach", "merge"}


def own_acts(town: Town, actor: Actor, seen: dict[str, Any]) -> list[str]:
    """Give the acts that move an incident on and that this person may do."""
    return [act for act in town.find(actor, seen)["acts"] if act not in BESIDES]


def test_in_01_each_step_offers_the_acts_of_the_one_who_asks(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch")
    assert own_acts(town, OFFICER, seen) == ["start", "finish", "return"]
    assert own_acts(town, DISPATCHER, seen) == ["join"]
    seen = town.through("finish", seen=seen)
    assert own_acts(town, CHECKER, seen) == ["check"]


def test_in_02_a_grid_workers_report_is_filed_at_once(town: Town) -> None:
    seen = town.report(WORKER)
    assert seen["state"] == "filed"


def test_in_02_what_is_ordered_from_above_is_registered_directly_and_is_no_public_report(town: Town) -> None:
    seen = town.report(DISPATCHER, ordered=True)
    assert (seen["state"], town.find(LEADER, seen)["source"]) == ("filed", "superior")
    assert town.through("dispatch", seen=seen)["state"] == "dispatched"
    assert town.find(LEADER, town.report(DISPATCHER))["source"] == "public"


def test_in_02_a_worker_sent_to_look_refuses_what_is_not_there(town: Town) -> None:
    seen = town.through("verify")
    assert town.find(WORKER, seen)["acts"] == ["locate", "accept", "reject", "attach"]
    seen = town.act(WORKER, "reject", seen, reason="not_found")
    assert (seen["state"], seen["outcome"]) == ("invalid", "refused")


def test_gr_111_what_was_accepted_unseen_can_still_be_looked_at_before_it_is_filed(town: Town) -> None:
    seen = town.through("accept", "verify")
    assert [clock["stage"] for clock in town.find(LEADER, seen)["clocks"] if clock["state"] == "running"] == ["verify"]
    seen = town.act(WORKER, "accept", seen)
    assert town.act(DISPATCHER, "file", seen)["state"] == "filed"


def test_in_08_what_a_worker_solved_on_the_spot_is_checked_by_another(town: Town) -> None:
    seen = town.report(WORKER, solved=True, evidence=[PHOTO])
    assert seen["state"] == "handled"
    assert own_acts(town, WORKER, seen) == []
    assert town.through("pass", "close", seen=seen)["state"] == "closed"


def test_in_14_a_point_of_another_map_is_stored_in_degrees_of_our_own_beside_the_pair_as_sent(town: Town) -> None:
    sent = {"lon": 121.6199, "lat": 38.9112, "system": "gcj02"}
    place = town.find(DISPATCHER, town.report(point=sent))["place"]
    assert (place["area"], place["grid"]) == (EAST, EAST_GRID)
    assert place["sent"] == sent
    assert abs(place["lon"] - sent["lon"]) > 1e-3


def test_a_report_by_area_code_needs_no_point(town: Town) -> None:
    place = town.find(DISPATCHER, town.report(point=None, area=EAST))["place"]
    assert (place["area"], place["grid"], place["lon"], place["sent"]) == (EAST, None, None, None)


def test_a_report_by_grid_code_is_the_communitys_too(town: Town) -> None:
    place = town.find(DISPATCHER, town.report(point=None, area=EAST_GRID))["place"]
    assert (place["area"], place["grid"]) == (EAST, EAST_GRID)


def test_in_02_a_worker_sent_to_look_accepts_what_is_found(town: Town) -> None:
    seen = town.through("verify")
    assert own_acts(town, WORKER, seen) == ["locate", "accept", "reject"]
    assert town.act(WORKER, "accept", seen, note="seen on site")["state"] == "accepted"


def test_a_report_without_a_place_is_the_districts_until_it_is_located(town: Town) -> None:
    seen = town.report(point=None)
    assert seen["area"] == "210203000000"
    assert town.act(DISPATCHER, "locate", seen, point=IN_EAST)["area"] == EAST


def test_in_06_an_extension_moves_the_clock_of_handling_alone(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch", "start")
    before = {clock["stage"]: clock["due_at"] for clock in town.find(DISPATCHER, seen)["clocks"]}
    seen = town.through("request_extension", "approve_extension", seen=seen)
    after = {clock["stage"]: clock["due_at"] for clock in town.find(DISPATCHER, seen)["clocks"]}
    assert after.pop("handle") > before.pop("handle")
    assert after == before


def test_in_17_the_limit_is_that_of_the_case_type_in_working_hours(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch")
    clock = next(one for one in town.find(OFFICER, seen)["clocks"] if one["stage"] == "handle")
    # 4 working hours from 09:00 with a break from 12:00 to 13:00
    assert clock["due_at"] == "2026-03-03T06:00:00+00:00"
    assert clock["owner"] == "sanitation"
    assert next(step["step"] for step in clock["working"]) == "started"


def test_in_17_a_dangerous_kind_is_urgent_once_it_is_filed_whoever_reported_it(town: Town) -> None:
    seen = town.report(case_type=None)
    assert not town.find(DISPATCHER, seen)["urgent"]
    seen = town.act(DISPATCHER, "accept", seen, case_type="F1")
    seen = town.through("file", "dispatch", seen=seen)
    assert (seen["urgent"], seen["unit"]) == (True, "lamps")
    # an hour to make it safe, and then 24 hours round the clock to repair it
    assert seen["due_at"] == "2026-03-03T02:00:00+00:00"
    assert town.act(LAMPS, "make_safe", seen)["due_at"] == "2026-03-04T01:00:00+00:00"


def test_in_16_a_hung_incident_owes_a_review_and_no_more_until_it_is_resumed(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch", "start", "hang")
    assert seen["due_at"] == "2026-05-01T15:59:59.999999+00:00"
    town.later(days=30)
    assert town.through("resume", seen=seen)["due_at"] > town.at.isoformat()


def test_in_11_reopening_is_round_two_with_a_new_rating(town: Town) -> None:
    seen = town.through(*TO_CLOSED, "rate", "reopen")
    assert (seen["state"], seen["round"], seen["unit"]) == ("accepted", 2, None)
    seen = town.through("file", "dispatch", "finish", "pass", "close", "rate", seen=seen)
    assert (seen["state"], seen["round"]) == ("closed", 2)
    assert {clock["round"] for clock in town.find(LEADER, seen)["clocks"]} == {1, 2}


def test_in_08_rework_goes_back_to_the_unit_with_a_clock_of_its_own(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch", "finish", "fail")
    assert (seen["state"], seen["unit"]) == ("rework", "sanitation")
    assert town.through("finish", "pass", "close", seen=seen)["state"] == "closed"


def test_progress_is_told_in_plain_words_to_the_holder_of_number_and_code(town: Town) -> None:
    receipt = town.report(ANYONE, reporter={"name": "林一", "phone": "13800000000"})
    town.through("accept", "file", "dispatch", seen=receipt)
    asked = {"number": receipt["number"].lower(), "code": receipt["code"].lower()}
    thread = town.as_(ANYONE).progress(asked)
    assert [step["words"] for step in thread["steps"]][1:] == [
        "It has been accepted.",
        "It has been filed without a look on site (photos or documents show it well enough).",
        "It was dispatched to Sanitation, to be solved by 2026-03-03.",
    ]
    assert town.as_(ANYONE, language="zh").progress(asked)["steps"][1]["words"] == "已受理。"
    assert not {"note", "actor", "description"} & {key for step in thread["steps"] for key in (*step, *thread)}


def test_in_09_an_unnamed_reporter_rates_with_the_query_code(town: Town) -> None:
    receipt = town.report(ANYONE, unnamed=True)
    seen = town.through(*TO_CLOSED, seen=receipt)
    rated = town.act(ANYONE, "rate", seen, score=2, solved=False, code=receipt["code"])
    assert rated["version"] == seen["version"] + 1


def test_the_query_code_is_stored_nowhere(town: Town) -> None:
    receipt = town.report()
    for table in ("once", "outbox", "audit", "incident", "step", "reporter"):
        rows = town.db.all(f"SELECT one::text FROM {table} AS one")
        assert rows
        assert not [row for row in rows if receipt["code"] in row[0]], table


def test_nobodys_name_or_words_leave_the_sealed_table_and_the_incident(town: Town) -> None:
    town.report(reporter={"name": "林一", "phone": "13800000000"}, description="林一 says the lamp is out")
    for table in ("once", "outbox", "audit", "step", "reporter"):
        text = "".join(row[0] for row in town.db.all(f"SELECT one::text FROM {table} AS one"))
        assert text
        assert not [secret for secret in ("林一", "13800000000", "the lamp is out") if secret in text], table


def test_the_account_of_who_reported_is_in_no_event_and_no_step(town: Town) -> None:
    town.report()
    for table in ("outbox", "step", "incident", "reporter"):
        text = "".join(row[0] for row in town.db.all(f"SELECT one::text FROM {table} AS one"))
        assert text
        assert RESIDENT.id not in text, table


def test_the_account_of_who_stays_unnamed_is_nowhere(town: Town) -> None:
    town.report(unnamed=True)
    for table in ("outbox", "step", "incident", "audit", "once"):
        text = "".join(row[0] for row in town.db.all(f"SELECT one::text FROM {table} AS one"))
        assert text
        assert RESIDENT.id not in text, table


def test_who_reported_is_masked_in_the_file(town: Town) -> None:
    seen = town.report(reporter={"name": "林一二", "phone": "13800000000"})
    assert town.find(DISPATCHER, seen)["reporter"] == {"named": True, "name": "林**", "phone": "138****0000"}
