"""Disputes and their parties as rows: read, lock, and what one step writes."""
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from kernel import rows
from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.rows import Reader, Table
from kernel.scope import Scope
from services.mediation.domain.dispute import Case, Dispute, Party
from services.mediation.domain.life import OPEN
from services.mediation.domain.step import Step

DISPUTES = Table("dispute", Dispute)
PARTIES = Table("party", Party)
STEPS = Table("step", Step, key="dispute")

# a clock that moved with the calendar leaves its date here too
COPY_DATES = """
UPDATE dispute SET due_at = clock.due_at, near_at = clock.near_at
FROM obligation AS clock WHERE clock.subject = dispute.id::text AND clock.state <> 'stopped' AND dispute.id = %s
"""


def next_sequence(tx: Tx) -> int:
    """Draw the sequence of a number; one that is not used is a gap."""
    row = tx.one("SELECT nextval('dispute_number')")
    assert row is not None  # a SELECT without FROM gives one row
    return int(row[0])


def list_whose(db: Reader, ids: list[str]) -> list[tuple[Any, ...]]:
    """Give id, number and the parties' aliases, None for one without an account, of those of these disputes that there are."""
    sql = """SELECT dispute.id::text, number, array_agg(party.party) FROM dispute JOIN party ON party.dispute = dispute.id
             WHERE dispute.id = ANY(%s::uuid[]) GROUP BY dispute.id"""
    return db.all(sql, (ids,))


def get(db: Reader, id: str, scope: Scope) -> Case:
    """Read a case within a scope.

    :raises Missing: mediation.dispute_missing, also for one out of reach
    """
    limit, params = within(scope)
    return _load(db, f"id = %s AND ({limit})", [id, *params])


def lock(tx: Tx, id: str, scope: Scope) -> Case:
    """Read a case within a scope to change it; others who want to change it wait.

    :raises Missing: mediation.dispute_missing, also for one out of reach
    """
    limit, params = within(scope)
    return _load(tx, f"id = %s AND ({limit}) FOR UPDATE", [id, *params])


def get_by_number(db: Reader, number: str) -> Case:
    """Read a case by the number people know.

    :raises Missing: mediation.dispute_missing
    """
    return _load(db, "number = %s", [number])


def lock_by_number(tx: Tx, number: str) -> Case:
    """Read a case by its number to change it.

    :raises Missing: mediation.dispute_missing
    """
    return _load(tx, "number = %s FOR UPDATE", [number])


def within(scope: Scope) -> tuple[str, list[Any]]:
    """Give a scope as a condition on disputes; a party reaches those it takes part in."""
    limit, params = replace(scope, party=None).predicate()
    if scope.party is None:
        return limit, params
    return f"{limit} AND id IN (SELECT dispute FROM party WHERE party = ANY(%s))", [*params, list(scope.party)]


def same(case: Case, version: int) -> None:
    """Refuse to act on what has changed since it was read.

    :raises Conflict: mediation.dispute_changed, facts version (the present one)
    """
    rows.same(case.dispute, version, Conflict("mediation.dispute_changed"))


def has_come(tx: Tx, origin: str, version: int) -> bool:
    """Say whether this handing-over of an incident was opened before, whatever message told it."""
    sql = "SELECT 1 FROM dispute WHERE origin = %s AND origin_version = %s"
    return tx.one(sql, (origin, version)) is not None


def find_by_origin(tx: Tx, origin: str, version: int) -> Case | None:
    """Give the case that was opened for this handing-over, or None."""
    found = DISPUTES.find(tx, "WHERE origin = %s AND origin_version = %s", (origin, version))
    return parties_of(tx, [found])[0] if found else None


def open_of(db: Reader, origin: str, *, lock: bool = False) -> list[Case]:
    """Give the disputes that an incident was handed over to and that are not over; locked, others wait to change them."""
    rest = "WHERE origin = %s AND state = ANY(%s) ORDER BY id"
    return parties_of(db, DISPUTES.all(db, rest + " FOR UPDATE" if lock else rest, (origin, list(OPEN))))


def add(tx: Tx, case: Case) -> None:
    """Queue a fresh dispute with its parties."""
    DISPUTES.insert(tx, case.dispute)
    for party in case.parties:
        PARTIES.insert(tx, party)


def save(tx: Tx, before: Case, after: Case) -> None:
    """Queue what changed of a dispute and of its parties."""
    DISPUTES.save(tx, before.dispute, after.dispute)
    for party in after.parties:
        old = before.party(party.id)
        if old is None:
            PARTIES.insert(tx, party)
        elif old != party:
            PARTIES.update(tx, party)


def save_alone(tx: Tx, before: Dispute, after: Dispute) -> None:
    """Queue what changed of a dispute; its parties stay as they are."""
    DISPUTES.save(tx, before, after)


def lock_astray(tx: Tx) -> list[Dispute]:
    """Give the open disputes whose area has ended, locked, in the order of their ids."""
    rest = """WHERE area IN (SELECT source FROM area_followed)
              AND state IN (SELECT state FROM dispute_state WHERE NOT ended) ORDER BY id FOR UPDATE"""
    return DISPUTES.all(tx, rest)


def add_step(tx: Tx, step: Step) -> None:
    """Queue a line of the thread."""
    STEPS.insert(tx, step)


def add_closing(tx: Tx, dispute: str, words: str, at: datetime) -> None:
    """Queue the words with which it was ended."""
    tx.later("INSERT INTO closing (dispute, words, at) VALUES (%s, %s, %s)", (dispute, words, at))


def copy_dates(tx: Tx, dispute: str) -> None:
    """Queue the dates of the clock that runs for a dispute; safe to repeat."""
    tx.later(COPY_DATES, (dispute,))


def list_steps(db: Reader, dispute: str) -> list[Step]:
    """Give the thread of a dispute, oldest first."""
    return STEPS.all(db, "WHERE dispute = %s ORDER BY version", (dispute,))


def parties_of(db: Reader, disputes: Sequence[Dispute]) -> list[Case]:
    """Give disputes with their parties, in the same order."""
    rest = "WHERE dispute = ANY(%s::uuid[]) ORDER BY role, joined_at, id"
    found = PARTIES.all(db, rest, ([one.id for one in disputes],))
    return [Case(one, tuple(party for party in found if party.dispute == one.id)) for one in disputes]


def _load(db: Reader, where: str, params: Sequence[Any]) -> Case:
    found = DISPUTES.need(db, f"WHERE {where}", params, missing=Missing("mediation.dispute_missing"))
    return parties_of(db, [found])[0]
