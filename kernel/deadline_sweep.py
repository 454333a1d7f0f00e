"""Tells of deadlines that come near and that are missed, and reckons open clocks again after a change of the calendar.

Durable and safe in every replica: rows are claimed with SKIP LOCKED, and what is told is written to the outbox in the
transaction that marks them told. A crash in between undoes both, so it is told again and never lost.
"""
from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kernel import deadline, metrics, outbox
from kernel.call import Call
from kernel.db import Database, Tx
from kernel.deadline import TABLE, Obligation
from kernel.decision import Event
from kernel.obligation import threshold
from kernel.workdays import Calendar

BATCH = 200

CLAIM = f"{TABLE.select} WHERE next_at <= %s ORDER BY next_at, id LIMIT {BATCH} FOR UPDATE SKIP LOCKED"

MARK = """
UPDATE obligation SET told = made.told, next_at = made.next_at
FROM unnest(%s::text[], %s::uuid[], %s::text[], %s::timestamptz[]) AS made (subject, id, told, next_at)
WHERE obligation.subject = made.subject AND obligation.id = made.id
"""

# a clock is affected when a later calendar changed a day it read
AFFECTED = f"""
{TABLE.select} WHERE state <> 'stopped' AND reads_until IS NOT NULL AND calendar < %(version)s AND EXISTS (
    SELECT FROM work_calendar_change AS change
    WHERE change.no > calendar AND change.no <= %(version)s AND first_on <= reads_until AND last_on >= reads_from)
ORDER BY calendar, id LIMIT {BATCH} FOR UPDATE SKIP LOCKED
"""


@dataclass(frozen=True, slots=True)
class Moved:
    """Who is affected by a change of the calendar: ids, and the local dates before and after."""

    subject: str
    stage: str
    owner: str
    due_on: date
    was_due_on: date


def sweep(db: Database, now: datetime) -> int:
    """Tell every threshold passed by `now` and give how many.

    Once for each threshold of each due date: a clock whose date has moved may come near again. One that is missed
    before its warning could be told is told as missed only.
    """
    total = 0
    while told := _sweep_batch(db, now):
        total += told
    return total


def _sweep_batch(db: Database, now: datetime) -> int:
    with db.transaction() as tx:
        passed = [_passed(TABLE.load(row), now) for row in tx.all(CLAIM, (now,))]
        if passed:
            _mark(tx, passed)
            outbox.append(tx, Call(now=now), tuple(_event(db.schema, one.told, one) for one in passed))
    for one in passed:
        metrics.DEADLINE_TOLD.labels(one.told).inc()
    return len(passed)


def _passed(obligation: Obligation, now: datetime) -> Obligation:
    told = threshold(obligation.due_at, obligation.near_at, now)
    return replace(obligation, told=told, next_at=obligation.due_at if told == "near" else None)


def _mark(tx: Tx, passed: list[Obligation]) -> None:
    columns = zip(*((one.subject, one.id, one.told, one.next_at) for one in passed), strict=True)
    tx.later(MARK, [list(values) for values in columns])


def recompute(db: Database, calendar: Calendar, now: datetime) -> list[Moved]:
    """Reckon again the open clocks that read a day changed since, and give those whose date moved.

    Facts stay as they are; the former date is kept in the row's history. A clock locked by an act is left to the next
    run, so that nobody waits. Safe to stop and repeat: a clock reckoned with `calendar` is not touched again.
    """
    affected: list[Moved] = []
    while batch := _recompute_batch(db, calendar, now):
        affected += [one for one in batch if one]
    return affected


def _recompute_batch(db: Database, calendar: Calendar, now: datetime) -> list[Moved | None]:
    with db.transaction() as tx:
        before = [TABLE.load(row) for row in tx.all(AFFECTED, {"version": calendar.version})]
        pairs = [(old, _reckoned(old, calendar, now)) for old in before]
        for _, new in pairs:
            deadline.save(tx, new)
        told = [_event(db.schema, "moved", new, was=old) for old, new in pairs if old.due_at != new.due_at]
        outbox.append(tx, Call(now=now), tuple(told))
    return [_moved(old, new) for old, new in pairs]


def _reckoned(old: Obligation, calendar: Calendar, now: datetime) -> Obligation:
    new = deadline.settled(old, calendar)
    if new.due_at == old.due_at:
        return new
    former = {"at": now.isoformat(), "calendar": old.calendar, "due_at": _text(old.due_at), "due_on": _text(old.due_on)}
    return replace(new, history=(*old.history, former), version=old.version + 1)


def _moved(old: Obligation, new: Obligation) -> Moved | None:
    if old.due_on is None or new.due_on is None or old.due_at == new.due_at:
        return None
    return Moved(new.subject, new.stage, new.owner, new.due_on, old.due_on)


def overdue(db: Database, now: datetime) -> int:
    """Count open clocks past their date."""
    found = db.one("SELECT count(*) FROM obligation WHERE state <> 'stopped' AND due_at <= %s", (now,))
    return int(found[0]) if found else 0


def _event(service: str, what: str, obligation: Obligation, *, was: Obligation | None = None) -> Event:
    """Give the event `<service>.deadline_near`, `_missed` or `_moved`; its version is that of the clock."""
    data: dict[str, Any] = {
        "obligation": obligation.id,
        "kind": obligation.kind,
        "number": obligation.number,
        "stage": obligation.stage,
        "rule": obligation.rule,
        "owner": obligation.owner,
        "area": obligation.area,
        "due_at": _text(obligation.due_at),
        "due_on": _text(obligation.due_on),
        "provisional": obligation.provisional,
    }
    if was:
        data |= {"was_due_at": _text(was.due_at), "was_due_on": _text(was.due_on)}
    return Event(
        f"{service}.deadline_{what}", obligation.subject, data, version=obligation.version, round=obligation.round
    )


def _text(value: date | None) -> str | None:
    return value.isoformat() if value else None
