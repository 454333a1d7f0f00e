"""Whistles: who calls, who answers, what is late, and what it counts for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.errors import Conflict, Denied, Invalid
from kernel.obligation import Limit
from services.grid.domain.doer import Doer
from services.grid.domain.setting.chosen import Chosen, Values
from services.grid.domain.setting.registry import SETTINGS
from services.grid.domain.whistle import call as rule
from services.grid.domain.whistle import figure, whistle
from services.grid.domain.whistle.call import STATES, Given, take
from services.grid.domain.whistle.call_life import LIFE, PAST, ROLES, acts
from services.grid.domain.whistle.limit import CHOICES, STAGES, USUAL, limits
from services.grid.domain.whistle.whistle import CALLED, KINDS, Call
from tests.unit.grid.case import AT, LATER, OFFICER

EAST = "210203001001"
CALLER = Doer("d-5", "dispatcher", "east_team")
PART = Call("c-1", "w-1", "CS1", "emergency", "sanitation", "east_team", EAST, "notified", AT, AT)


def test_gr_151_the_usual_limits_are_those_of_the_rule() -> None:
    usual = {kind: limits(kind, Values([])) for kind in KINDS}
    said = {kind: {stage: (round(one.amount * 60), one.unit) for stage, one in usual[kind].items()} for kind in KINDS}
    assert said == {
        "emergency": {"acknowledge": (5, "H"), "arrive": (30, "H")},
        "daily": {"acknowledge": (120, "H"), "arrive": (60, "WD")},
        "hard": {"arrive": (180, "WD"), "plan": (600, "WD")},
    }
    assert set(USUAL) == set(KINDS) == set(CALLED)


@pytest.mark.parametrize(("kind", "stage"), CHOICES)
def test_gr_151_a_choice_of_a_district_shortens_a_limit_and_never_lengthens_it(kind: str, stage: str) -> None:
    key, one = CHOICES[kind, stage]
    usual, most = USUAL[kind][stage], int(SETTINGS[key].most)
    found = {text: limits(kind, Values([made(key, text)]))[stage] for text in ("1", str(most - 1), str(most), str(most + 1))}
    assert found[str(most)] == found[str(most + 1)] == usual
    assert found[str(most - 1)] == Limit((most - 1) * one, usual.unit)
    assert SETTINGS[key].allows("1") == (found["1"].amount < usual.amount)


def made(key: str, value: str) -> Chosen:
    return Chosen("", key, "", "", value, date(2026, 3, 3), 2, "act", "", AT)


@pytest.mark.parametrize(("kind", "may"), [
    ("street", True), ("community", True), ("centre", True), ("department", False), ("liaison", False), (None, False),
])  # fmt: skip
def test_gr_150_the_desk_of_a_place_and_of_the_centre_blow_and_no_departments(kind: str | None, may: bool) -> None:
    if may:
        return whistle.may_blow(CALLER, EAST, kind=kind, heads=[])
    with pytest.raises(Denied, match="grid.whistle_not_your_right"):
        whistle.may_blow(CALLER, EAST, kind=kind, heads=[EAST])
    return None


def test_gr_150_a_worker_blows_only_as_head_and_on_the_own_ground() -> None:
    worker = Doer("w-1", "grid_worker", "east_team")
    whistle.may_blow(worker, EAST, kind="community", heads=[EAST])
    for heads in ([], ["210203001002"]):
        with pytest.raises(Denied, match="grid.whistle_not_your_right"):
            whistle.may_blow(worker, EAST, kind="community", heads=heads)


def test_gr_153_only_the_blowers_unit_releases_and_rates() -> None:
    there = replace(PART, state="arrived", arrived_at=AT)
    assert acts(there, CALLER) == ["release_whistle"]
    assert acts(there, OFFICER) == ["handle_whistle"]
    assert acts(there, replace(CALLER, unit="west_team")) == []
    gone = take(there, "release_whistle", CALLER, Given(reason="work_done"), at=LATER).record
    assert (gone.state, gone.released_for) == ("released", "work_done")
    with pytest.raises(Conflict, match="grid.whistle_act_not_allowed"):
        take(gone, "arrive_whistle", OFFICER, Given(), at=LATER)


def test_gr_154_a_rating_is_given_once_and_after_the_release() -> None:
    gone = replace(PART, state="released")
    assert take(gone, "rate_whistle", CALLER, Given(score=5), at=LATER).record.score == 5
    for early in ("arrived", "rated"):
        with pytest.raises(Conflict, match="grid.whistle_act_not_allowed"):
            take(replace(PART, state=early), "rate_whistle", CALLER, Given(score=5), at=LATER)


def test_gr_155_a_stage_is_breached_once() -> None:
    first = rule.breach(PART, ["acknowledge"])
    assert (first.record.breached, first.record.version) == (("acknowledge",), 1)
    again = rule.breach(first.record, ["acknowledge", "arrive"])
    assert [(one.name, one.data["stage"]) for one in again.events] == [("grid.whistle_breached", "arrive")]


PARTS = st.builds(
    lambda kind, breached, heard, came, planned, score: replace(
        PART, kind=kind, breached=tuple(breached), acknowledged_at=heard, arrived_at=came, planned_at=planned, score=score
    ),
    st.sampled_from(KINDS), st.sets(st.sampled_from(STAGES)), *[st.sampled_from([None, AT])] * 3, st.none() | st.integers(1, 5),
)  # fmt: skip


@settings(max_examples=200)
@given(PARTS, PARTS, PARTS)
def test_gr_155_changes_add_up_to_the_figures_whatever_happened(first: Call, second: Call, third: Call) -> None:
    sums: dict[str, int] = {}
    for before, after in ((None, first), (first, second), (second, third)):
        for name, n in figure.change(before, after).items():
            sums[name] = sums.get(name, 0) + n
    assert {name: n for name, n in sums.items() if n} == figure.figures(third)
    assert set(figure.figures(third)) <= set(figure.FIGURES)


def test_a_share_of_nothing_is_none() -> None:
    assert (figure.share(0, 0), figure.share(3, 1), figure.mean(0, 0), figure.mean(9, 2)) == (None, 0.75, None, 4.5)


def test_each_act_has_a_role_and_a_fact_and_each_state_has_words() -> None:
    assert {move.act for move in LIFE.moves} | {"blow_whistle"} == set(ROLES) == set(PAST)
    assert set(STATES) == set(LIFE.states)


def test_gr_152_a_plan_is_wanted_of_a_hard_problem_alone() -> None:
    with pytest.raises(Invalid, match="grid.whistle_plan_missing"):
        take(replace(PART, kind="hard", state="arrived"), "handle_whistle", OFFICER, Given(), at=LATER)
    assert take(replace(PART, state="arrived"), "handle_whistle", OFFICER, Given(), at=LATER).record.state == "handling"


def test_gr_156_an_arrival_keeps_a_grid_and_a_way() -> None:
    there = take(PART, "arrive_whistle", OFFICER, Given(grid=EAST + "001", metres=12), at=LATER).record
    assert (there.arrived_grid, there.arrived_metres, there.arrived_by, there.acknowledged_at) == (EAST + "001", 12, "o-1", LATER)
