"""Registers of the neighbourhood as rows: lock, save, list; and what providers have free."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from kernel import page as keyset
from kernel import rows
from kernel.db import Tx
from kernel.errors import Conflict, Invalid, Missing
from kernel.page import Order, Part
from kernel.rows import Reader, Table
from kernel.scope import Scope, subtree
from services.grid.domain.neighbour.need import Match, Need
from services.grid.domain.neighbour.neighbour import MemberUnit, Neighbour
from services.grid.domain.neighbour.project import Project
from services.grid.domain.neighbour.provider import Provider

MEMBERS = Table("member_unit", MemberUnit)
PROJECTS = Table("co_project", Project)
PROVIDERS = Table("provider", Provider)
NEEDS = Table("help_need", Need)
MATCHES = Table("help_match", Match, key="need")
CREATED = Order("created_at")

Record = TypeVar("Record", bound=Neighbour)

# the most a provider has taken on at a time, on the days asked about, by needs that are not over: it is reached on the first
# of them or on a day on which one of the needs begins
TAKEN = """SELECT coalesce(max((
               SELECT sum(beside.quantity) FROM help_match AS beside JOIN help_need AS along ON along.id = beside.need
               WHERE beside.provider = provider.id AND along.state IN ('open', 'met')
               AND along.from_on <= greatest(other.from_on, %(from_on)s)
               AND along.until_on > greatest(other.from_on, %(from_on)s)
           )), 0)::integer
           FROM help_match AS taken JOIN help_need AS other ON other.id = taken.need
           WHERE taken.provider = provider.id AND other.state IN ('open', 'met')
           AND other.from_on < %(until_on)s AND other.until_on > %(from_on)s"""
OFFERS = f"""SELECT {PROVIDERS.listed}, capacity - ({TAKEN}) AS free FROM provider
             WHERE state = 'active' AND helps ? %(kind)s ORDER BY id"""
FREE = f"SELECT capacity - ({TAKEN}) FROM provider WHERE id = %(provider)s"


def lock(tx: Tx, table: Table[Record], id: str) -> Record:
    """Read a record to change it; others who want to change it wait.

    :raises Missing: grid.neighbour_missing
    """
    return table.lock(tx, id, Missing("grid.neighbour_missing"))


def find(db: Reader, table: Table[Record], id: str) -> Record | None:
    """Read a record, or None."""
    return table.find(db, "WHERE id = %s", (id,))


def same(one: Neighbour, version: int) -> None:
    """Refuse to act on what has changed since it was read.

    :raises Conflict: grid.neighbour_changed, facts version (the present one)
    """
    rows.same(one, version, Conflict("grid.neighbour_changed"))


def save(tx: Tx, table: Table[Record], before: Record | None, after: Record) -> None:
    """Queue a fresh record, or what changed of one."""
    tx.conflict("co_project_owner_fkey", Invalid("grid.unit_unknown", pointer="/owner", unit=""))
    if before is None:
        table.insert(tx, after)
    else:
        table.save(tx, before, after)


def add_match(tx: Tx, one: Match) -> None:
    """Queue that a provider takes on a part of a need; once for each need.

    :raises Conflict: grid.provider_matched, with the commit
    """
    tx.conflict("help_match_once", Conflict("grid.provider_matched"))
    MATCHES.insert(tx, one)


def free(db: Reader, provider: str, *, from_on: date, until_on: date) -> int:
    """Give how much a provider, locked by the caller, can still take on, at a time, between two days."""
    row = db.one(FREE, {"provider": provider, "from_on": from_on, "until_on": until_on})
    return int(row[0]) if row else 0


def list_offers(db: Reader, need: Need) -> list[tuple[Provider, int]]:
    """Give the providers of a kind of help, each with what it has free in the need's time."""
    rows = db.all(OFFERS, {"kind": need.kind, "from_on": need.from_on, "until_on": need.until_on})
    return [(PROVIDERS.load(row), int(row[-1])) for row in rows]


def page(
    db: Reader, table: Table[Record], scope: Scope, asked: Mapping[str, Any], *, filters: tuple[str, ...]
) -> tuple[list[Record], dict[str, str] | None]:
    """Give one page of a register within scope, the earliest first. asked: limit, after, area and `filters`."""
    parts: list[Part] = [scope.predicate()]
    if asked["area"]:
        parts.append(Scope(area=subtree(asked["area"])).predicate())
    parts += [(f"{name} = %s", [asked[name]]) for name in filters if asked[name] is not None]
    return keyset.page(db, table, CREATED, parts, limit=asked["limit"], after=asked["after"])
