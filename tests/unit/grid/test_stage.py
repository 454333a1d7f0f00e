"""Clocks: which step turns which, and how long each runs."""
from __future__ import annotations

import pytest

from kernel.machine import Move
from kernel.obligation import Limit
from services.grid.domain.case_type import STAGES
from services.grid.domain.life import LIFE, MOVES
from services.grid.domain.periods import BY_STAGE, PER_WORKDAY, PERIODS, STAGE_OF, Period, extension, limit
from services.grid.domain.stage import Turn, turns
from tests.unit.grid.case import incident

NO_CLOCK = {"invalid", "closed", "handed_over"}


def test_in_18_each_open_state_belongs_to_one_stage_and_what_is_over_or_elsewhere_to_none() -> None:
    assert set(STAGE_OF) == set(LIFE.states) - NO_CLOCK
    assert len(STAGE_OF) == sum(len(period.trigger) for period in PERIODS)


def test_stages_are_those_a_case_type_may_set_limits_for() -> None:
    assert set(BY_STAGE) == set(STAGES)


@pytest.mark.parametrize("state", ["reported", "filed", "handled"])
def test_in_18_a_fresh_report_starts_the_clock_of_its_state(state: str) -> None:
    assert turns(None, incident(state)) == (Turn(STAGE_OF[state], "start"),)


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.source}-{move.act}")
def test_in_18_a_step_stops_the_old_stage_before_it_starts_the_new(move: Move) -> None:
    source, target = move.source, move.target
    old, new = STAGE_OF.get(source), STAGE_OF.get(target)
    found = turns(incident(source), incident(target))
    if old != new:
        assert found == tuple(Turn(s, kind) for s, kind in ((old, "stop"), (new, "start")) if s)  # type: ignore[arg-type]
    else:
        assert all(turn.stage == "handle" and turn.kind in ("pause", "resume") for turn in found)


def test_in_18_only_an_approved_extension_moves_a_clock_and_only_that_of_handling() -> None:
    asked = incident("extension_requested", asked_days=3)
    assert turns(asked, incident("handling", extended=1)) == (Turn("handle", "extend", 3),)
    assert turns(asked, incident("handling")) == ()
    assert turns(incident("reported"), incident("reported", area="210203001002")) == ()


def test_in_16_hanging_up_pauses_and_taking_up_resumes() -> None:
    assert turns(incident("handling"), incident("hung")) == (Turn("handle", "pause"),)
    assert turns(incident("hung"), incident("handling")) == (Turn("handle", "resume"),)


def test_in_17_a_case_types_own_limit_goes_before_the_usual_one() -> None:
    own = {"handle": Limit(4, "WH")}
    assert limit("handle", urgent=True, own=own) == Limit(4, "WH")
    assert limit("handle", urgent=False, own={}) == Limit(5, "WD")


@pytest.mark.parametrize("period", PERIODS, ids=lambda period: period.stage)
def test_in_17_urgent_kinds_run_round_the_clock(period: Period) -> None:
    assert limit(period.stage, urgent=True, own={}).unit == "H"


def test_in_06_working_days_of_an_extension_are_counted_in_the_unit_of_the_clock() -> None:
    assert {unit: extension(2, unit) for unit in PER_WORKDAY} == {"WD": 2, "D": 2, "WH": 15, "H": 48}


def usual(stage: str) -> tuple[float, str, str]:
    """Give the usual limit of a stage, minutes or hours as fractions of an hour, and who owes it."""
    period = BY_STAGE[stage]
    return period.usual.amount, period.usual.unit, period.who


def test_in_p1_a_report_is_accepted_within_ten_minutes_of_office_time() -> None:
    assert usual("accept") == (10 / 60, "WH", "dispatcher")


def test_in_p2_a_place_is_looked_at_within_a_working_hour() -> None:
    assert usual("verify") == (1, "WH", "grid_worker")


def test_in_p3_an_accepted_report_is_filed_within_thirty_minutes_of_office_time() -> None:
    assert usual("file") == (30 / 60, "WH", "dispatcher")


def test_in_p4_a_filed_incident_is_dispatched_within_thirty_minutes_of_office_time() -> None:
    assert usual("dispatch") == (30 / 60, "WH", "dispatcher")


def test_in_p5_a_kind_without_a_limit_of_its_own_is_solved_within_five_working_days() -> None:
    assert usual("handle") == (5, "WD", "officer")


def test_in_p6_a_result_is_checked_within_two_working_hours() -> None:
    assert usual("check") == (2, "WH", "checker")


def test_in_p7_a_checked_incident_is_closed_within_thirty_minutes_of_office_time() -> None:
    assert usual("close") == (30 / 60, "WH", "dispatcher")
