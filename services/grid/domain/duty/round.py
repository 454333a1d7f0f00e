"""A worker's round (巡查) of the own grid, and the places checked in at while it was open."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kernel.errors import Conflict, Denied

SKEW = timedelta(minutes=2)  # by which a phone's clock may be ahead
ACCEPTED, DUPLICATE, FUTURE, OUTSIDE = "accepted", "duplicate", "future", "outside_round"
OUTCOMES = (ACCEPTED, DUPLICATE, FUTURE, OUTSIDE)
WORKER, SYSTEM = "worker", "system"


@dataclass(frozen=True, slots=True)
class Round:
    """One round. account: of the worker. closed_by: worker, or system when it was forgotten. check_ins, near: counts."""

    id: str
    account: str
    grid: str
    area: str
    opened_at: datetime
    closed_at: datetime | None = None
    closed_by: str | None = None
    check_ins: int = 0
    near: int = 0
    version: int = 1

    def end(self, hours: int) -> datetime:
        """Give when it ended, or when it will have ended by itself."""
        return self.closed_at or self.opened_at + timedelta(hours=hours)

    def minutes(self, hours: int, now: datetime) -> int:
        """Give how long it lasted, or has lasted by `now`."""
        return max(0, int((min(self.end(hours), now) - self.opened_at).total_seconds() // 60))


@dataclass(frozen=True, slots=True)
class CheckIn:
    """One place checked in at. id: made by the phone. longitude, latitude: degrees, CGCS2000. site: id, or ''."""

    id: str
    taken_at: datetime
    longitude: float
    latitude: float
    site: str
    near: bool


def on_own_grid(grid: str, own: Collection[str]) -> None:
    """Let a round be opened on a grid the worker has a post on, and nowhere else.

    Rule GR-62, domain 8.1: places of staff are taken on duty only, on the ground the duty is for.

    :raises Denied: grid.round_not_your_grid
    """
    if grid not in own:
        raise Denied("grid.round_not_your_grid", grid=grid)


def still_open(round: Round, *, hours: int, now: datetime) -> None:
    """Take a place only while a round is open.

    Rule GR-62, domain 8.1: location only during an open patrol.

    :raises Conflict: grid.round_not_open
    """
    if now >= round.end(hours) or now < round.opened_at:
        raise Conflict("grid.round_not_open")


def sort(
    round: Round, rows: Iterable[CheckIn], *, known: Collection[str], hours: int, since: datetime, now: datetime
) -> list[tuple[CheckIn, str]]:
    """Give each place that was sent with what becomes of it: one of OUTCOMES.

    known: ids kept already. since: what was taken before is deleted already, and would be counted a second time. A batch
    may come long after the round: what counts is when a place was taken.

    Rule GR-62, domain 8.1: what was taken before the round was opened, or after its end, is not kept.
    """
    begun = max(round.opened_at - SKEW, since)
    seen = set(known)
    found: list[tuple[CheckIn, str]] = []
    for row in rows:
        found.append((row, _outcome(round, row, seen, begun=begun, hours=hours, now=now)))
        seen.add(row.id)
    return found


def _outcome(
    round: Round, row: CheckIn, seen: Collection[str], *, begun: datetime, hours: int, now: datetime
) -> str:
    if row.id in seen:
        return DUPLICATE
    if row.taken_at > now + SKEW:
        return FUTURE
    return ACCEPTED if begun <= row.taken_at <= round.end(hours) else OUTSIDE


def counted(round: Round, kept: Iterable[CheckIn]) -> Round:
    """Give the round with the places kept counted, none of them in it."""
    rows = list(kept)
    near = sum(row.near for row in rows)
    return replace(round, check_ins=round.check_ins + len(rows), near=round.near + near, version=round.version + 1)


def close(round: Round, *, hours: int, now: datetime) -> Round:
    """End a round; one that was forgotten ended when its hours were over.

    Rule GR-63, domain 8.1: nobody is followed around the clock, so a round ends by itself.

    :raises Conflict: grid.round_not_open, when it is closed already
    """
    if round.closed_at is not None:
        raise Conflict("grid.round_not_open")
    forgotten = now >= round.end(hours)
    return replace(
        round,
        closed_at=round.end(hours) if forgotten else now,
        closed_by=SYSTEM if forgotten else WORKER,
        version=round.version + 1,
    )


def kept_from(now: datetime, days: int) -> datetime:
    """Give the instant before which positions are deleted. days: what the district has chosen, 1..90.

    Rule GR-64, domain 5.5 and 8.1: positions of a patrol are seen by the worker alone, and kept for 90 days at most; the
    round keeps its counts.
    """
    return now - timedelta(days=days)
