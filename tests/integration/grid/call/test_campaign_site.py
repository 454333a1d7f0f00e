"""Sites of a campaign go with the incidents made of what was wrong there, and are left as they are when it ends."""

from __future__ import annotations

from typing import Any

import pytest

from kernel import deadline_sweep
from kernel.clock import new_id
from kernel.errors import Conflict, Failure, Invalid, Missing
from tests.integration.grid.call.test_campaign import FINE, WRONG, begin, look, sites
from tests.integration.grid.incident.test_race import at_once
from tests.integration.grid.town import DISPATCHER, EAST, EAST_GRID, LEADER, OFFICER, STREET, WEST, WORKER, Town, other
from tests.make import refused

TO_CLOSED = ("dispatch", "finish", "pass", "close")
TWO_WRONG = (WRONG, {**WRONG, "item": "check_3"})


def site(town: Town, seen: dict[str, Any]) -> dict[str, Any]:
    return sites(town, seen)[0]


def matter(town: Town, made: dict[str, Any]) -> dict[str, Any]:
    return town.find(DISPATCHER, {"id": made["incident"]})


def told(town: Town, name: str) -> list[dict[str, Any]]:
    return [one["data"] for one in town.told() if one["name"] == f"grid.{name}"]


def test_gr_198_a_site_is_solved_by_the_closing_of_all_that_was_wrong_there_and_open_again_with_it(town: Town) -> None:
    seen = begin(town, sites=[{"place": EAST_GRID, "due_on": "2026-03-20"}])
    first, second = look(town, site(town, seen), *TWO_WRONG, FINE)["made"]
    town.through(*TO_CLOSED, seen=matter(town, first))
    assert site(town, seen)["state"] == "open"
    closed = town.through(*TO_CLOSED, seen=matter(town, second))
    solved = site(town, seen)
    assert (solved["state"], solved["answer"]) == ("solved", second["number"])
    assert town.as_(LEADER).campaign_progress({"campaign": seen["id"]})["items"][0]["solved"] == 1
    clock = "SELECT state FROM obligation WHERE subject = %s ORDER BY round"
    assert town.db.all(clock, (solved["id"],)) == [("stopped",)]
    town.act(DISPATCHER, "reopen", closed, reason="came_back")
    again = site(town, seen)
    assert (again["state"], again["answer"], again["solved_at"]) == ("open", "", None)
    assert town.db.all(clock, (solved["id"],)) == [("stopped",), ("running",)]
    assert town.as_(LEADER).campaign_progress({"campaign": seen["id"]})["items"][0]["solved"] == 0
    assert [one["number"] for one in told(town, "site_reopened")] == [seen["number"]]
    assert town.db.one("SELECT count(*) FROM audit WHERE subject = %s", (solved["id"],)) == (3,)


def test_gr_198_what_was_joined_to_another_matter_is_solved_with_it(town: Town) -> None:
    seen = begin(town, sites=[{"place": EAST_GRID}])
    made = look(town, site(town, seen), WRONG)["made"][0]
    main = town.through("accept", "file")
    own = matter(town, made)
    town.as_(DISPATCHER).merge({"incident": own["id"], "version": own["version"], "into": main["id"]})
    assert site(town, seen)["state"] == "open"
    town.through(*TO_CLOSED, seen=town.find(DISPATCHER, main))
    assert site(town, seen)["state"] == "solved"


def test_gr_198_what_is_not_solved_yet_is_not_reported_again_the_next_week(town: Town) -> None:
    seen = begin(town)
    first = look(town, site(town, seen), WRONG)
    next_week = look(town.later(days=7), first, WRONG, {**WRONG, "item": "check_3"})
    assert [one["item"] for one in next_week["made"]] == ["check_3"]
    assert next_week["known"] == first["made"]
    rows = town.as_(LEADER).list_campaign_checks({"campaign": seen["id"], "week": "2026-W11"})["items"]
    assert {one["incident"] for one in rows} == {first["made"][0]["incident"], next_week["made"][0]["incident"]}
    assert {one["words"] for one in rows} == {"rubbish in the stairwell"}


