"""SQL of the ground: reading all of it for the index in memory, and writing what a load brings."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import Any

from kernel.db import Tx
from kernel.rows import Reader, Table, column
from services.grid.domain.case_type import CaseType, Period
from services.grid.domain.register import Grid, Post, RegisteredArea, Unit

AREAS = Table("area", RegisteredArea, key="code")
GRIDS = Table("grid", Grid, key="code")
UNITS = Table("unit", Unit)
POSTS = Table("post", Post, key="grid, account")
CASE_TYPES = Table("case_type", CaseType, key="code")
PERIODS = Table("period", Period, key="case_type, stage")
VALID = "valid_from <= %(on)s AND (valid_until IS NULL OR valid_until > %(on)s)"


def version(db: Reader) -> int:
    """Give the version of the ground; it grows with each change."""
    row = db.one("SELECT version FROM ground_version")
    return int(row[0]) if row else 0


def list_areas(db: Reader, *, on: date) -> list[RegisteredArea]:
    """Give all areas valid on a local date, by code."""
    return AREAS.all(db, f"WHERE {VALID} ORDER BY code", {"on": on})


def list_grids(db: Reader, *, on: date) -> list[Grid]:
    """Give all grids valid on a local date, by code."""
    return GRIDS.all(db, f"WHERE {VALID} ORDER BY code", {"on": on})


def list_units(db: Reader) -> list[Unit]:
    """Give all units, by id."""
    return UNITS.all(db, "ORDER BY id")


def list_case_types(db: Reader) -> list[CaseType]:
    """Give all kinds of matters, by code."""
    return CASE_TYPES.all(db, "ORDER BY code")


def list_periods(db: Reader) -> list[Period]:
    """Give the time limits of all kinds and stages."""
    sql = "SELECT case_type, stage, amount::float8, unit, source FROM period ORDER BY case_type, stage"
    return [PERIODS.load(row) for row in db.all(sql)]


def list_posts(db: Reader, *, grid: str) -> list[Post]:
    """Give those who stand on a grid, its head first."""
    sql = "SELECT account::text, grid, duty FROM post WHERE grid = %s ORDER BY duty, account"
    return [POSTS.load(row) for row in db.all(sql, (grid,))]


def clear_posts(tx: Tx, *, grids: Iterable[str]) -> None:
    """Queue that nobody stands on these grids."""
    tx.later("DELETE FROM post WHERE grid = ANY(%s)", (sorted(grids),))


def put(tx: Tx, table: Table[Any], records: Iterable[Any]) -> None:
    """Queue records as new or in place of those with their key; rows that say the same already are left untouched."""
    sql = _upsert(table)
    for record in records:
        tx.later(sql, [column(getattr(record, name)) for name in table.columns])


def touch(tx: Tx) -> None:
    """Queue the news that the ground changed."""
    tx.later("UPDATE ground_version SET version = version + 1")


def find_digest(db: Reader, name: str) -> str:
    """Give the digest a file had when it was loaded last, '' when it never was."""
    row = db.one("SELECT digest FROM loaded_file WHERE name = %s", (name,))
    return str(row[0]) if row else ""


def keep_digest(tx: Tx, name: str, digest: str) -> None:
    """Queue that a file with this digest is loaded."""
    sql = """INSERT INTO loaded_file (name, digest) VALUES (%s, %s)
             ON CONFLICT (name) DO UPDATE SET digest = excluded.digest, loaded_at = now()"""
    tx.later(sql, (name, digest))


def _upsert(table: Table[Any]) -> str:
    keys = table.key.split(", ")
    rest = [f.name for f in fields(table.kind) if f.name not in keys]
    sets = ", ".join(f"{name} = excluded.{name}" for name in rest) + (", version = grid.version + 1" * (table is GRIDS))
    old, new = (", ".join(f"{side}.{name}" for name in rest) for side in (table.name, "excluded"))
    marks = ", ".join(["%s"] * len(table.columns))
    return (
        f"INSERT INTO {table.name} ({table.listed}) VALUES ({marks}) ON CONFLICT ({table.key}) "
        f"DO UPDATE SET {sets} WHERE ({old}) IS DISTINCT FROM ({new})"
    )
