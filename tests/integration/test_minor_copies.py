"""That somebody is under age reaches every copy of a matter, also one that is being made just then."""
from __future__ import annotations

import pytest

from tests.integration.grid.town import DISPATCHER, LEADER
from tests.integration.mediation.committee import DESK as MEDIATION_DESK
from tests.integration.petition.office import DESK
from tests.integration.test_correction import REASON, World

CHILD = "未成年人"


@pytest.fixture
def world(database_of):
    return World(database_of)


def names(world, to):
    """Give whom the desk is shown in what was made of a hand-over."""
    desk = {"petition": DESK, "mediation": MEDIATION_DESK}[to]
    (seen,) = world.as_(to, desk).list({"queue": "all"})["items"]
    if to == "petition":
        return [world.as_(to, desk).find({"petition": seen["id"]})["petitioner"]["name"]]
    return [one["name"] for one in world.as_(to, desk).find({"dispute": seen["id"]})["persons"]]


def say(world, seen, *, minor=True, reason="guardian"):
    found = world.town.find(LEADER, seen)
    command = {"incident": seen["id"], "version": found["version"], "minor": minor, "reason": reason}
    world.as_("grid", LEADER).mark_minor(command)


@pytest.mark.parametrize("to", REASON)
def test_gr_457_what_is_said_while_the_matter_is_being_taken_up_is_not_lost(world, to):
    seen = world.town.report(reporter={"name": "林小一", "phone": "13800007411"})
    seen = world.town.through("accept", seen=seen)
    seen = world.town.act(DISPATCHER, "hand_over", seen, to=to, reason=REASON[to])
    world.before = lambda: say(world, seen)
    world.taken(seen, to)
    assert names(world, to) == [CHILD]


@pytest.mark.parametrize("to", REASON)
def test_gr_457_what_is_said_and_taken_back_where_it_came_from_is_followed_in_any_order(world, to):
    seen = world.handed(to)
    say(world, seen)
    world.town.later(minutes=1)
    say(world, seen, minor=False, reason="mistaken")
    told = [one for one in world.town.told() if one["name"] == "grid.minor_marked"]
    for event in reversed(told):
        world.as_(to).hear_reporter_marked(event)
    assert names(world, to) == ["林**"]


def test_gr_457_said_in_the_petition_it_holds_where_it_came_from_and_comes_back_as_no_news(world):
    seen = world.handed("petition")
    (made,) = world.as_("petition", DESK).list({"queue": "all"})["items"]
    command = {"petition": made["id"], "version": made["version"], "minor": True, "reason": "said_so"}
    world.as_("petition", DESK).mark_minor(command)
    (event,) = [one for one in world.office.told() if one["name"] == "petition.minor_marked"]
    world.as_("grid").hear_petitioner_marked(event)
    assert world.town.find(LEADER, seen)["reporter"]["name"] == CHILD
    (onward,) = [one for one in world.town.told() if one["name"] == "grid.minor_marked"]
    world.as_("petition").hear_reporter_marked(onward)
    assert names(world, "petition") == [CHILD]
    assert world.office.db.one("SELECT count(*) FROM audit WHERE body::json->>'act' = 'mark_minor'") == (1,)
