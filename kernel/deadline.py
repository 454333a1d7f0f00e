"""Clocks of records as rows: opened, moved and stopped inside the act's own transaction.

One row holds a clock's limit, its facts, and where they lead, so that lists and the sweep reckon nothing. Functions
take a transaction; writes are queued and travel with COMMIT, so opening and stopping cost no round trip of their own.
`kernel.deadline_sweep` tells what comes near and what is missed.
"""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

import orjson

from kernel import clock
from kernel.db import Database, Tx
from kernel.obligation import Due, Fact, Limit, due
from kernel.rows import Table, column
from kernel.workdays import Calendar


@dataclass(frozen=True, slots=True)
class Obligation:
    """One clock of one record.

    subject, kind, number: id, noun and number of the record. round: of its life. stage, rule: what is due and why.
    owner: id of the unit that owes it. area: code of the place. period: the limit as data. history: former dates, each
    with the calendar that gave it. state: running, paused, stopped. due_at, due_on, near_at, late, provisional,
    reads_from, reads_until: as in `obligation.Due`. told: '', near, missed: the last threshold told of this due date.
    next_at: when the sweep has something to tell. calendar: version of the one reckoned with. version: of this row.
    """

    id: str
    subject: str
    kind: str
    number: str
    round: int
    stage: str
    rule: str
    owner: str
    area: str
    period: dict[str, Any]
    facts: tuple[dict[str, Any], ...]
    history: tuple[dict[str, Any], ...]
    state: str
    due_at: datetime | None
    due_on: date | None
    near_at: datetime | None
    next_at: datetime | None
    told: str
    late: bool
    provisional: bool
    calendar: int
    reads_from: date | None
    reads_until: date | None
    version: int
    started_at: datetime
    stopped_at: datetime | None = None

    @property
    def limit(self) -> Limit:
        """Give the limit the clock was opened with."""
        return Limit(**self.period)

    def reckon(self, calendar: Calendar) -> Due:
        """Give where the clock stands by its facts, with the working that shows it."""
        return due(self.limit, [Fact.load(fact) for fact in self.facts], calendar)

    def view(self) -> dict[str, Any]:
        """Give what an answer shows of the clock, JSON data."""
        return {
            "stage": self.stage,
            "rule": self.rule,
            "round": self.round,
            "owner": self.owner,
            "state": self.state,
            "due_at": self.due_at.isoformat() if self.due_at else None,
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "provisional": self.provisional,
            "late": self.late,
        }

    def told_in(self, language: str, words: Callable[[str, str, str], str], calendar: Calendar) -> dict[str, Any]:
        """Give the clock as `shape.Clock`, JSON data. words: of a rule, its last day ('' for none) and a language."""
        seen = self.view()
        return {
            **{name: seen[name] for name in ("rule", "state", "due_on", "provisional", "late")},
            "words": words(self.rule, seen["due_on"] or "", language),
            "working": list(self.reckon(calendar).working),
        }


TABLE = Table("obligation", Obligation)
PERIOD = tuple(field.name for field in fields(Limit))

STOP = """
UPDATE obligation
SET state = 'stopped', stopped_at = %(at)s, facts = facts || %(fact)s::jsonb, version = version + 1,
    late = coalesce(due_at <= %(at)s, false),
    next_at = CASE WHEN due_at <= %(at)s AND told <> 'missed' THEN due_at END
WHERE subject = %(subject)s AND state <> 'stopped' AND (%(stages)s::text[] = '{}' OR stage = ANY(%(stages)s::text[]))
"""


def open(
    tx: Tx,
    calendar: Calendar,
    limit: Limit,
    *,
    subject: str,
    kind: str,
    stage: str,
    rule: str,
    owner: str,
    area: str,
    at: datetime,
    number: str = "",
    round: int = 1,
) -> Obligation:
    """Queue a new clock that starts at `at` (aware). A stage has one open clock per record; stop it before the next.

    number: what people know the record by, for notices. owner, area, number: '' where there is none.
    """
    period = {name: getattr(limit, name) for name in PERIOD}
    blank = Obligation(
        id=clock.new_id(), subject=subject, kind=kind, number=number, round=round, stage=stage, rule=rule,
        owner=owner, area=area, period=period, facts=(Fact("start", at).dump(),), history=(), state="running",
        due_at=None, due_on=None, near_at=None, next_at=None, told="", late=False, provisional=False, calendar=0,
        reads_from=None, reads_until=None, version=1, started_at=at,
    )  # fmt: skip
    opened = settled(blank, calendar)
    TABLE.insert(tx, opened)
    return opened


