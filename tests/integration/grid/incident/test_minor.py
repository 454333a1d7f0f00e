"""Who is under age is named nowhere: not in a list, not masked, and is seen only after a second person has agreed."""
import pytest

from kernel.call import Actor
from kernel.errors import Denied
from tests.integration.grid.town import DISPATCHER, RESIDENT
from tests.make import refused

NAME, PHONE = "林小一", "13800007411"


@pytest.fixture
def seen(town):
    return town.report(reporter={"name": NAME, "phone": PHONE, "minor": True})


def test_gr_410_a_record_says_only_that_it_is_a_minors(town, seen):
    shown = town.find(DISPATCHER, seen)
    assert shown["reporter"] == {"named": True, "name": "未成年人", "phone": ""}
    assert "林" not in str(shown)


def test_gr_410_no_list_and_no_fact_says_so_much(town, seen):
    listed = town.as_(DISPATCHER).list_incidents({"queue": "all"})
    assert listed["items"]
    assert not [word for word in (NAME, "林", "未成年人", "7411") if word in str(listed) + str(town.told())]


def test_gr_410_one_person_alone_does_not_see_who_it_is(town, seen):
    asked = town.as_(DISPATCHER).unmask_reporter({"incident": seen["id"], "reason": "contact", "words": "call back"})
    assert (asked["state"], asked["needed"]) == ("asked", "minor")
    with refused(Denied, "unmask.grant_missing"):
        town.as_(DISPATCHER).find_reporter({"incident": seen["id"]})


def test_the_flag_goes_along_when_the_matter_is_handed_over(town, seen):
    handed = town.through("hand_over", seen=seen)
    file = town.as_(Actor(role="system")).hand_over_file({"incident": handed["id"], "version": handed["version"]})
    assert (file["name"], file["minor"]) == (NAME, True)


def test_without_the_flag_nobody_is_taken_for_under_age(town):
    seen = town.report(reporter={"name": NAME, "phone": PHONE})
    assert town.find(DISPATCHER, seen)["reporter"]["name"] == "林**"
    assert RESIDENT.id not in str(town.find(DISPATCHER, seen))
