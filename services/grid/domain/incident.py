"""The incident: one matter somebody raised, with where it is, who answers for it and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from services.grid.domain.queue import queue_at

PUBLIC, COLLECTOR, DEVICE, SUPERIOR = "public", "collector", "device", "superior"
SOURCES = (PUBLIC, COLLECTOR, DEVICE, SUPERIOR)


@dataclass(frozen=True, slots=True)
class Incident:
    """One matter and its present state.

    number: shown to people. version: 1 at report, one more after each act. round: 1, then one more per reopening.
    description: the reporter's free words; may name people, so it goes into no event and no log.
    area: 12-digit code of the narrowest area known, the district at least.
    grid: code of the grid, None where borders are not drawn.
    longitude, latitude: degrees, CGCS2000. sent_x, sent_y, sent_system: the pair as it came (wgs84, gcj02, bd09).
    party: alias of the account that reported, so that its own can be found without naming it; None without one.
    reported_by: staff id of the grid worker or dispatcher who took it down.
    unit: code of the unit that must handle it now. solver, solver_unit: who says it is solved, this round.
    asked_by, asked_days: the open request for more time, working days. extended: approved requests, this round.
    due_at, near_at: limit and warning of the stage that runs now, None where no clock runs.
    closed_at: when it ended, None while it is open: what open queues are kept by.
    handed_to: petition or mediation, origin_number: its number there.
    tier: where it is now; climbed: how often it went up, climbed_for: why the last time, climb_at: when it will.
    outcome: how it ended, None while it is open. verified: somebody of the grid has seen it on site.
    begun_at: when a unit was first made responsible, this round. safe_at: when the danger was over, this round.
    arbitrated: who must do it was decided for good, this round. helpers: units whose part is not over; helped: those whose
    part is done, gave_back: those that have returned it, this round.
    same_day: its work is due on the day it is given.
    main: id of the one it is joined to. merged: how many are joined to it; supporters: how many stand behind it.
    plan, review_on, hung_for: of what is hung up: what shall be done, when it is looked at again, why.
    """

    id: str
    number: str
    state: str
    source: str
    description: str
    created_at: datetime
    changed_at: datetime
    version: int = 1
    round: int = 1
    case_type: str | None = None
    urgent: bool = False
    address: str = ""
    area: str = ""
    grid: str | None = None
    longitude: float | None = None
    latitude: float | None = None
    sent_x: float | None = None
    sent_y: float | None = None
    sent_system: str | None = None
    party: str | None = None
    reported_by: str | None = None
    unit: str | None = None
    handler: str | None = None
    solver: str | None = None
    solver_unit: str | None = None
    asked_by: str | None = None
    asked_unit: str | None = None
    asked_days: int | None = None
    extended: int = 0
    returned: int = 0
    reworked: int = 0
    score: int | None = None
    solved: bool | None = None
    handed_to: str | None = None
    handed_number: str | None = None
    due_at: datetime | None = None
    near_at: datetime | None = None
    closed_at: datetime | None = None
    tier: str = "community"
    climbed: int = 0
    climbed_for: str | None = None
    climb_at: datetime | None = None
    outcome: str | None = None
    verified: bool = False
    begun_at: datetime | None = None
    safe_at: datetime | None = None
    arbitrated: bool = False
    helpers: tuple[str, ...] = ()
    helped: tuple[str, ...] = ()
    gave_back: tuple[str, ...] = ()
    plan: str = ""
    review_on: date | None = None
    hung_for: str | None = None
    main: str | None = None
    merged: int = 0
    supporters: int = 0
    same_day: bool = False

    @property
    def queue_at(self) -> datetime:
        """The instant by which the desk's queue is sorted; the table reckons the same for its index."""
        return queue_at(created_at=self.created_at, climbed=self.climbed, unit=self.unit)

    @property
    def unsafe(self) -> bool:
        """Whether it is a danger that is still there."""
        return self.urgent and self.safe_at is None
