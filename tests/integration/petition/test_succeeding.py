"""Open petitions follow their area: once, in any order, never by a guess; what is over keeps the code it was written with."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kernel import clock
from kernel.db import Database
from tests.integration.handing import handed
from tests.integration.petition.office import DESK, EAST, RESIDENT, SYSTEM, Office
from tests.integration.race import together

STREET = "210203001000"
WEST, NORTH, SOUTH = "210203001002", "210203001008", "210203001009"


def fact(ended: list[str], into: list[str], *, id: str = "", name: str = "recoded") -> dict[str, Any]:
    """Give the fact that areas ended."""
    data = {"area": ended[0], "on": "2026-03-03", "into": into, "ended": ended}
    return {"id": id or clock.new_id(), "name": f"grid.area_{name}", "data": data}


def areas(office: Office) -> tuple[list[str], list[str]]:
    """Give where the matters lie, and where their open clocks run."""
    matters = office.db.all("SELECT area FROM petition ORDER BY registered_at, id")
    clocks = office.db.all("SELECT area FROM obligation WHERE state <> 'stopped' ORDER BY started_at, id")
    return [area for (area,) in matters], [area for (area,) in clocks]


def test_gr_26_an_open_petition_goes_with_its_area_and_its_clock_and_one_that_is_over_stays(office: Office) -> None:
    office.act(RESIDENT, "withdraw", office.register(), words="it is mended")
    seen = office.later(minutes=1).register()
    due = office.db.one("SELECT due_at FROM petition WHERE id = %s", (seen["id"],))
    told = len(office.told())
    office.as_(SYSTEM).hear_area_recoded(fact([EAST], [NORTH]))
    assert areas(office) == ([EAST, NORTH], [NORTH])
    after = office.as_(DESK).find({"petition": seen["id"]})
    assert (after["area"], after["version"]) == (NORTH, seen["version"] + 1)
    assert office.db.one("SELECT due_at FROM petition WHERE id = %s", (seen["id"],)) == due
    assert (office.db.one("SELECT count(*) FROM audit WHERE body LIKE '%follow_area%'"), len(office.told())) == ((1,), told)


def test_gr_26_areas_that_become_one_take_theirs_along_once_however_often_it_is_told(office: Office) -> None:
    for area in (EAST, WEST):
        office.register(area=area)
    merged = fact([EAST, WEST], [NORTH], name="merged")
    for _ in range(2):
        office.as_(SYSTEM).hear_area_merged(merged)
    assert areas(office)[0] == [NORTH, NORTH]
    assert office.db.one("SELECT max(version) FROM petition") == (2,)


@pytest.mark.parametrize(("name", "into"), [("split", [NORTH, SOUTH]), ("ended", [])])
def test_gr_26_where_several_follow_or_none_it_goes_to_the_area_above(office: Office, name: str, into: list[str]) -> None:
    office.register()
    getattr(office.as_(SYSTEM), f"hear_area_{name}")(fact([EAST], into, name=name))
    assert areas(office)[0] == [STREET]


def test_gr_26_two_changes_told_in_the_wrong_order_lead_to_the_same_place(office: Office) -> None:
    office.register()
    office.as_(SYSTEM).hear_area_recoded(fact([NORTH], [SOUTH]))
    office.as_(SYSTEM).hear_area_recoded(fact([EAST], [NORTH]))
    assert areas(office)[0] == [SOUTH]


def test_gr_26_what_comes_late_under_a_code_that_has_ended_lies_where_that_place_is_now(office: Office) -> None:
    office.as_(SYSTEM).hear_area_recoded(fact([EAST], [NORTH]))
    assert office.register()["area"] == NORTH
    office.as_(SYSTEM).hear_grid(handed("petition", origin=clock.new_id(), id=clock.new_id()))
    assert areas(office)[0] == [NORTH, NORTH]


def test_gr_26_of_matters_brought_while_their_area_ends_none_is_left_behind(
    office: Office, database_of: Callable[..., Database]
) -> None:
    sides = [office.aside(database_of("petition", size=1)) for _ in range(5)]

    def turn(number: int) -> Any:
        if number == 2:
            return sides[2].as_(SYSTEM).hear_area_recoded(fact([EAST], [NORTH]))
        return sides[number].register()

    together(5, turn)
    assert set(areas(office)[0]) == {NORTH}


def test_gr_26_an_area_below_a_community_moves_nothing(office: Office) -> None:
    office.register()
    office.as_(SYSTEM).hear_area_ended(fact([EAST + "B00001"], [WEST + "B00001"], name="ended"))
    assert (areas(office)[0], office.count("area_followed")) == ([EAST], 0)
