"""SQL of the ground: reading all of it for the index in memory, and writing what a load brings."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from typing import Any

from kernel.db import Tx
from kernel.rows import Reader, Table, column
from services.grid.domain.case_type import CaseType, Period
from services.grid.domain.ground.known import Drawn
from services.grid.domain.ground.register import Grid, RegisteredArea, Unit

AREAS = Table("area", RegisteredArea, key="code")
GRIDS = Table("grid", Grid, key="code")
UNITS = Table("unit", Unit)
CASE_TYPES = Table("case_type", CaseType, key="code")
PERIODS = Table("period", Period, key="case_type, stage")
PAGE = 1000  # grids read at once: the process serves its callers between two pages
KEPT = 5000  # versions whose changes are remembered; who is further behind reads everything
EVERYTHING = ""
_ROOT_ONLY = {"border": "CASE WHEN parent IS NULL THEN border END"}
# the border as text: it is read by the geometry library, several times as fast as by way of dictionaries
_DRAWN = "SELECT border::text, " + ", ".join("NULL" if name == "border" else name for name in GRIDS.columns) + " FROM grid"
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


def read_areas(db: Reader, *, on: date) -> list[RegisteredArea]:
    """Give the areas with a statistical code valid on a local date; of borders only the root's."""
    columns = ", ".join(_ROOT_ONLY.get(name, name) for name in AREAS.columns)
    sql = f"SELECT {columns} FROM area WHERE length(code) = 12 AND {VALID} ORDER BY code"
    return [AREAS.load(row) for row in db.all(sql, {"on": on})]


def read_regions(db: Reader, *, on: date) -> tuple[list[str], list[str]]:
    """Give codes and borders, GeoJSON text, of the areas below the root that are drawn and valid on a local date."""
    sql = f"""SELECT code, border::text FROM area
              WHERE border IS NOT NULL AND parent IS NOT NULL AND length(code) = 12 AND {VALID} ORDER BY code"""
    rows = db.all(sql, {"on": on})
    return [code for code, _ in rows], [border for _, border in rows]


def read_grids(db: Reader, *, on: date, codes: Iterable[str]) -> list[Drawn]:
    """Give those of some grids that are valid on a local date."""
    sql = f"{_DRAWN} WHERE code = ANY(%(codes)s) AND {VALID} ORDER BY code"
    return [_drawn(row) for row in db.all(sql, {"on": on, "codes": list(codes)})]


def read_page(db: Reader, *, on: date, after: str) -> list[Drawn]:
    """Give the next grids valid on a local date whose code is greater than `after`, at most PAGE of them."""
    sql = f"{_DRAWN} WHERE code > %(after)s AND {VALID} ORDER BY code LIMIT {PAGE}"
    return [_drawn(row) for row in db.all(sql, {"on": on, "after": after})]


def changes(db: Reader, *, since: int, until: int) -> frozenset[str] | None:
    """Give the codes that the versions after `since` up to `until` changed; None when not each of them says so."""
    rows = db.all("SELECT version, code FROM ground_change WHERE version > %s AND version <= %s", (since, until))
    told = {version for version, _ in rows}
    codes = frozenset(code for _, code in rows)
    return codes if len(told) == until - since and EVERYTHING not in codes else None


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


def put(tx: Tx, table: Table[Any], records: Iterable[Any]) -> None:
    """Queue records as new or in place of those with their key; rows that say the same already are left untouched."""
    sql = _upsert(table)
    for record in records:
        tx.later(sql, [column(getattr(record, name)) for name in table.columns])


def hold(tx: Tx) -> int:
    """Let nobody else change the ground until the transaction ends, and give its version.

    Whoever changes it asks for this before any row of areas, grids or counters of codes: with one order for all, none waits
    for another crosswise.
    """
    row = tx.one("SELECT version FROM ground_version FOR UPDATE")
    return int(row[0]) if row else 0


def touch(tx: Tx, codes: Iterable[str] | None = None) -> None:
    """Queue the news that the ground changed; queue it last, for whoever else changes the ground waits from here on.

    codes: of the grids and of the areas (12 digits) that changed; None = anything may have, which has all of it read again.
    """
    tx.later(_TOUCH, {"codes": sorted(set(codes)) if codes is not None else [EVERYTHING]})
    tx.later("DELETE FROM ground_change WHERE version <= (SELECT version FROM ground_version) - %s", (KEPT,))


_TOUCH = """
WITH next AS (UPDATE ground_version SET version = version + 1 RETURNING version)
INSERT INTO ground_change (version, code) SELECT version, code FROM next, unnest(%(codes)s::text[]) AS code
"""


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
    rest = [f.name for f in fields(table.kind) if f.name not in (*keys, "version")]
    sets = ", ".join(f"{name} = excluded.{name}" for name in rest) + (", version = grid.version + 1" * (table is GRIDS))
    old, new = (", ".join(f"{side}.{name}" for name in rest) for side in (table.name, "excluded"))
    marks = ", ".join(["%s"] * len(table.columns))
    return (
        f"INSERT INTO {table.name} ({table.listed}) VALUES ({marks}) ON CONFLICT ({table.key}) "
        f"DO UPDATE SET {sets} WHERE ({old}) IS DISTINCT FROM ({new})"
    )


def _drawn(row: tuple[Any, ...]) -> Drawn:
    return Drawn(GRIDS.load(row[1:]), row[0])