def test_gr_146_what_was_wrong_at_a_site_is_shown_with_photos(town: Town) -> None:
    photos = [{"kind": "photo_before", "ref": new_id()} for _ in TWO_WRONG]
    wrong = [{**one, "hazard": {**one["hazard"], "evidence": [photo]}} for one, photo in zip(TWO_WRONG, photos, strict=True)]
    made = look(town, site(town, begin(town)), *wrong)["made"]
    assert [[piece["ref"] for piece in matter(town, one)["evidence"]] for one in made] == [[one["ref"]] for one in photos]
    refs = [one["ref"] for one in photos]
    assert sorted(town.as_(WORKER).evidence_kept({"attachments": refs})["kept"]) == sorted(refs)


def test_gr_198_what_is_photographed_again_goes_to_the_matter_that_is_known(town: Town) -> None:
    first = look(town, site(town, begin(town)), WRONG)
    again = {**WRONG, "hazard": {**WRONG["hazard"], "evidence": [{"kind": "photo_before", "ref": "photo-2"}]}}
    known = look(town.later(days=7), first, again)["known"][0]
    found = matter(town, known)
    assert [one["ref"] for one in found["evidence"]] == ["photo-2"]
    assert town.count("incident") == 1


def test_one_who_looks_again_and_one_who_closes_at_once_both_go_through(town: Town) -> None:
    seen = begin(town)
    first = look(town, site(town, seen), WRONG)
    ready = town.through(*TO_CLOSED[:-1], seen=matter(town, first["made"][0]))
    town.later(days=7)
    again = {**WRONG, "hazard": {**WRONG["hazard"], "evidence": [{"kind": "photo_before", "ref": "photo-2"}]}}
    answers = at_once(
        (town.as_(DISPATCHER).close, {"incident": ready["id"], "version": ready["version"]}),
        (town.as_(WORKER).check_campaign_site, {"site": first["id"], "version": first["version"], "results": [again]}),
    )
    assert {one.code for one in answers if isinstance(one, Failure)} <= {"grid.incident_changed", "grid.site_changed"}
    assert len([one for one in answers if not isinstance(one, Failure)]) >= 1


def test_gr_198_a_solved_site_where_something_is_wrong_again_is_open_again(town: Town) -> None:
    seen = begin(town, sites=[{"place": EAST_GRID, "due_on": "2026-03-20"}])
    first = look(town, site(town, seen), WRONG)
    town.through(*TO_CLOSED, seen=matter(town, first["made"][0]))
    solved = site(town, seen)
    assert solved["state"] == "solved"
    fine = look(town.later(days=7), solved, FINE)
    assert fine["state"] == "solved"
    wrong = look(town, fine, WRONG)
    assert (wrong["state"], len(wrong["made"])) == ("open", 1)
    clocks = town.db.all("SELECT state, due_on::text FROM obligation WHERE subject = %s ORDER BY round", (wrong["id"],))
    assert clocks == [("stopped", "2026-03-20"), ("running", "2026-03-20")]


def test_gr_198_what_a_campaign_had_solved_when_it_ended_stays_so(town: Town) -> None:
    seen = begin(town)
    made = look(town, site(town, seen), WRONG)["made"][0]
    closed = town.through(*TO_CLOSED, seen=matter(town, made))
    town.as_(LEADER).end_campaign({"campaign": seen["id"], "version": seen["version"]})
    town.act(DISPATCHER, "reopen", closed, reason="came_back")
    assert site(town, seen)["state"] == "solved"


def test_of_two_matters_of_one_site_closed_at_once_the_last_solves_it(town: Town) -> None:
    seen = begin(town)
    made = look(town, site(town, seen), *TWO_WRONG)["made"]
    ready = [town.through(*TO_CLOSED[:-1], seen=matter(town, one)) for one in made]
    orders = [{"incident": one["id"], "version": one["version"]} for one in ready]
    answers = at_once(*((town.as_(DISPATCHER).close, order) for order in orders))
    assert [one for one in answers if isinstance(one, Failure)] == []
    assert site(town, seen)["state"] == "solved"
    assert len(told(town, "site_solved")) == 1


