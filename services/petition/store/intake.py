"""Intakes as rows: read, lock, list, and what one step writes."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kernel import page as keyset
from kernel import rows
from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.page import Ask, Order, Part
from kernel.rows import Reader, Table
from kernel.scope import Scope
from services.petition.domain.window.intake import Intake
from services.petition.domain.window.life import OPEN
from services.petition.domain.window.step import IntakeStep

INTAKES = Table("intake", Intake)
STEPS = Table("intake_step", IntakeStep, key="intake")
OLDEST, NEWEST, SOONEST = Order("received_at"), Order("received_at", descending=True), Order("due_at")

QUEUES: Mapping[str, tuple[Order, Callable[[Ask], Part]]] = {
    "waiting": (OLDEST, lambda ask: ("state = 'waiting'", [])),
    "open": (OLDEST, lambda ask: ("state = ANY(%s)", [list(OPEN)])),
    "assigned": (SOONEST, lambda ask: ("state = 'assigned' AND due_at IS NOT NULL", [])),
    "near": (SOONEST, lambda ask: ("near_at <= %s AND due_at > %s", [ask.now, ask.now])),
    "late": (SOONEST, lambda ask: ("due_at <= %s", [ask.now])),
    "all": (NEWEST, lambda ask: ("TRUE", [])),
}

# as the index of photos has it
PHOTOGRAPHED = "photos <> '[]'"

# a clock that moved with the calendar leaves its date here too
COPY_DATES = """
UPDATE intake SET due_at = clock.due_at, near_at = clock.near_at
FROM obligation AS clock WHERE clock.subject = intake.id::text AND clock.state <> 'stopped' AND intake.id = %s
"""


def next_sequence(tx: Tx) -> int:
    """Draw the sequence of a number; one that is not used is a gap."""
    row = tx.one("SELECT nextval('intake_number')")
    assert row is not None  # a SELECT without FROM gives one row
    return int(row[0])


def get(db: Reader, id: str, scope: Scope) -> Intake:
    """Read an intake within a scope.

    :raises Missing: petition.intake_missing, also for one out of reach
    """
    return _load(db, *_within(scope, "id = %s", id))


def lock(tx: Tx, id: str, scope: Scope) -> Intake:
    """Read an intake within a scope to change it; others who want to change it wait.

    :raises Missing: petition.intake_missing, also for one out of reach
    """
    where, params = _within(scope, "id = %s", id)
    return _load(tx, where + " FOR UPDATE", params)


def get_by_number(db: Reader, number: str) -> Intake:
    """Read an intake by the number people know.

    :raises Missing: petition.intake_missing
    """
    return _load(db, "number = %s", [number])


def lock_by_number(tx: Tx, number: str) -> Intake:
    """Read an intake by its number to change it.

    :raises Missing: petition.intake_missing
    """
    return _load(tx, "number = %s FOR UPDATE", [number])


def get_by_photo(db: Reader, photo: str, scope: Scope) -> Intake:
    """Read the intake that a photo was brought with, within a scope.

    :raises Missing: petition.intake_missing, also for one out of reach
    """
    where, params = _within(scope, f"{PHOTOGRAPHED} AND photos ? %s", photo)
    return _load(db, f"{where} ORDER BY id LIMIT 1", params)


def photos(db: Reader, ids: list[str]) -> list[str]:
    """Give those of these photos that an intake refers to which was not made nobody's."""
    sql = f"""SELECT DISTINCT photo FROM intake JOIN intake_said ON intake = id, jsonb_array_elements_text(photos) AS photo
              WHERE {PHOTOGRAPHED} AND photos ?| %s AND photo = ANY(%s) AND words IS NOT NULL"""
    return [photo for (photo,) in db.all(sql, (ids, ids))]


def lock_what_became(tx: Tx, record: str) -> Intake | None:
    """Read the intake that a record was made of, to change it; None for a record that came another way."""
    return INTAKES.find(tx, "WHERE became = %s FOR UPDATE", (record,))


def lock_brought(tx: Tx, record: str, origin: str | None) -> Intake | None:
    """The same, also before the window knows what was made, where the record says it came from here. origin: of the record."""
    found = lock_what_became(tx, record)
    return found or (INTAKES.find(tx, "WHERE id = %s FOR UPDATE", (origin,)) if origin else None)


def same(intake: Intake, version: int) -> None:
    """Refuse to act on what has changed since it was read.

    :raises Conflict: petition.intake_changed, facts version (the present one)
    """
    rows.same(intake, version, Conflict("petition.intake_changed"))


def add(tx: Tx, intake: Intake) -> None:
    """Queue a fresh intake."""
    INTAKES.insert(tx, intake)


def save(tx: Tx, before: Intake, after: Intake) -> None:
    """Queue what changed of an intake."""
    INTAKES.save(tx, before, after)


def add_step(tx: Tx, step: IntakeStep) -> None:
    """Queue a line of the thread."""
    STEPS.insert(tx, step)


def list_steps(db: Reader, intake: str) -> list[IntakeStep]:
    """Give the thread of an intake, oldest first."""
    return STEPS.all(db, "WHERE intake = %s ORDER BY version", (intake,))


def copy_dates(tx: Tx, intake: str) -> None:
    """Queue the dates of an intake's running clock; nothing for the id of another record."""
    tx.later(COPY_DATES, (intake,))


def lock_astray(tx: Tx) -> list[Intake]:
    """Give the open intakes whose area has ended, locked, in the order of their ids."""
    rest = """WHERE area IN (SELECT source FROM area_followed)
              AND state IN (SELECT state FROM intake_state WHERE NOT ended) ORDER BY id FOR UPDATE"""
    return INTAKES.all(tx, rest)


def page(db: Reader, ask: Ask) -> tuple[list[Intake], dict[str, str] | None]:
    """Give one page of a queue, and what to ask the next with, or None at the end."""
    order, queue = QUEUES[ask.queue]
    parts = [queue(ask), ask.scope.predicate()]
    return keyset.page(db, INTAKES, order, parts, limit=ask.limit, after=ask.after)


def _within(scope: Scope, where: str, *params: Any) -> tuple[str, list[Any]]:
    limit, more = scope.predicate()
    return f"{where} AND ({limit})", [*params, *more]


def _load(db: Reader, where: str, params: list[Any]) -> Intake:
    return INTAKES.need(db, f"WHERE {where}", params, missing=Missing("petition.intake_missing"))
