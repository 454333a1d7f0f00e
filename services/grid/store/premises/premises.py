"""Premises as rows: read, lock, number, save; and what a daily sweep of a grid looks at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from kernel import rows
from kernel.db import Tx
from kernel.errors import Conflict, Invalid, Missing
from kernel.rows import Reader, Table
from services.grid.domain.premises.premises import PARTS, Premises
from services.grid.store.premises import tally

PREMISES = Table("premises", Premises)

# a sweep writes its list in one statement: INSERT INTO ... SELECT ..., premises, kind, place_kind, looked_at FROM (this)
SWEEP_SITES = """SELECT premises, grid, area, kind, place_kind, code, name, looked_at FROM sweep_site WHERE grid = ANY(%s)"""

NUMBER = """
INSERT INTO premises_number AS given (prefix, letter, last) VALUES (%(prefix)s, %(letter)s, 1)
ON CONFLICT (prefix, letter) DO UPDATE SET last = given.last + 1 WHERE given.last < %(most)s
RETURNING last
"""


@dataclass(frozen=True, slots=True)
class SweepSite:
    """A site of a grid that belongs on its daily sweep. kind: 'building' or 'place'. looked_at: None = never."""

    premises: str
    grid: str
    area: str
    kind: str
    place_kind: str | None
    code: str
    name: str
    looked_at: datetime | None


def sweep_sites(db: Reader, grids: Iterable[str]) -> list[SweepSite]:
    """Give the sites of grids that belong on the daily sweep, the longest unseen first."""
    rest = " ORDER BY grid, looked_at NULLS FIRST, code"
    return [SweepSite(*row) for row in db.all(SWEEP_SITES + rest, (sorted(grids),))]


def looked(tx: Tx, premises: Iterable[str], at: datetime) -> None:
    """Queue that sites were looked at; a look that comes late never hides a later one."""
    tx.later(
        """INSERT INTO premises_look AS kept (premises, looked_at) SELECT DISTINCT unnest(%s::uuid[]), %s::timestamptz
           ORDER BY 1 ON CONFLICT (premises) DO UPDATE SET looked_at = greatest(kept.looked_at, excluded.looked_at)""",
        (list(premises), at),
    )


def find(db: Reader, id: str) -> Premises | None:
    """Read one, or None."""
    return PREMISES.find(db, "WHERE id = %s", (id,))


def find_many(db: Reader, ids: Iterable[str]) -> dict[str, Premises]:
    """Give those of these premises there are, by id."""
    return {one.id: one for one in PREMISES.all(db, "WHERE id = ANY (%s::uuid[])", (list(ids),))}


def get(db: Reader, id: str) -> Premises:
    """Read one.

    :raises Missing: grid.premises_missing
    """
    return PREMISES.get(db, id, Missing("grid.premises_missing"))


def lock(tx: Tx, id: str) -> Premises:
    """Read one to change it; others who want to change it wait.

    :raises Missing: grid.premises_missing
    """
    return PREMISES.lock(tx, id, Missing("grid.premises_missing"))


def hold(tx: Tx, id: str) -> Premises | None:
    """Read one that something is put into: it cannot end meanwhile."""
    return PREMISES.find(tx, "WHERE id = %s FOR SHARE", (id,))


def standing(tx: Tx, ids: Iterable[str]) -> dict[str, Premises]:
    """Give those of these that stand, by id; things are put into them, so they can neither end nor move meanwhile."""
    rest = "WHERE id = ANY(%s::uuid[]) AND state = 'standing' ORDER BY id FOR SHARE"
    return {one.id: one for one in PREMISES.all(tx, rest, (sorted(set(ids)),))}


def holds(db: Reader, id: str) -> bool:
    """Tell whether something that stands belongs to it."""
    sql = "SELECT 1 FROM premises WHERE (estate = %(id)s OR building = %(id)s) AND state = 'standing' LIMIT 1"
    return db.one(sql, {"id": id}) is not None


def holds_others(db: Reader, id: str) -> bool:
    """Tell whether something that stands belongs to it, its units aside, which go where it goes."""
    sql = """SELECT 1 FROM premises WHERE (estate = %(id)s OR building = %(id)s) AND kind <> 'unit'
             AND state = 'standing' LIMIT 1"""
    return db.one(sql, {"id": id}) is not None


def holders(db: Reader) -> frozenset[str]:
    """Give the ids of all that hold something that stands, units aside."""
    sql = """SELECT estate::text FROM premises WHERE estate IS NOT NULL AND state = 'standing'
             UNION SELECT building::text FROM premises WHERE building IS NOT NULL AND kind <> 'unit' AND state = 'standing'"""
    return frozenset(id for (id,) in db.all(sql))


def same(one: Premises, version: int) -> None:
    """Refuse to act on what has changed since it was read.

    :raises Conflict: grid.premises_changed, facts version (the present one)
    """
    rows.same(one, version, Conflict("grid.premises_changed"))


def number(tx: Tx, kind: str, inside: str) -> int:
    """Take the next number of a kind inside a community or a building; who comes at the same time waits for the commit.

    A number taken in a transaction that fails is not taken, so that there are no gaps.

    :raises Conflict: grid.premises_numbers_used_up
    """
    letter, digits = PARTS[kind]
    most = 10**digits - 1
    row = tx.one(NUMBER, {"prefix": inside, "letter": letter, "most": most})
    if row is None:
        raise Conflict("grid.premises_numbers_used_up", kind=kind, inside=inside, most=most)
    return int(row[0])


def add(tx: Tx, one: Premises) -> None:
    """Queue a fresh one and its count."""
    _conflicts(tx)
    PREMISES.insert(tx, one)
    tally.move(tx, None, one)


def save(tx: Tx, before: Premises, after: Premises) -> None:
    """Queue what changed of one, and its count."""
    _conflicts(tx)
    PREMISES.save(tx, before, after)
    tally.move(tx, before, after)


def _conflicts(tx: Tx) -> None:
    """Say what it means when a code of another table is not there."""
    tx.conflict("premises_reference_once", Conflict("grid.premises_reference_taken"))
    tx.conflict("premises_service_form_fkey", Invalid("grid.service_form_unknown", pointer="/service_form"))
    tx.conflict("premises_makes_up_fkey", Invalid("grid.area_unknown", pointer="/makes_up", area=""))
    tx.conflict("premises_keeper_fkey", Invalid("grid.unit_unknown", pointer="/keeper", unit=""))
