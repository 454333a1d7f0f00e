"""Campaigns: a list of sites, rounds by week, what is wrong becomes an incident at once, progress adds up."""

from __future__ import annotations

import random
from typing import Any

import pytest

from kernel import outbox
from kernel.errors import Conflict, Denied, Failure, Invalid, Missing
from services.grid.domain.order.campaign_life import LIFE as CAMPAIGN_LIFE
from services.grid.domain.order.site_life import LIFE as SITE_LIFE
from services.grid.store.order import tally
from tests.integration.grid.incident.test_race import at_once
from tests.integration.grid.town import (
    DISPATCHER,
    DISTRICT,
    EAST,
    EAST_GRID,
    ELSEWHERE,
    IN_EAST,
    LAMPS,
    LEADER,
    OFFICER,
    STREET,
    WEST,
    WORKER,
    Town,
)
from tests.make import refused

ITEMS = [{"code": f"check_{n}", "zh": f"第{n}查", "en": f"check {n}"} for n in range(1, 11)]
HAZARD = {"description": "rubbish in the stairwell", "case_type": "E1"}
WRONG = {"item": "check_1", "passed": False, "hazard": HAZARD}
FINE = {"item": "check_2", "passed": True}


def template(town: Town, kind: str = "property") -> None:
    command = {"code": f"{kind}_checks", "kind": kind, "title_zh": "十查", "title_en": "ten checks", "items": ITEMS}
    town.as_(LEADER).add_campaign_template(command)


def begin(town: Town, kind: str = "property", **given: Any) -> dict[str, Any]:
    template(town, kind)
    usual = {
        "template": f"{kind}_checks", "title": "ten checks of spring", "area": STREET, "unit": "sanitation",
        "starts_on": "2026-03-01", "ends_on": "2026-03-31", "weekly": True, "sites": [{"place": EAST_GRID}, {"place": WEST}],
    }  # fmt: skip
    found: dict[str, Any] = town.as_(LEADER).open_campaign({**usual, **given})
    return found


