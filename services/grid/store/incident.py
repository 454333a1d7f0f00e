"""Incidents as rows: read, lock, and everything one step writes."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel import rows
from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.rows import Reader, Table
from services.grid.domain.evidence import Evidence
from services.grid.domain.incident import Incident
from services.grid.domain.step import Step
from services.grid.store import tally

INCIDENTS = Table("incident", Incident)
# what is joined to another is in no queue, but waits for its answer, with a place, a handler, a clock and a way back
OPEN = "(closed_at IS NULL OR state = 'merged')"
STEPS = Table("step", Step, key="incident")


@dataclass(frozen=True, slots=True)
class KeptEvidence:
    """A piece of evidence as it is kept: which step brought it, its place there, when, and by whom."""

    incident: str
    version: int
    place: int
    round: int
    at: datetime
    by: str
    kind: str
    ref: str
    words: str
    taken_at: datetime | None


EVIDENCE = Table("evidence", KeptEvidence, key="incident")


def list_whose(db: Reader, ids: list[str]) -> list[tuple[Any, ...]]:
    """Give id, number and the reporter's alias, None without an account, of those of these incidents that there are."""
    return db.all("SELECT id::text, number, ARRAY[party] FROM incident WHERE id = ANY(%s::uuid[])", (ids,))


def find(db: Reader, id: str) -> Incident | None:
    """Read an incident, or None."""
    return INCIDENTS.find(db, "WHERE id = %s", (id,))


def find_by_number(db: Reader, number: str) -> Incident | None:
    """Read an incident by the number people know, or None."""
    return INCIDENTS.find(db, "WHERE number = %s", (number,))


def get(db: Reader, id: str) -> Incident:
    """Read an incident.

    :raises Missing: grid.incident_missing
    """
    return INCIDENTS.get(db, id, Missing("grid.incident_missing"))


def several(db: Reader, ids: Iterable[str]) -> dict[str, Incident]:
    """Give those of these that there are, by id."""
    return {one.id: one for one in INCIDENTS.all(db, "WHERE id = ANY(%s::uuid[])", (sorted(set(ids)),))}


def lock(tx: Tx, id: str) -> Incident:
    """Read an incident to change it; others who want to change it wait.

    :raises Missing: grid.incident_missing
    """
    return INCIDENTS.lock(tx, id, Missing("grid.incident_missing"))


def lock_above(tx: Tx, table: str, id: str) -> None:
    """Lock the incident that a row hangs on; to be done before the row itself is locked, as changes of the ground do.

    table: one with a column incident.
    """
    tx.run(f"SELECT FROM incident WHERE id = (SELECT incident FROM {table} WHERE id = %s) FOR UPDATE", (id,))


def same(incident: Incident, version: int) -> None:
    """Refuse to act on what has changed since it was read.

    :raises Conflict: grid.incident_changed, facts version (the present one)
    """
    rows.same(incident, version, Conflict("grid.incident_changed"))


def add(tx: Tx, incident: Incident) -> None:
    """Queue a fresh incident and its count."""
    INCIDENTS.insert(tx, incident)
    tally.move(tx, None, incident)


def save(tx: Tx, before: Incident, after: Incident) -> None:
    """Queue what changed of an incident, and its count."""
    INCIDENTS.save(tx, before, after)
    tally.move(tx, before, after)


def copy_dates(tx: Tx, before: Incident, after: Incident) -> None:
    """Queue the dates a change of the calendar has given an incident; no act, so its version stays."""
    INCIDENTS.save(tx, before, after)


def add_step(tx: Tx, step: Step) -> None:
    """Queue a line of the thread."""
    STEPS.insert(tx, step)


def add_evidence(tx: Tx, step: Step, pieces: tuple[Evidence, ...]) -> None:
    """Queue the evidence a step brought."""
    for place, piece in enumerate(pieces):
        EVIDENCE.insert(tx, _kept(step, place, piece))


def list_steps(db: Reader, incident: str) -> list[Step]:
    """Give the thread of an incident, oldest first."""
    return STEPS.all(db, "WHERE incident = %s ORDER BY version", (incident,), prepared=True)


def list_evidence(db: Reader, incident: str) -> list[KeptEvidence]:
    """Give the evidence of an incident, oldest first."""
    return EVIDENCE.all(db, "WHERE incident = %s ORDER BY version, place", (incident,), prepared=True)


def shown(db: Reader, incident: str) -> frozenset[str]:
    """Give the kinds of evidence that the present round of an incident has; none of one that does not exist."""
    sql = "SELECT DISTINCT kind FROM evidence JOIN incident ON id = incident AND evidence.round = incident.round WHERE id = %s"
    return frozenset(kind for (kind,) in db.all(sql, (incident,), prepared=True))


def _kept(step: Step, place: int, piece: Evidence) -> KeptEvidence:
    given: dict[str, Any] = {"kind": piece.kind, "ref": piece.ref, "words": piece.words, "taken_at": piece.taken_at}
    return KeptEvidence(
        incident=step.incident,
        version=step.version,
        place=place,
        round=step.round,
        at=step.at,
        by=step.actor,
        **given,
    )
