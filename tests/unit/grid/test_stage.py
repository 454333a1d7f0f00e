"""Clocks: which step turns which, and how long each runs."""
from __future__ import annotations

from datetime import date, time

import pytest

from kernel.machine import Move
from kernel.obligation import Fact, Limit, Unit, due
from kernel.office import OfficeHours
from kernel.workdays import Calendar
from services.grid.domain import periods
from services.grid.domain.case_type import STAGES
from services.grid.domain.life import LIFE, MOVES
from services.grid.domain.periods import BY_STAGE, PER_WORKDAY, PERIODS, SOUGHT, Period, extension, limit
from services.grid.domain.setting.registry import SETTINGS
from services.grid.domain.stage import Turn, running, turns
from tests.unit.grid.case import AT, incident

NO_CLOCK = {"invalid", "closed", "archived", "handed_over"}
# the stage that is shown in each state of an incident that is no danger
SHOWN = {
    "reported": "accept", "verifying": "verify", "accepted": "file", "filed": "dispatch", "arbitrating": "arbitrate",
    "dispatched": "handle", "handling": "handle", "extension_requested": "handle", "hung": "review", "rework": "handle",
    "handled": "check", "self_handled": "close", "passed": "close",
    # what goes on under another number keeps the clock its reporter was promised, and no other
    "merged": "whole",
}  # fmt: skip


def test_in_18_each_open_state_shows_one_clock_and_what_is_over_or_elsewhere_has_none() -> None:
    assert {state: running(incident(state))[:1] for state in LIFE.states} == {
        state: (SHOWN[state],) if state in SHOWN else () for state in LIFE.states
    }
    assert set(SHOWN) == set(LIFE.states) - NO_CLOCK


def test_stages_are_those_a_case_type_may_set_limits_for_and_the_review_a_plan_names() -> None:
    assert set(BY_STAGE) == {*STAGES, "review"}


@pytest.mark.parametrize("state", ["reported", "filed", "handled"])
def test_in_18_a_fresh_report_starts_the_clocks_of_its_state(state: str) -> None:
    assert turns(None, incident(state)) == tuple(Turn(stage, "start") for stage in running(incident(state)))


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.source}-{move.act}")
def test_in_18_a_step_stops_what_is_over_before_it_starts_what_begins_and_leaves_the_rest(move: Move) -> None:
    before, after = incident(move.source), incident(move.target)
    old, new = running(before), running(after)
    found = turns(before, after)
    assert [turn.stage for turn in found if turn.kind == "stop"] == [stage for stage in old if stage not in new]
    assert [turn.stage for turn in found if turn.kind in ("start", "revive")] == [stage for stage in new if stage not in old]
    assert len(found) == len(set(old) ^ set(new))


def test_in_18_only_an_approved_extension_moves_a_clock_and_only_that_of_handling() -> None:
    asked = incident("extension_requested", asked_days=3)
    assert turns(asked, incident("handling", extended=1)) == (Turn("handle", "extend", 3),)
    assert turns(asked, incident("handling")) == ()
    assert turns(incident("reported"), incident("reported", area="210203001002")) == ()


@pytest.mark.parametrize("reason", ["season", "no_funds", "works_planned"])
def test_in_16_hanging_up_pauses_and_taking_up_resumes(reason: str) -> None:
    hung = incident("hung", hung_for=reason)
    assert turns(incident("handling"), hung) == (Turn("handle", "pause"), Turn("review", "start"))
    assert turns(hung, incident("handling")) == (Turn("review", "stop"), Turn("handle", "resume"))


def test_gr_115_while_an_owner_is_looked_for_the_clock_of_handling_runs() -> None:
    hung = incident("hung", hung_for="no_owner")
    assert turns(incident("handling"), hung) == (Turn("review", "start"),)
    assert turns(hung, incident("handling")) == (Turn("review", "stop"),)


def test_gr_114_each_review_ends_the_clock_of_its_day_and_begins_that_of_the_next() -> None:
    first, second = (incident("hung", hung_for="season", review_on=date(2026, month, 1)) for month in (4, 5))
    assert turns(first, second) == (Turn("review", "stop"), Turn("review", "start"))


@pytest.mark.parametrize("state", SOUGHT)
def test_gr_120_after_a_return_the_clock_of_handling_runs_on_and_is_nobodys(state: str) -> None:
    given, sought = incident("dispatched", begun_at=AT), incident(state, begun_at=AT, unit=None)
    assert "handle" in running(sought)
    assert "handle" not in running(incident(state))
    assert Turn("handle", "pass") in turns(given, sought)
    assert not [turn for turn in turns(given, sought) if turn.stage in ("handle", "whole") and turn.kind != "pass"]
    assert Turn("handle", "pass") in turns(sought, incident("dispatched", begun_at=AT, unit="lamps"))


def test_gr_118_a_unit_has_a_clock_to_take_it_up_until_it_starts() -> None:
    assert running(incident("dispatched")) == ("handle", "take_up", "whole")
    assert Turn("take_up", "stop") in turns(incident("dispatched"), incident("handling"))


def test_gr_131_a_danger_is_made_safe_first_and_then_repaired() -> None:
    danger, safe = incident("handling", urgent=True), incident("handling", urgent=True, safe_at=AT)
    assert (running(danger), running(safe)) == (("make_safe", "whole"), ("handle", "whole"))
    assert turns(danger, safe) == (Turn("make_safe", "stop"), Turn("handle", "start"))