def sites(town: Town, seen: dict[str, Any], actor: Any = LEADER, **given: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = town.as_(actor).list_campaign_sites({"campaign": seen["id"], **given})["items"]
    return found


def look(town: Town, site: dict[str, Any], *results: dict[str, Any], actor: Any = WORKER) -> dict[str, Any]:
    command = {"site": site["id"], "version": site["version"], "results": list(results)}
    found: dict[str, Any] = town.as_(actor).check_campaign_site(command)
    return found


def test_gr_162_what_did_not_pass_becomes_an_incident_in_the_same_transaction(town: Town) -> None:
    seen = begin(town)
    east = sites(town, seen, WORKER)[0]
    done = look(town, east, WRONG, FINE)
    assert (done["week"], done["checks"], done["failed"], len(done["made"])) == ("2026-W10", 2, 1, 1)
    matter = town.as_(DISPATCHER).find({"incident": done["made"][0]["incident"]})
    assert (matter["number"], matter["place"]["grid"], matter["state"]) == (done["made"][0]["number"], EAST_GRID, "filed")
    rows = town.as_(LEADER).list_campaign_checks({"campaign": seen["id"], "passed": False})["items"]
    assert [(one["item"], one["incident"]) for one in rows] == [("check_1", matter["id"])]
    with_point = look(town, done, {**WRONG, "item": "check_3", "hazard": {**HAZARD, "point": IN_EAST}})
    assert len(with_point["made"]) == 1


def test_gr_162_an_item_is_looked_at_once_a_week_and_anew_the_next(town: Town) -> None:
    east = sites(town, begin(town))[0]
    first = look(town, east, FINE)
    with refused(Conflict, "grid.campaign_item_checked"):
        look(town, first, FINE)
    assert look(town.later(days=7), first, FINE)["week"] == "2026-W11"


def test_gr_162_only_the_campaigns_own_items_are_looked_at_and_only_while_it_runs(town: Town) -> None:
    seen = begin(town)
    east = sites(town, seen)[0]
    with refused(Invalid, "grid.campaign_item_unknown"):
        look(town, east, {"item": "check_99", "passed": True})
    with refused(Invalid, "grid.campaign_item_twice"):
        look(town, east, FINE, FINE)
    ended = town.as_(LEADER).end_campaign({"campaign": seen["id"], "version": seen["version"]})
    assert ended["state"] == "ended"
    with refused(Conflict, "grid.campaign_not_running"):
        look(town, sites(town, seen)[0], FINE)


def test_gr_161_a_campaign_has_a_list_an_owner_and_an_end(town: Town) -> None:
    seen = begin(town)
    clocks = town.db.all("SELECT owner, due_on::text FROM obligation WHERE subject = %s", (seen["id"],))
    assert clocks == [("sanitation", "2026-03-31")]
    usual = {"template": "property_checks", "title": "x", "area": EAST, "unit": "sanitation", "starts_on": "2026-03-01"}
    for given, code in (
        ({"ends_on": "2026-02-01"}, "grid.task_due_early"),
        ({"ends_on": "2026-03-31", "template": "none"}, "grid.campaign_template_unknown"),
    ):
        with refused(Invalid, code):
            town.as_(LEADER).open_campaign({**usual, "sites": [{"place": EAST}], **given})
    with refused(Denied, "grid.role_not_allowed"):
        town.as_(WORKER).open_campaign({**usual, "ends_on": "2026-03-31", "sites": [{"place": EAST}]})
    with refused(Conflict, "grid.campaign_template_taken"):
        template(town)


def test_gr_163_each_matter_of_residents_lives_has_an_owner_and_a_day_and_is_solved_by_its_owner(town: Town) -> None:
    matter = {"place": EAST, "unit": "lamps", "words": "no light on the stairs", "due_on": "2026-03-20"}
    seen = begin(town, "livelihood", weekly=False, sites=[matter])
    one = sites(town, seen)[0]
    command = {"site": one["id"], "version": one["version"], "words": "six lamps hung"}
    with refused(Missing, "grid.site_missing"):
        town.as_(OFFICER).solve_campaign_site(command)
    assert town.as_(LAMPS).solve_campaign_site(command)["state"] == "solved"
    assert town.db.all("SELECT state FROM obligation WHERE subject = %s", (one["id"],)) == [("stopped",)]
    with refused(Conflict, "grid.site_changed"):
        town.as_(LAMPS).solve_campaign_site(command)
    with refused(Invalid, "grid.sites_faulty"):
        town.as_(LEADER).open_campaign(
            {"template": "livelihood_checks", "title": "x", "area": EAST, "unit": "lamps", "starts_on": "2026-03-01",
             "ends_on": "2026-03-31", "sites": [{"place": EAST}]}
        )  # fmt: skip


def test_gr_162_a_week_has_one_bulletin_with_what_was_found(town: Town) -> None:
    seen = begin(town)
    look(town, sites(town, seen)[0], WRONG, FINE)
    command = {"campaign": seen["id"], "week": "2026-W10", "words": "one of two sites"}
    made = town.as_(LEADER).publish_bulletin(command)
    assert (made["checks"], made["failed"]) == (2, 1)
    with refused(Conflict, "grid.bulletin_published_already"):
        town.as_(LEADER).publish_bulletin(command)
    assert town.as_(OFFICER).list_bulletins({"campaign": seen["id"]})["items"][0]["words"] == "one of two sites"


def test_who_reaches_no_site_sees_nothing_of_a_campaign(town: Town) -> None:
    seen = begin(town, sites=[{"place": WEST}])
    for nobody in (WORKER, ELSEWHERE, LAMPS):
        service = town.as_(nobody)
        assert service.list_campaigns({})["items"] == []
        assert sites(town, seen, nobody) == []
        assert service.campaign_progress({"campaign": seen["id"]})["items"] == []
        with refused(Missing, "grid.campaign_missing"):
            service.find_campaign({"campaign": seen["id"]})
    with refused(Missing, "grid.site_missing"):
        look(town, sites(town, seen)[0], FINE)


def test_of_two_who_look_at_one_site_at_once_one_is_told_to_look_again_and_one_incident_is_made(town: Town) -> None:
    east = sites(town, begin(town))[0]
    command = {"site": east["id"], "version": east["version"], "results": [WRONG]}
    answers = at_once(*((town.as_(WORKER).check_campaign_site, command) for _ in range(2)))
    assert [one.code for one in answers if isinstance(one, Failure)] == ["grid.site_changed"]
    assert (town.count("incident"), town.count("campaign_check")) == (1, 1)


def test_one_key_twice_looks_once(town: Town) -> None:
    east = sites(town, begin(town))[0]
    command = {"site": east["id"], "version": east["version"], "results": [WRONG]}
    answers = [town.as_(WORKER, key="same").check_campaign_site(command) for _ in range(2)]
    assert answers[0] == answers[1]
    assert town.count("incident") == 1


def test_a_fall_before_the_commit_leaves_neither_result_nor_incident(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = begin(town)
    calls = []

    def fall(*args: Any) -> None:
        calls.append(args)
        if len(calls) > 1:
            raise RuntimeError

    monkeypatch.setattr(outbox, "append", fall)
    with pytest.raises(RuntimeError):
        look(town, sites(town, seen)[0], WRONG)
    assert (town.count("incident"), town.count("campaign_check")) == (0, 0)


def wander(town: Town, seen: dict[str, Any], chance: random.Random, *, ends: bool) -> None:
    """Look at sites, solve some, and end the campaign before the last few steps if it `ends`."""
    for step in range(15):
        town.later(hours=20)
        one = chance.choice(sites(town, seen))
        try:
            if ends and step == 12:
                town.as_(LEADER).end_campaign({"campaign": seen["id"], "version": seen["version"]})
            elif chance.random() < 0.2:
                town.as_(DISPATCHER).solve_campaign_site({"site": one["id"], "version": one["version"], "words": "x"})
            else:
                look(town, one, *chance.sample([WRONG, FINE], chance.choice([1, 2])), actor=DISPATCHER)
        except Conflict:
            continue
        if chance.random() < 0.3:
            tally.CUBE.fold(town.db)


@pytest.mark.parametrize("seed", range(2))
def test_progress_equals_a_recount_and_opens_the_list_behind_it(town: Town, seed: int) -> None:
    chance = random.Random(seed)
    seen = begin(town, area=DISTRICT, sites=[{"place": place} for place in (EAST_GRID, EAST, WEST, STREET)])
    wander(town, seen, chance, ends=bool(seed))
    recount = town.db.all(
        """SELECT area, unit, count(*), count(*) FILTER (WHERE state = 'solved'),
                  count(*) FILTER (WHERE state = 'unsolved'), sum(checks), sum(failed)
           FROM campaign_site GROUP BY 1, 2 ORDER BY 1, 2"""
    )
    named = ("area", "unit", "sites", "solved", "unsolved", "checks", "failed")
    for _ in range(2):
        lines = town.as_(LEADER).campaign_progress({"campaign": seen["id"]})["items"]
        assert [tuple(line[name] for name in named) for line in lines] == recount
        while tally.CUBE.fold(town.db):
            continue
    rows = town.db.one("SELECT count(*), count(*) FILTER (WHERE NOT passed) FROM campaign_check")
    assert rows == (sum(row[5] for row in recount), sum(row[6] for row in recount))
    for figure, at in (("solved", 3), ("unsolved", 4)):
        assert len(sites(town, seen, figure=figure)) == sum(row[at] for row in recount)
    assert sum(one["failed"] for one in sites(town, seen, figure="failed")) == rows[1]


def test_the_states_of_the_tables_are_those_of_the_code(town: Town) -> None:
    assert {state for (state,) in town.db.all("SELECT state FROM campaign_state")} == set(CAMPAIGN_LIFE.states)
    assert {state for (state,) in town.db.all("SELECT state FROM campaign_site_state")} == set(SITE_LIFE.states)
