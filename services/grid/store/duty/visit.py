"""Visits of agency staff as rows, their weeks, and who fell short."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kernel import page as keyset
from kernel.db import Tx
from kernel.page import Order, Part
from kernel.rows import Reader, Table
from services.grid.domain.duty.visit import Visit, Week

VISITS = Table("visit", Visit)
STARTED = Order("started_at", descending=True)

WEEKS = """
SELECT owed.account, owed.area, count(visit.id)::integer,
       coalesce(sum(extract(epoch FROM visit.ended_at - visit.started_at)) / 60, 0)::integer
FROM unnest(%s::text[], %s::text[]) AS owed (account, area)
LEFT JOIN visit ON visit.week_on = %s AND visit.account = owed.account
GROUP BY owed.account, owed.area ORDER BY owed.account
"""

MISS = """
INSERT INTO duty_miss (account, week_on, area, visits, minutes, found_at)
SELECT owed.account, %s, owed.area, owed.visits, owed.minutes, %s
FROM unnest(%s::text[], %s::text[], %s::integer[], %s::integer[]) AS owed (account, area, visits, minutes)
ON CONFLICT ON CONSTRAINT duty_miss_once DO NOTHING
"""


FORGET = """
WITH visits AS (
    DELETE FROM visit WHERE id IN (SELECT id FROM visit WHERE week_on <= %(on)s LIMIT %(batch)s) RETURNING 1
), misses AS (
    DELETE FROM duty_miss WHERE id IN (SELECT id FROM duty_miss WHERE week_on <= %(on)s LIMIT %(batch)s) RETURNING 1
)
SELECT (SELECT count(*) FROM visits) + (SELECT count(*) FROM misses)
"""
BATCH = 5000


@dataclass(frozen=True, slots=True)
class Miss:
    """Somebody who fell short of a past week, as it was found."""

    id: str
    account: str
    week_on: date
    area: str
    visits: int
    minutes: int
    found_at: datetime


MISSES = Table("duty_miss", Miss)
FOUND = Order("found_at")


def turn(tx: Tx, account: str) -> None:
    """Wait until nobody else writes a visit of this person: two that overlap must not both find nothing."""
    tx.run("SELECT pg_advisory_xact_lock(hashtext('visit'), hashtext(%s))", (account,))


def overlaps(tx: Tx, account: str, started_at: datetime, ended_at: datetime) -> bool:
    """Say whether this person has a visit at that time; one may begin when another ends."""
    sql = "SELECT 1 FROM visit WHERE account = %s AND started_at < %s AND ended_at > %s LIMIT 1"
    return tx.one(sql, (account, ended_at, started_at)) is not None


def add(tx: Tx, visit: Visit) -> None:
    """Queue a visit."""
    VISITS.insert(tx, visit)


def page(
    db: Reader, account: str, *, limit: int, after: dict[str, Any] | None
) -> tuple[list[Visit], dict[str, str] | None]:
    """Give one page of the own visits, the latest first."""
    return keyset.page(db, VISITS, STARTED, [("account = %s", [account])], limit=limit, after=after)


def weeks(db: Reader, week_on: date, owed: Iterable[tuple[str, str]]) -> list[Week]:
    """Give what each person has done in a week. owed: account and area of those who owe it."""
    pairs = list(owed)
    return [Week(*row) for row in db.all(WEEKS, ([one for one, _ in pairs], [area for _, area in pairs], week_on))]


def add_misses(tx: Tx, week_on: date, weeks: Iterable[Week], *, at: datetime) -> None:
    """Queue who fell short of a week, each once."""
    rows = [(week.account, week.area, week.visits, week.minutes) for week in weeks]
    if rows:
        tx.later(MISS, [week_on, at, *([row[n] for row in rows] for n in range(4))])


def misses(
    db: Reader, week_on: date, scope: Part, *, limit: int, after: dict[str, Any] | None
) -> tuple[list[Miss], dict[str, str] | None]:
    """Give one page of those within a scope who fell short of a week."""
    return keyset.page(db, MISSES, FOUND, [("week_on = %s", [week_on]), scope], limit=limit, after=after)


def forget(tx: Tx, week_on: date) -> int:
    """Delete at most BATCH visits and as many misses of weeks up to the one that begins on a Monday, and give how many."""
    row = tx.one(FORGET, {"on": week_on, "batch": BATCH})
    return int(row[0]) if row else 0
