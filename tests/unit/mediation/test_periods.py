"""The month of mediation and the thirty days for the court."""
from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from kernel.obligation import Fact, due
from kernel.office import local
from kernel.workdays import Calendar
from services.mediation.domain.life import LIFE
from services.mediation.domain.periods import PERIODS, Turn, month, running, turns
from services.mediation.domain.words import CLOCKS, STATES
from tests.unit.mediation.matter import LATER, NOW, case


def ends(turn: Turn) -> date | None:
    return due(turn.limit, [Fact("start", turn.at)], Calendar()).due_on


@pytest.mark.parametrize(
    ("on", "last"),
    [
        (date(2026, 3, 3), date(2026, 4, 3)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 15), date(2027, 1, 15)),
    ],
)
def test_mt_01_a_month_ends_on_the_same_day_of_the_next_or_on_its_last(on: date, last: date) -> None:
    assert on + timedelta(days=month(on).amount) == last


def test_mt_01_starts_with_the_last_consent_and_stops_at_the_end() -> None:
    pending, accepted = case().dispute, case("accepted").dispute
    (turn,) = turns(pending, replace(accepted, changed_at=NOW))
    assert (turn.period.id, turn.kind, turn.at, ends(turn)) == ("MT-01", "start", NOW, date(2026, 4, 3))
    assert turns(accepted, case("mediating").dispute) == ()
    (stop,) = turns(accepted, replace(case("ended").dispute, changed_at=LATER))
    assert (stop.period.id, stop.kind, stop.at) == ("MT-01", "stop", LATER)


def effective(at: datetime) -> Turn:
    agreed = case("agreed", effective_at=at, changed_at=LATER).dispute
    stop, start = turns(case("mediating").dispute, agreed)
    assert (stop.kind, start.kind, start.period.id) == ("stop", "start", "MT-07")
    return start


def test_mt_07_the_thirty_days_run_from_the_day_it_took_effect_not_from_when_it_was_entered() -> None:
    assert effective(NOW).at == NOW
    assert ends(effective(NOW)) == date(2026, 4, 2)


def test_mt_07_a_last_day_that_is_a_rest_day_gives_way_to_the_next_working_day() -> None:
    assert ends(effective(local(date(2026, 3, 5)))) == date(2026, 4, 6)  # the 4th is a Saturday


def test_mt_07_no_window_for_what_no_court_confirms() -> None:
    about_status = case("agreed", effective_at=NOW, personal_status=True).dispute
    assert running(about_status) is None
    assert [turn.kind for turn in turns(case("mediating").dispute, about_status)] == ["stop"]


def test_every_limit_stands_in_states_that_exist_and_has_words() -> None:
    assert {state for period in PERIODS for state in period.trigger} <= set(LIFE.states)
    assert set(CLOCKS) == {period.id for period in PERIODS}
    assert set(STATES) == set(LIFE.states)