def lock(tx: Tx, subject: str) -> dict[str, Obligation]:
    """Give the open clocks of a record by stage, locked until the transaction ends."""
    sql = f"{TABLE.select} WHERE subject = %s AND state <> 'stopped' ORDER BY id FOR UPDATE"
    return {found.stage: found for found in map(TABLE.load, tx.all(sql, (subject,), prepared=True))}


def apply(tx: Tx, calendar: Calendar, obligation: Obligation, fact: Fact) -> Obligation:
    """Queue what a fact makes of a locked clock: a pause, a resumption, an approved extension, a stop."""
    facts = (*obligation.facts, fact.dump())
    moved = settled(replace(obligation, facts=facts, version=obligation.version + 1), calendar)
    if moved.state == "stopped":
        moved = replace(moved, stopped_at=fact.at)
    save(tx, moved)
    return moved


def stop(tx: Tx, subject: str, *stages: str, at: datetime, reason: str = "") -> None:
    """Queue the stop of a record's open clocks, of the stages named or of all. Needs no reading: a stop moves no date.

    A clock stopped late is told as missed by the next sweep, if it was not yet.
    """
    fact = orjson.dumps([Fact("stop", at, reason=reason).dump()]).decode()
    tx.later(STOP, {"subject": subject, "stages": list(stages), "at": at, "fact": fact}, prepared=True)


def hand_over(tx: Tx, subject: str, *stages: str, owner: str) -> None:
    """Queue another owner for a record's open clocks, of the stages named or of all; no date moves."""
    tx.later(
        "UPDATE obligation SET owner = %(owner)s, version = version + 1 WHERE subject = %(subject)s"
        " AND state <> 'stopped' AND (%(stages)s::text[] = '{}' OR stage = ANY(%(stages)s::text[]))",
        {"subject": subject, "stages": list(stages), "owner": owner},
    )


def move(tx: Tx, subject: str, *, area: str) -> None:
    """Queue another place for a record's open clocks; no date moves."""
    sql = "UPDATE obligation SET area = %s, version = version + 1 WHERE subject = %s AND state <> 'stopped' AND area <> %s"
    tx.later(sql, (area, subject, area))


def of(db: Database | Tx, subject: str) -> list[Obligation]:
    """Give all clocks of a record, those stopped too, in the order they were opened."""
    return TABLE.all(db, "WHERE subject = %s ORDER BY started_at, id", (subject,), prepared=True)


def settled(obligation: Obligation, calendar: Calendar) -> Obligation:
    """Give the clock with where its facts lead by `calendar`; a date that moved may be told near and missed anew."""
    found = obligation.reckon(calendar)
    told = obligation.told if found.due_at == obligation.due_at else ""
    reads = found.reads or (None, None)
    return replace(
        obligation,
        state=found.state,
        due_at=found.due_at,
        due_on=found.due_on,
        near_at=found.near_at,
        told=told,
        next_at=_next_at(found, told),
        late=found.late,
        provisional=found.provisional,
        calendar=calendar.version,
        reads_from=reads[0],
        reads_until=reads[1],
    )


def save(tx: Tx, obligation: Obligation) -> None:
    """Queue the row as it should become."""
    names = [name for name in TABLE.columns if name not in ("id", "subject")]
    values = [column(getattr(obligation, name)) for name in (*names, "subject", "id")]
    sets = ", ".join(f"{name} = %s" for name in names)
    tx.later(f"UPDATE obligation SET {sets} WHERE subject = %s AND id = %s", values)


def _next_at(found: Due, told: str) -> datetime | None:
    """Give when the next threshold is passed; a clock that no longer runs has only a miss left to tell."""
    if found.state == "running":
        return {"": found.near_at, "near": found.due_at, "missed": None}[told]
    is_missed = found.late or found.state == "paused"
    return found.due_at if is_missed and told != "missed" else None
