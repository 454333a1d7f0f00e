"""What each person reaches, in lists, counts and single records."""
from __future__ import annotations

from typing import Any

import pytest

from kernel.call import Actor
from kernel.errors import Invalid, Missing
from kernel.keyring import Key
from kernel.seal import Sealer
from tests.integration.grid.town import (
    ANYONE,
    CHECKER,
    DISPATCHER,
    EAST,
    ELSEWHERE,
    LAMPS,
    LEADER,
    NEIGHBOUR,
    OFFICER,
    RESIDENT,
    WEST,
    WORKER,
    Town,
    other,
)
from tests.integration.people import KEY
from tests.make import refused


def listed(town: Town, actor: Actor, queue: str = "all", **given: Any) -> list[str]:
    return [item["id"] for item in town.as_(actor).list_incidents({"queue": queue, **given})["items"]]


def counted(town: Town, actor: Actor, **given: Any) -> int:
    found = town.as_(actor).overview(given)
    return sum(line["count"] for line in found["by_state"])


@pytest.fixture
def cases(town: Town) -> dict[str, str]:
    """One in the east with sanitation, one in the west with the neighbour's name on it and nobody's hand."""
    east = town.through("accept", "file", "dispatch")
    west = town.report(NEIGHBOUR, point=None, area=WEST)
    return {"east": east["id"], "west": west["id"]}


@pytest.mark.parametrize(
    ("actor", "reached"),
    [
        (RESIDENT, {"east"}),
        (NEIGHBOUR, {"west"}),
        (WORKER, {"east"}),
        (other(WORKER, area=WEST), {"west"}),
        (OFFICER, {"east"}),
        (LAMPS, set()),
        (DISPATCHER, {"east", "west"}),
        (CHECKER, {"east", "west"}),
        (LEADER, {"east", "west"}),
        (ELSEWHERE, set()),
        (other(DISPATCHER, area=""), set()),
        (other(OFFICER, unit=None), set()),
        (ANYONE, set()),
        (other(ANYONE, id="op-1", role="operator"), set()),
    ],
    ids=str,
)
def test_lists_counts_and_files_reach_the_same_and_no_further(
    town: Town, cases: dict[str, str], actor: Actor, reached: set[str]
) -> None:
    ids = {cases[name] for name in reached}
    assert set(listed(town, actor)) == ids
    if actor.role != "resident":
        assert counted(town, actor) == len(ids)
    for id in cases.values():
        if id in ids:
            assert town.find(actor, {"id": id})["id"] == id
        else:
            with refused(Missing, "grid.incident_missing"):
                town.find(actor, {"id": id})


def test_a_stranger_cannot_act_on_what_is_out_of_reach(town: Town) -> None:
    seen = town.report()
    with refused(Missing, "grid.incident_missing"):
        town.act(ELSEWHERE, "accept", seen)


def test_a_filter_narrows_and_never_widens(town: Town, cases: dict[str, str]) -> None:
    assert listed(town, DISPATCHER, area=WEST) == [cases["west"]]
    assert listed(town, WORKER, area=WEST) == []
    assert listed(town, LAMPS, unit="sanitation") == []
    assert counted(town, DISPATCHER, area=EAST) == 1
    assert counted(town, WORKER, area=WEST) == 0


def test_queues_hold_what_waits_for_each(town: Town, cases: dict[str, str]) -> None:
    assert listed(town, DISPATCHER, "mine") == [cases["west"]]
    assert listed(town, OFFICER, "unit") == [cases["east"]]
    assert listed(town, RESIDENT, "mine") == [cases["east"]]
    assert listed(town, CHECKER, "mine") == []
    town.through("finish", seen={"id": cases["east"], "version": 4})
    assert listed(town, CHECKER, "mine") == [cases["east"]]


def test_a_grid_workers_queue_is_what_to_look_at_what_the_team_must_do_and_what_they_reported(town: Town) -> None:
    own = town.report(WORKER)
    look = town.through("verify")
    town.report()
    team = town.act(DISPATCHER, "dispatch", town.through("accept", "file"), unit="east_team")
    assert listed(town, WORKER, "mine") == [team["id"], look["id"], own["id"]]
    assert listed(town, other(WORKER, id="w-2", unit=None), "mine") == [look["id"]]


def test_what_nears_its_limit_is_near_and_what_passed_it_is_late(town: Town) -> None:
    seen = town.through("accept", "file", "dispatch")
    assert (listed(town, LEADER, "near"), listed(town, LEADER, "late")) == ([], [])
    # 80 % of four working hours are 3.2: 13:12 with the break
    town.later(hours=4, minutes=30)
    assert (listed(town, LEADER, "near"), listed(town, LEADER, "late")) == ([seen["id"]], [])
    town.later(hours=1)
    assert (listed(town, LEADER, "near"), listed(town, LEADER, "late")) == ([], [seen["id"]])
    assert town.as_(LEADER).overview({})["late"] == 1


def test_pages_follow_each_other_without_a_gap_or_a_double(town: Town) -> None:
    made = [town.later(seconds=n % 2).report()["id"] for n in range(7)]
    found: list[str] = []
    after = None
    while True:
        page = town.as_(DISPATCHER).list_incidents({"queue": "all", "limit": 3, "after": after})
        found += [item["id"] for item in page["items"]]
        after = page["next"]
        if after is None:
            break
    assert found == made[::-1]


def test_a_page_that_is_asked_for_with_half_a_place_is_refused(town: Town) -> None:
    with refused(Invalid, "wire.invalid"):
        town.as_(DISPATCHER).list_incidents({"after": {"id": "00000000-0000-7000-8000-000000000001"}})


def test_a_late_list_is_paged_by_what_is_due_first(town: Town) -> None:
    made = [town.later(minutes=1).report()["id"] for _ in range(3)]
    town.later(days=1)
    first = town.as_(LEADER).list_incidents({"queue": "late", "limit": 2})
    rest = town.as_(LEADER).list_incidents({"queue": "late", "limit": 2, "after": first["next"]})
    assert [item["id"] for item in (*first["items"], *rest["items"])] == made


def test_a_resident_keeps_sight_of_what_they_brought_before_a_new_key(town: Town) -> None:
    old = town.through("accept", "file", "dispatch", "finish", "pass", "close")
    town.seal = Sealer([Key("k2", bytes(range(32, 64))), KEY])
    new = town.report()
    assert set(listed(town, RESIDENT)) == {old["id"], new["id"]}
    assert town.find(RESIDENT, old)["acts"] == ["rate", "reopen"]
    assert listed(town, NEIGHBOUR) == []
