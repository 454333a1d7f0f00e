"""The ratings of whistles in a department's evaluation, and the list behind them."""

from __future__ import annotations

from typing import Any

import pytest

from kernel.call import Actor
from services.grid.domain.setting.registry import SETTINGS
from tests.integration.grid.setting import choose
from tests.integration.grid.town import EAST, ELSEWHERE, LAMPS, LEADER, OFFICER, STREET, TO_CLOSED, WEST, Town
from tests.integration.grid.whistle import CALLER, answer, blow, through

RATED = ("acknowledge", "arrive", "handle", "release", "rate")


def ratings(town: Town, actor: Actor = LEADER, *, unit: str = "sanitation", **given: Any) -> dict[str, Any]:
    command = {"from": "2026-03-01", "until": "2026-04-01", "by": "unit", "limit": 50, **given}
    items = town.as_(actor).evaluate(command)["items"]
    found: dict[str, Any] = next(one for one in items if one["subject"] == unit)
    return {**found["ratings"], "composite": found["composite"]}


def test_gr_202_the_rating_of_a_whistle_is_thirty_hundredths_of_the_score_a_street_gives(town: Town) -> None:
    town.through(*TO_CLOSED)
    town.later(days=40)
    span = {"area": STREET, "until": "2026-06-01"}
    alone = ratings(town, **span)
    assert alone["composite"] is not None
    assert (alone["rated"], alone["mean"], alone["weight"], alone["score"]) == (0, None, 30, alone["composite"])
    through(town, *RATED)
    said = ratings(town, **span)
    assert (said["rated"], said["mean"], said["composite"]) == (1, 4.0, alone["composite"])
    assert said["score"] == pytest.approx(0.7 * said["composite"] + 0.3 * 80)
    with town.db.transaction() as tx:
        choose(tx, "evaluation.whistle", "10")
    assert ratings(town, area=STREET)["weight"] == 10


def test_gr_202_a_rating_counts_where_and_when_it_was_given_and_opens_its_list(town: Town) -> None:
    seen = through(town, *RATED)
    assert [ratings(town, area=area)["rated"] for area in (EAST, WEST)] == [1, 0]
    assert ratings(town, unit="lamps")["rated"] == 0
    # rated on the third of March, local time
    for first, until, n in (("2026-03-03", "2026-03-04", 1), ("2026-03-04", "2026-03-05", 0), ("2026-03-02", "2026-03-03", 0)):
        assert ratings(town, **{"from": first, "until": until})["rated"] == n
        asked = {"figure": "rated", "unit": "sanitation", "rated_from": first, "rated_until": until, "area": EAST}
        assert [one["id"] for one in town.as_(LEADER).list_whistles(asked)["items"]] == [seen["id"]] * n
    assert town.as_(LEADER).list_whistles({"area": WEST})["items"] == []


def test_gr_202_a_department_sees_its_own_ratings_alone_and_areas_have_none(town: Town) -> None:
    through(town, *RATED)
    assert ratings(town, OFFICER)["rated"] == 1
    with pytest.raises(StopIteration):
        ratings(town, LAMPS)
    by_area = town.as_(LEADER).evaluate({"from": "2026-03-01", "until": "2026-04-01"})
    assert {one["ratings"] for one in (*by_area["items"], by_area["total"])} == {None}
    assert town.as_(ELSEWHERE).list_whistles({"figure": "rated"})["items"] == []


def test_gr_202_what_is_not_yet_rated_weighs_nothing(town: Town) -> None:
    answer(town, "release", blow(town)["calls"][0], CALLER, reason="not_needed")
    assert ratings(town)["rated"] == 0


def test_gr_202_a_district_may_weigh_ratings_less_and_not_more() -> None:
    setting = SETTINGS["evaluation.whistle"]
    assert (setting.default, setting.least, setting.most) == ("30", "0", "30")