def test_gr_161_what_is_open_when_a_campaign_ends_stays_unsolved_without_a_clock(town: Town) -> None:
    seen = begin(town, sites=[{"place": EAST_GRID, "due_on": "2026-03-20"}, {"place": WEST}])
    made = look(town, site(town, seen), WRONG)["made"][0]
    town.as_(DISPATCHER).solve_campaign_site({"site": sites(town, seen)[1]["id"], "version": 1, "words": "cleared"})
    town.as_(LEADER).end_campaign({"campaign": seen["id"], "version": seen["version"]})
    assert [one["state"] for one in sites(town, seen)] == ["unsolved", "solved"]
    assert [one["id"] for one in sites(town, seen, figure="unsolved")] == [site(town, seen)["id"]]
    assert sum(one["unsolved"] for one in town.as_(LEADER).campaign_progress({"campaign": seen["id"]})["items"]) == 1
    assert [(one["unsolved"], one["sites"]) for one in told(town, "campaign_ended")] == [(1, 2)]
    assert town.db.all("SELECT DISTINCT state FROM obligation WHERE kind = 'campaign'") == [("stopped",)]
    town.through(*TO_CLOSED, seen=matter(town, made))
    left = site(town, seen)
    assert left["state"] == "unsolved"
    with refused(Conflict, "grid.site_act_not_allowed"):
        town.as_(DISPATCHER).solve_campaign_site({"site": left["id"], "version": left["version"], "words": "late"})
    town.later(days=30)
    deadline_sweep.sweep(town.db, town.at)
    assert told(town, "deadline_missed") == []


def test_gr_163_each_unit_hears_once_of_the_sites_it_answers_for(town: Town) -> None:
    lamps = [{"place": place, "unit": "lamps", "due_on": "2026-03-20"} for place in (EAST, WEST)]
    own = {"place": EAST, "words": "a lift", "unit": "sanitation", "due_on": "2026-03-20"}
    seen = begin(town, "livelihood", weekly=False, sites=[*lamps, own])
    assert [(one["unit"], one["sites"], one["number"]) for one in told(town, "site_given")] == [("lamps", 2, seen["number"])]


@pytest.mark.parametrize("week", ["2026-W09", "2026-W11", "2025-W52"])
def test_gr_162_a_bulletin_is_of_a_week_that_has_begun_within_the_campaign(town: Town, week: str) -> None:
    seen = begin(town, starts_on="2026-03-02")
    with refused(Invalid, "grid.bulletin_week_outside"):
        town.as_(LEADER).publish_bulletin({"campaign": seen["id"], "week": week, "words": "x"})


def test_gr_162_a_bulletin_of_the_whole_counts_all_weeks(town: Town) -> None:
    seen = begin(town)
    first = look(town, site(town, seen), WRONG)
    look(town.later(days=7), first, FINE)
    made = town.as_(LEADER).publish_bulletin({"campaign": seen["id"], "words": "so far"})
    assert (made["checks"], made["failed"]) == (2, 1)


def test_who_reaches_only_some_of_its_sites_speaks_for_none(town: Town) -> None:
    seen = begin(town)
    with refused(Missing, "grid.campaign_missing"):
        town.as_(other(DISPATCHER, area=EAST)).publish_bulletin({"campaign": seen["id"], "words": "x"})
    assert town.as_(WORKER).find_campaign({"campaign": seen["id"]})["id"] == seen["id"]


def test_gr_162_two_who_publish_at_once_publish_one_bulletin(town: Town) -> None:
    command = {"campaign": begin(town)["id"], "week": "2026-W10", "words": "x"}
    answers = at_once(*((town.as_(LEADER).publish_bulletin, command) for _ in range(2)))
    assert [one.code for one in answers if isinstance(one, Failure)] == ["grid.bulletin_published_already"]
    assert (len(told(town, "bulletin_published")), OFFICER.unit) == (1, told(town, "bulletin_published")[0]["unit"])


def add(town: Town, seen: dict[str, Any], *lines: dict[str, Any], actor: Any = LEADER, **more: Any) -> dict[str, Any]:
    command = {"campaign": seen["id"], "version": seen["version"], "sites": list(lines), **more}
    found: dict[str, Any] = town.as_(actor).add_campaign_sites(command)
    return found