def test_gr_132_the_clock_of_the_whole_runs_from_filing_to_close_and_nothing_moves_it() -> None:
    assert {state for state in LIFE.states if "whole" in running(incident(state))} == {
        "filed", "arbitrating", "dispatched", "handling", "extension_requested", "hung", "rework", "handled",
        "self_handled", "passed", "merged",
    }  # fmt: skip
    for before, after in (("handling", "hung"), ("hung", "handling"), ("extension_requested", "handling")):
        found = turns(incident(before, hung_for="season", asked_days=2), incident(after, hung_for="season", extended=1))
        assert "whole" not in [turn.stage for turn in found]


def test_in_17_a_case_types_own_limit_goes_before_the_usual_one() -> None:
    own = {"handle": Limit(4, "WH")}
    assert limit("handle", urgent=False, own=own) == Limit(4, "WH")
    assert limit("handle", urgent=False, own={}) == Limit(5, "WD")


@pytest.mark.parametrize(
    ("own", "danger"),
    [
        (Limit(4, "WH"), Limit(4, "H")),
        (Limit(1, "WD"), Limit(24, "H")),
        (Limit(7, "WD"), Limit(24, "H")),
        (Limit(6, "H"), Limit(6, "H")),
        (Limit(2, "D"), Limit(2, "D")),
    ],
)
def test_in_17_a_kinds_own_working_time_runs_round_the_clock_for_what_the_desk_calls_a_danger(own: Limit, danger: Limit) -> None:
    assert limit("handle", urgent=True, own={"handle": own}) == danger
    assert limit("handle", urgent=False, own={"handle": own}) == own


@pytest.mark.parametrize("period", [one for one in PERIODS if one.stage != "review"], ids=lambda period: period.stage)
def test_in_17_urgent_kinds_run_round_the_clock(period: Period) -> None:
    assert limit(period.stage, urgent=True, own={}).unit == "H"


@pytest.mark.parametrize("stage", periods.SETTINGS)
@pytest.mark.parametrize("urgent", [False, True])
def test_in_17_what_a_district_has_not_chosen_is_the_usual_limit_of_the_stage(stage: str, urgent: bool) -> None:
    setting = SETTINGS[periods.SETTINGS[stage][urgent]]
    default = periods.chosen(stage, setting.read(setting.default), urgent=urgent)
    assert default == limit(stage, urgent=urgent, own={})
    assert default.unit in {"minutes": ("H", "WH"), "hours": ("H",), "workdays": ("WD",)}[setting.kind]


def test_in_17_every_stage_but_the_review_whose_day_its_plan_names_can_be_chosen() -> None:
    assert {*periods.SETTINGS, "review"} == set(BY_STAGE)


def test_in_06_working_days_of_an_extension_are_counted_in_the_unit_of_the_clock() -> None:
    plain, eight = Calendar(), Calendar(hours=OfficeHours(((time(8), time(12)), (time(14), time(18)))))
    friday, tuesday = date(2026, 3, 6), date(2026, 3, 3)
    given = {"due_on": friday, "calendar": plain}
    assert {unit: extension(2, unit, **given) for unit in PER_WORKDAY} == {"WD": 2, "D": 4, "WH": 15, "H": 96}
    assert {unit: extension(2, unit, due_on=tuesday, calendar=eight) for unit in PER_WORKDAY} == {
        "WD": 2, "D": 2, "WH": 16, "H": 48,
    }  # fmt: skip


@pytest.mark.parametrize("unit", PER_WORKDAY)
def test_in_06_an_extension_of_two_working_days_ends_two_working_days_later_in_every_unit(unit: Unit) -> None:
    calendar, start = Calendar(), Fact("start", AT)
    whole = Limit(3 if unit in ("D", "WD") else 24, unit)
    before = due(whole, [start], calendar)
    assert before.due_on is not None
    more = Fact("extend", AT, amount=extension(2, unit, due_on=before.due_on, calendar=calendar))
    assert due(whole, [start, more], calendar).due_on == calendar.add_workdays(before.due_on, 2)


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


def test_in_p8_an_arbiter_decides_within_a_working_day() -> None:
    assert usual("arbitrate") == (1, "WD", "leader")


def test_in_p9_a_plan_without_a_day_is_looked_at_within_thirty_days() -> None:
    assert usual("review") == (30, "D", "dispatcher")


def test_in_p10_a_danger_is_made_safe_within_an_hour_of_the_clock() -> None:
    assert (usual("make_safe"), BY_STAGE["make_safe"].urgent) == ((1, "H", "officer"), Limit(1, "H"))


def test_in_p11_a_unit_takes_a_matter_up_within_two_working_hours_and_a_danger_within_a_quarter_of_an_hour() -> None:
    assert (usual("take_up"), BY_STAGE["take_up"].urgent) == ((2, "WH", "officer"), Limit(15 / 60, "H"))


def test_in_p12_the_whole_takes_twenty_working_days_and_a_danger_three_days() -> None:
    assert (usual("whole"), BY_STAGE["whole"].urgent) == ((20, "WD", "dispatcher"), Limit(72, "H"))
