"""Who may do what in the daily duty of a grid, and what a district has chosen for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

WORKERS = frozenset({"grid_worker"})
AGENCY = frozenset({"officer", "grid_worker"})
LEADERS = frozenset({"leader"})
CHECKERS = frozenset({"checker"})

SHORT, MISSED = "grid.duty_short", "grid.duty_missed"
SWEEP_MISSED, MEETING, REVIEW = "grid.sweep_missed", "grid.meeting_prepared", "grid.review_prepared"
EVENTS = (SHORT, MISSED, SWEEP_MISSED, MEETING, REVIEW)

ROLES: dict[str, frozenset[str]] = {
    "record_sweep_item": WORKERS,
    "open_round": WORKERS,
    "close_round": WORKERS,
    "check_in": WORKERS,
    "send_check_ins": WORKERS,
    "record_visit": AGENCY,
    "hold_meeting": LEADERS,
    "conclude_case": LEADERS,
    "close_meeting": LEADERS,
    "note_review": LEADERS,
    "close_review": LEADERS,
    "order_inspection": LEADERS,
    "record_inspection": CHECKERS,
    "recheck_inspection": CHECKERS,
}


@dataclass(frozen=True, slots=True)
class Setting:
    """What a district has chosen; bounds and defaults stand in `services.grid.domain.setting.registry`.

    visits, visit_minutes: agency staff owe in a week. least_workdays: a week with fewer is excused, 0 excuses none.
    counted_from: local date before which no week is called missed. rest_days: sweeps are made on rest days too. sweep_at,
    remind_at: local time. round_hours: after which a round ends by itself. near_metres: how far from its place a check-in
    still counts as near. kept_days: positions are kept. site_days: after which a site is due again. sites: at most on one
    sweep. meeting_day: of the month. open_days, returns: what brings a case before a meeting. cell_cases: least cases that
    a review shows together.
    """

    visits: int = 1
    visit_minutes: int = 240
    least_workdays: int = 1
    counted_from: date = date(2000, 1, 1)
    rest_days: bool = True
    sweep_at: time = time(6)
    remind_at: time = time(12)
    round_hours: int = 12
    near_metres: int = 100
    kept_days: int = 90
    site_days: int = 7
    sites: int = 20
    meeting_day: int = 5
    open_days: int = 30
    returns: int = 2
    cell_cases: int = 5


KEYS: Mapping[str, str] = {
    "visits": "duty.visits",
    "visit_minutes": "duty.visit_minutes",
    "least_workdays": "duty.least_workdays",
    "counted_from": "duty.counted_from",
    "rest_days": "duty.rest_days",
    "sweep_at": "duty.sweep_at",
    "remind_at": "duty.remind_at",
    "round_hours": "duty.round_hours",
    "near_metres": "duty.near_metres",
    "kept_days": "duty.kept_days",
    "site_days": "duty.site_days",
    "sites": "duty.sites",
    "meeting_day": "duty.meeting_day",
    "open_days": "duty.open_days",
    "returns": "duty.returns",
    "cell_cases": "duty.cell_cases",
}
