"""The three tiers: where a matter begins, when and why it climbs, and in which order the desk has it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kernel.decision import Decision
from kernel.errors import Conflict, Denied
from kernel.obligation import Fact, Limit
from kernel.office import OfficeHours
from kernel.workdays import Calendar
from services.grid.domain import dispatch, filing, owner, sample
from services.grid.domain.case_type import CaseType
from services.grid.domain.doer import Doer
from services.grid.domain.ground.register import Unit
from services.grid.domain.incident import Incident
from services.grid.domain.life import LIFE
from services.grid.domain.queue import queue_at
from services.grid.domain.stage import running
from services.grid.domain.tier import SHARES, TIERS, climb, climbs_at, higher, of_area, of_unit, start, up_to
from tests.unit.grid.case import AT, DISPATCHER, LATER, LEADER, OFFICER, incident

OFFICE = Unit("sanitation", "环卫", "Sanitation", "department", "210203000000")
STREET = Unit("street", "街道", "Street", "street", "210203001000")
EAST = Unit("east", "东", "East", "community", "210203001001")
WEST = Unit("west", "西", "West", "community", "210203001002")
UNITS = (OFFICE, STREET, WEST, EAST)
# 09:00 in Shanghai on a Tuesday
NINE = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)


def kind(root: str = "event", *, tier: str | None = None, unit: str = "sanitation") -> CaseType:
    return CaseType("K", root, "01", "02", "甲", "A", "乙", "B", unit, False, (), tier)


def test_gr_125_a_matter_begins_at_the_lowest_tier_able_to_close_it() -> None:
    assert start(None, None) == "community"
    assert start(kind(tier="street"), OFFICE) == "street"
    assert [start(kind(), unit) for unit in (EAST, STREET, OFFICE, None)] == ["community", "street", "district", "district"]
    filed = filing.file(
        incident("accepted"), DISPATCHER, case_type=None, urgent=None, tier="street", reason="evident", at=LATER
    )
    assert filed.record.tier == "street"


def test_gr_125_what_has_climbed_does_not_come_down_by_being_filed() -> None:
    climbed = incident("accepted", tier="district", climbed=1)
    filed = filing.file(climbed, DISPATCHER, case_type=None, urgent=None, tier="community", reason="evident", at=LATER)
    assert filed.record.tier == "district"


def test_gr_126_a_climb_is_a_step_and_a_fact_and_is_counted() -> None:
    decision = climb(incident("handling", version=4), reason="time", at=LATER)
    after, (event,) = decision.record, decision.events
    assert (after.tier, after.climbed, after.climbed_for, after.version, after.state) == ("street", 1, "time", 5, "handling")
    assert (event.name, event.data["was_tier"], event.data["tier"]) == ("grid.incident_climbed", "community", "street")


@pytest.mark.parametrize(("stage", "tier", "hours"), [
    ("handle", "community", 2), ("handle", "street", 4), ("make_safe", "community", 2),
    ("dispatch", "community", 6), ("dispatch", "street", 12),
])  # fmt: skip
def test_gr_126_a_tiers_share_of_the_limit_is_taken_of_the_hours_there_are(stage: str, tier: str, hours: int) -> None:
    found = climbs_at(tier, stage, Limit(6, "H"), [Fact("start", NINE)], Calendar())
    assert found == NINE + timedelta(hours=hours)


def test_gr_126_a_share_of_working_days_is_taken_in_working_hours_and_of_what_was_granted_too() -> None:
    facts = [Fact("start", NINE)]
    # a third of three days of seven and a half hours is one of them
    assert climbs_at("community", "handle", Limit(3, "WD"), facts, Calendar()) == NINE + timedelta(hours=8.5)
    longer = climbs_at("community", "handle", Limit(3, "WD"), [*facts, Fact("extend", NINE, amount=3)], Calendar())
    assert longer == NINE + timedelta(days=1, hours=8.5)


def test_gr_126_a_share_of_working_days_is_taken_of_the_hours_in_which_offices_are_open() -> None:
    short = Calendar(hours=OfficeHours.parse("09:00-12:00"))
    # a third of three days of three hours is one of them
    assert climbs_at("community", "handle", Limit(3, "WD"), [Fact("start", NINE)], short) == NINE + timedelta(hours=3)


def test_gr_126_what_is_at_the_districts_tier_or_waits_or_is_checked_climbs_no_more() -> None:
    facts = [Fact("start", NINE)]
    assert climbs_at("district", "handle", Limit(3, "H"), facts, Calendar()) is None
    assert climbs_at("community", "check", Limit(3, "H"), facts, Calendar()) is None
    assert climbs_at("community", "handle", Limit(3, "H"), [*facts, Fact("pause", NINE)], Calendar()) is None


@pytest.mark.parametrize("state", LIFE.states)
@pytest.mark.parametrize("urgent", [True, False])
def test_gr_126_what_has_an_hour_to_climb_at_may_climb_then(state: str, urgent: bool) -> None:
    for begun in (AT, None):
        shown = next(iter(running(incident(state, urgent=urgent, begun_at=begun))), "")
        assert shown not in SHARES or LIFE.has(state, "climb"), shown


def test_gr_127_what_needs_a_unit_of_a_higher_tier_climbs_by_its_kind_before_it_is_dispatched() -> None:
    decision = dispatch.dispatch(incident("filed", version=3), DISPATCHER, unit="sanitation", tier="district", at=LATER)
    assert [event.name for event in decision.events] == ["grid.incident_climbed", "grid.incident_dispatched"]
    assert [event.version for event in decision.events] == [4, 5]
    assert (decision.record.tier, decision.record.climbed_for, decision.record.version) == ("district", "kind", 5)
    with pytest.raises(Denied):
        dispatch.dispatch(incident("filed"), OFFICER, unit="sanitation", tier="district", at=LATER)


def test_gr_128_the_second_return_climbs_to_an_arbiter() -> None:
    second = incident("dispatched", returned=1, tier="street")
    decision = dispatch.return_(second, OFFICER, reason="not_our_duty", proposed="lamps", at=LATER)
    assert [event.name for event in decision.events] == ["grid.incident_returned_again", "grid.incident_climbed"]
    assert (decision.record.state, decision.record.tier, decision.record.climbed_for) == ("arbitrating", "district", "returns")
    top = dispatch.return_(incident("dispatched", returned=1, tier="district"), OFFICER,
                           reason="not_our_duty", proposed="lamps", at=LATER)  # fmt: skip
    assert len(top.events) == 1


def decide(*, by: Doer = LEADER, **changes: Any) -> Decision[Incident]:
    given = {"unit": "sanitation", "tier": changes.pop("tier", "district")}
    return dispatch.arbitrate(incident("arbitrating", returned=2, unit=None, **changes), by, at=LATER, **given)


def test_gr_127_an_arbiter_who_gives_it_to_a_department_lets_it_climb_there_so_that_figures_say_who_closed_it() -> None:
    decided = decide()
    assert [event.name for event in decided.events] == ["grid.incident_climbed", "grid.incident_arbitrated"]
    assert (decided.record.tier, decided.record.climbed_for, decided.record.arbitrated) == ("district", "kind", True)
    assert [event.name for event in decide(tier="community").events] == ["grid.incident_arbitrated"]


@pytest.mark.parametrize(("seat", "tier", "at"), [("community", "street", "community"), ("street", "community", "district"),
                                                  ("street", "district", "street")])  # fmt: skip
def test_gr_121_no_arbiter_decides_what_has_come_or_would_come_to_a_higher_tier(seat: str, tier: str, at: str) -> None:
    matter = incident("arbitrating", returned=2, unit=None, tier=at)
    with pytest.raises(Denied) as caught:
        dispatch.arbitrate(matter, replace(LEADER, tiers=up_to(seat)), unit="lamps", tier=tier, at=LATER)
    assert (caught.value.code, caught.value.facts) == ("grid.arbiter_below", {"tier": higher(tier, at)})


def test_gr_121_no_arbiter_belongs_to_a_unit_that_gave_it_back() -> None:
    head = replace(LEADER, unit="lamps")
    with pytest.raises(Denied) as caught:
        decide(by=head, gave_back=("sanitation", "lamps"))
    assert caught.value.code == "grid.arbiter_gave_back"
    assert decide(by=head, gave_back=("sanitation",)).record.unit == "sanitation"


def test_gr_123_who_has_a_part_still_open_is_not_made_the_lead() -> None:
    for decided in (
        lambda: decide(helpers=("sanitation",)),
        lambda: dispatch.dispatch(incident("filed", helpers=("lamps",)), DISPATCHER, unit="lamps", tier="community", at=LATER),
    ):
        with pytest.raises(Conflict) as caught:
            decided()
        assert caught.value.code == "grid.unit_helps"


@pytest.mark.parametrize(("area", "tier"), [("210203001001", "community"), ("210203001000", "street"),
                                            ("210203000000", "district"), ("210200000000", "district")])  # fmt: skip
def test_the_tier_of_a_seat_is_that_of_its_area(area: str, tier: str) -> None:
    assert of_area(area) == tier


def test_gr_121_the_arbiters_word_is_final_and_gr_122_a_third_return_is_refused() -> None:
    decided = decide(tier="community").record
    assert (decided.state, decided.unit, decided.arbitrated) == ("dispatched", "sanitation", True)
    with pytest.raises(Conflict) as caught:
        dispatch.return_(decided, OFFICER, reason="not_our_duty", proposed="lamps", at=LATER)
    assert caught.value.code == "grid.arbiter_decided"


def test_gr_117_a_component_goes_by_its_owner_first_and_an_event_by_its_place() -> None:
    said = {root: [one.unit for one in owner.suggest(kind(root), UNITS, EAST.area)] for root in ("facility", "event")}
    assert said == {"facility": ["sanitation", "east", "street"], "event": ["east", "street", "sanitation"]}
    assert [one.reason for one in owner.suggest(kind("event"), UNITS, EAST.area)][-1] == "answers_for_kind"
    assert [one.unit for one in owner.suggest(kind("event", unit="east"), UNITS, EAST.area)] == ["east", "street"]
    assert [one.unit for one in owner.suggest(None, UNITS, WEST.area)] == ["west", "street"]


@pytest.mark.parametrize(
    ("root", "tier", "unit"),
    [
        ("facility", "community", "sanitation"), ("facility", "district", "sanitation"),
        ("event", "community", "east"), ("event", "street", "street"), ("event", "district", "sanitation"),
    ],
)  # fmt: skip
def test_gr_117_without_a_word_of_the_desk_it_goes_to_the_first_who_can_close_it(root: str, tier: str, unit: str) -> None:
    assert owner.usual(kind(root), UNITS, EAST.area, tier=tier) == unit
    assert owner.usual(kind(root), (OFFICE,), EAST.area, tier=tier) == "sanitation"


def test_gr_117_a_kind_whose_unit_serves_another_place_goes_to_the_unit_of_its_own() -> None:
    elsewhere = kind("facility", unit="west")
    assert owner.usual(elsewhere, UNITS, EAST.area, tier="community") == "east"
    assert owner.usual(elsewhere, (WEST,), EAST.area, tier="community") == "west"


def test_gr_116_what_nobody_owns_goes_to_the_unit_of_its_place() -> None:
    assert owner.ownerless(UNITS, EAST.area) == "east"
    assert owner.ownerless(UNITS, "210203001009") == "street"
    with pytest.raises(Conflict, match="grid.place_without_unit"):
        owner.ownerless(UNITS, "210203002001")


def test_gr_129_the_desk_has_what_climbed_first_then_what_nobody_has_then_the_oldest() -> None:
    def placed(days: int, **fields: object) -> Incident:
        return incident("filed", created_at=AT + timedelta(days=days), **fields)

    ordered = [
        placed(9, climbed=2, unit=None), placed(0, climbed=1), placed(8, climbed=1), placed(5, unit=None),
        placed(6, unit=None), placed(0), placed(7),
    ]  # fmt: skip
    assert sorted(set(ordered), key=lambda one: one.queue_at) == ordered
    assert queue_at(created_at=AT, climbed=0, unit="x") == AT


def test_gr_112_a_share_of_what_is_solved_on_the_spot_is_drawn_by_its_id() -> None:
    ids = [f"00000000-0000-7000-8000-{n:012d}" for n in range(2000)]
    assert 0.17 < sum(sample.drawn(id, 20) for id in ids) / len(ids) < 0.23
    assert [sample.drawn(id, 20) for id in ids] == [sample.drawn(id, 20) for id in ids]
    assert {id for id in ids if sample.drawn(id, 10)} <= {id for id in ids if sample.drawn(id, 20)}
    assert all(sample.drawn(id, 100) for id in ids)
    assert not any(sample.drawn(id, 0) for id in ids)


def test_tiers_are_in_order() -> None:
    assert [higher(one, "street") for one in TIERS] == ["street", "street", "district"]
    assert [of_unit(one) for one in (EAST, STREET, OFFICE, None)] == ["community", "street", "district", "district"]
