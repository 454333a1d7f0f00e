"""Which clock of the law runs when."""
from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kernel.obligation import Fact, due
from kernel.workdays import Calendar
from services.petition.domain import acceptance, routing
from services.petition.domain.doer import Doer
from services.petition.domain.life import LIFE
from services.petition.domain.periods import BY_RULE, PERIODS, running, turns
from services.petition.domain.words import CLOCKS, STATES
from tests.unit.petition.matter import DESK, NOW, OFFICER, petition

LATER = NOW + timedelta(days=5)


def last_day(rule: str) -> date | None:
    return due(BY_RULE[rule].limit, [Fact("start", NOW)], Calendar()).due_on


def test_pt_02_starts_at_receipt_also_when_it_was_keyed_in_later() -> None:
    fresh = petition(received_at=NOW - timedelta(days=4))
    (turn,) = turns(None, fresh)
    assert (turn.period.id, turn.kind, turn.at) == ("PT-02", "start", NOW - timedelta(days=4))


@pytest.mark.parametrize(
    ("rule", "last"), [("PT-02", date(2026, 3, 18)), ("PT-03", date(2026, 3, 18)), ("PT-05", date(2026, 5, 2))]
)
def test_pt_02_pt_03_pt_05_count_calendar_days_and_do_not_roll_off_a_rest_day(rule: str, last: date) -> None:
    assert last_day(rule) == last


def test_pt_03_gives_the_unit_it_is_sent_to_its_own_time_each_time() -> None:
    first = routing.forward(petition(), DESK, unit="water", at=NOW).record
    assert [(turn.period.id, turn.kind) for turn in turns(petition(), first)] == [("PT-02", "stop"), ("PT-03", "start")]
    second = routing.forward(first, DESK, unit="roads", at=LATER).record
    assert [(turn.kind, turn.at) for turn in turns(first, second)] == [("stop", LATER), ("start", LATER)]


@pytest.mark.parametrize(("purpose", "rules"), [("appeal", ["PT-02", "PT-05"]), ("suggest", ["PT-02"])])
def test_pt_05_starts_with_acceptance_and_only_for_an_appeal(purpose: str, rules: list[str]) -> None:
    taken = acceptance.accept(petition(), OFFICER, purpose=purpose, competence="line_duty", at=LATER).record
    found = turns(petition(), taken)
    assert [turn.period.id for turn in found] == rules
    assert {turn.at for turn in found} == {LATER}


def test_pt_05_is_moved_by_no_recusal() -> None:
    taken = petition("accepted", purpose="appeal")
    out = routing.recuse(taken, Doer("o-1", "officer", "housing"), interest="kin", at=LATER).record
    assert turns(taken, out) == ()


@pytest.mark.parametrize("state", ["answered", "refused", "withdrawn"])
def test_no_clock_runs_after_the_end(state: str) -> None:
    taken = petition("accepted", purpose="appeal")
    ended = replace(taken, state=state, changed_at=LATER)
    assert [(turn.period.id, turn.kind, turn.at) for turn in turns(taken, ended)] == [("PT-05", "stop", LATER)]
    assert running(ended) is None


def test_every_limit_stands_in_states_that_exist_and_has_words_for_the_petitioner() -> None:
    assert {state for period in PERIODS for state in period.trigger} <= set(LIFE.states)
    assert set(CLOCKS) == {period.id for period in PERIODS}
    assert set(STATES) == set(LIFE.states)
