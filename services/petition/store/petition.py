"""Petitions as rows: read, lock, and what one step writes."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kernel import rows
from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.rows import Reader, Table
from kernel.scope import Scope
from services.petition.domain.life import OPEN
from services.petition.domain.petition import Claim, Petition
from services.petition.domain.step import Step

PETITIONS = Table("petition", Petition)
CLAIMS = Table("claim", Claim, key="petition")
STEPS = Table("step", Step, key="petition")


def next_sequence(tx: Tx) -> int:
    """Draw the sequence of a number; one that is not used is a gap."""
    row = tx.one("SELECT nextval('petition_number')")
    assert row is not None  # a SELECT without FROM gives one row
    return int(row[0])


def list_whose(db: Reader, ids: list[str]) -> list[tuple[Any, ...]]:
    """Give id, number and the petitioner's alias, None without an account, of those of these petitions that there are."""
    return db.all("SELECT id::text, number, ARRAY[party] FROM petition WHERE id = ANY(%s::uuid[])", (ids,))


def get(db: Reader, id: str, scope: Scope) -> Petition:
    """Read a petition within a scope.

    :raises Missing: petition.petition_missing, also for one out of reach
    """
    return _load(*_within(scope, "id = %s", id), db=db)


def lock(tx: Tx, id: str, scope: Scope) -> Petition:
    """Read a petition within a scope to change it; others who want to change it wait.

    :raises Missing: petition.petition_missing, also for one out of reach
    """
    where, params = _within(scope, "id = %s", id)
    return _load(where + " FOR UPDATE", params, db=tx)


def get_by_number(db: Reader, number: str) -> Petition:
    """Read a petition by the number people know.

    :raises Missing: petition.petition_missing
    """
    return _load("number = %s", [number], db=db)


def lock_by_number(tx: Tx, number: str) -> Petition:
    """Read a petition by its number to change it.

    :raises Missing: petition.petition_missing
    """
    return _load("number = %s FOR UPDATE", [number], db=tx)


def same(petition: Petition, version: int) -> None:
    """Refuse to act on what has changed since it was read.

    :raises Conflict: petition.petition_changed, facts version (the present one)
    """
    rows.same(petition, version, Conflict("petition.petition_changed"))


def has_come(tx: Tx, origin: str, version: int) -> bool:
    """Say whether this handing-over of an incident was registered before, whatever message told it."""
    sql = "SELECT 1 FROM petition WHERE origin = %s AND origin_version = %s"
    return tx.one(sql, (origin, version)) is not None


def open_of(db: Reader, origin: str, *, lock: bool = False) -> list[Petition]:
    """Give the petitions that an incident was handed over to and that are not over; locked, others wait to change them."""
    rest = "WHERE origin = %s AND state = ANY(%s) ORDER BY id"
    return PETITIONS.all(db, rest + " FOR UPDATE" if lock else rest, (origin, list(OPEN)))


def add(tx: Tx, petition: Petition, claims: Sequence[Claim]) -> None:
    """Queue a fresh petition with its claims."""
    PETITIONS.insert(tx, petition)
    for claim in claims:
        CLAIMS.insert(tx, claim)


def save(tx: Tx, before: Petition, after: Petition) -> None:
    """Queue what changed of a petition."""
    PETITIONS.save(tx, before, after)


def lock_astray(tx: Tx) -> list[Petition]:
    """Give the open petitions whose area has ended, locked, in the order of their ids."""
    rest = """WHERE area IN (SELECT source FROM area_followed)
              AND state IN (SELECT state FROM petition_state WHERE NOT ended) ORDER BY id FOR UPDATE"""
    return PETITIONS.all(tx, rest)


def add_step(tx: Tx, step: Step) -> None:
    """Queue a line of the thread."""
    STEPS.insert(tx, step)


def answer_claims(tx: Tx, claims: Sequence[Claim]) -> None:
    """Queue the answers to claims."""
    sql = "UPDATE claim SET outcome = %s, finding = %s, basis = %s WHERE petition = %s AND place = %s"
    for claim in claims:
        tx.later(sql, (claim.outcome, claim.finding, claim.basis, claim.petition, claim.place))


def add_withdrawal(tx: Tx, petition: str, words: str, at: datetime) -> None:
    """Queue what the petitioner said in withdrawing."""
    tx.later("INSERT INTO withdrawal (petition, words, at) VALUES (%s, %s, %s)", (petition, words, at))


def list_claims(db: Reader, petition: str) -> list[Claim]:
    """Give the claims of a petition in their order."""
    return CLAIMS.all(db, "WHERE petition = %s ORDER BY place", (petition,))


def list_steps(db: Reader, petition: str) -> list[Step]:
    """Give the thread of a petition, oldest first."""
    return STEPS.all(db, "WHERE petition = %s ORDER BY version", (petition,))


def is_department(db: Reader, unit: str | None) -> bool:
    """Say whether a unit is a petition department."""
    return unit is not None and db.one("SELECT 1 FROM petition_department WHERE unit = %s", (unit,)) is not None


def put_departments(tx: Tx, units: Mapping[str, bool]) -> None:
    """Queue which of these units are petition departments and which are not; others stay as they are."""
    tx.later("DELETE FROM petition_department WHERE unit = ANY(%s)", ([unit for unit, is_one in units.items() if not is_one],))
    sql = "INSERT INTO petition_department SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING"
    tx.later(sql, ([unit for unit, is_one in units.items() if is_one],))


def _within(scope: Scope, where: str, *params: Any) -> tuple[str, list[Any]]:
    limit, more = scope.predicate()
    return f"{where} AND ({limit})", [*params, *more]


def _load(where: str, params: Sequence[Any], *, db: Reader) -> Petition:
    return PETITIONS.need(db, f"WHERE {where}", params, missing=Missing("petition.petition_missing"))