def test_gr_161_a_thousand_sites_are_added_in_one_call_and_counted(town: Town) -> None:
    seen = begin(town, sites=[{"place": EAST_GRID}])
    after = add(town, seen, *({"place": EAST, "unit": "lamps", "words": f"{n} Spring Lane"} for n in range(1000)))
    assert (after["sites"], after["version"]) == (1001, 2)
    counts = {one["unit"]: one["sites"] for one in town.as_(LEADER).campaign_progress({"campaign": seen["id"]})["items"]}
    assert counts == {"sanitation": 1, "lamps": 1000}
    assert [(one["unit"], one["sites"]) for one in told(town, "site_given")] == [("lamps", 1000)]


def test_each_fault_of_a_list_is_named_by_its_line_and_one_fault_leaves_all_out(town: Town) -> None:
    seen = begin(town, area=EAST, sites=[{"place": EAST_GRID}])
    lines = (
        {"place": EAST},
        {"place": WEST},
        {"place": EAST, "words": "a", "due_on": "2026-04-20"},
        {"place": EAST_GRID},
        {"place": EAST, "words": "b", "unit": "nobody"},
        {"place": "210203009009", "words": "c"},
        {"premises": "0197d0de-0000-7000-8000-000000000000"},
        {"place": EAST},
    )
    with pytest.raises(Invalid, match="grid.sites_faulty") as caught:
        add(town, seen, *lines)
    assert [(one.pointer, one.code) for one in caught.value.problems] == [
        ("/sites/1", "grid.site_outside"), ("/sites/2/due_on", "grid.site_due_late"), ("/sites/3", "grid.site_twice"),
        ("/sites/4/unit", "grid.unit_unknown"), ("/sites/5/place", "grid.area_unknown"),
        ("/sites/6/premises", "grid.site_outside"), ("/sites/7", "grid.site_twice"),
    ]  # fmt: skip
    assert town.count("campaign_site") == 1
    assert town.as_(LEADER).find_campaign({"campaign": seen["id"]})["version"] == 1


def test_sites_are_added_once_by_who_owns_the_whole_and_while_it_runs(town: Town) -> None:
    seen = begin(town, sites=[{"place": EAST_GRID}])
    for nobody, code in ((other(LEADER, area=EAST), "grid.campaign_missing"), (WORKER, "grid.role_not_allowed")):
        with pytest.raises(Failure, match=code):
            add(town, seen, {"place": WEST}, actor=nobody)
    command = {"campaign": seen["id"], "version": seen["version"], "sites": [{"place": WEST}]}
    answers = at_once(*((town.as_(LEADER).add_campaign_sites, command) for _ in range(2)))
    assert [one.code for one in answers if isinstance(one, Failure)] == ["grid.campaign_changed"]
    again = [town.as_(LEADER, key="list").add_campaign_sites({**command, "version": 2, "sites": [{"place": EAST}]}) for _ in "ab"]
    assert (again[0], town.count("campaign_site")) == (again[1], 3)
    town.as_(LEADER).end_campaign({"campaign": seen["id"], "version": 3})
    with refused(Conflict, "grid.campaign_not_running"):
        add(town, {**seen, "version": 4}, {"place": STREET})


def test_gr_163_the_owner_of_a_matter_is_told_once_when_its_day_comes_near_and_when_it_is_past(town: Town) -> None:
    matter = {"place": EAST, "unit": "lamps", "words": "no light on the stairs", "due_on": "2026-03-20"}
    seen = begin(town, "livelihood", weekly=False, sites=[matter])
    left = site(town, seen)
    for days in (17, 1):
        town.later(days=days)
        for _ in range(2):
            deadline_sweep.sweep(town.db, town.at)
    own = [one for one in town.told() if one["subject"] == left["id"] and one["name"].startswith("grid.deadline")]
    assert [(one["name"], one["data"]["owner"], one["data"]["number"]) for one in own] == [
        ("grid.deadline_near", "lamps", seen["number"]), ("grid.deadline_missed", "lamps", seen["number"]),
    ]  # fmt: skip
