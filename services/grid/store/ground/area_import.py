"""Areas brought in bulk: rows are staged in a table of the transaction, held against the register, and taken all or none.

What a file says waits in the database, so that memory does not grow with it, and each check is one statement over all rows.
"""
from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from datetime import date
from itertools import islice
from typing import Any

from kernel.db import Tx
from services.grid.store.ground import ground

BATCH = 500
FAULTS_MOST = 1000  # told of each kind; who has more has one mistake many times

STAGE = """
CREATE TEMP TABLE staged (
    seq integer GENERATED ALWAYS AS IDENTITY, file text, row integer, code text, name text, level text, parent text,
    valid_from date, valid_until date
) ON COMMIT DROP
"""


@dataclass(frozen=True, slots=True)
class Staged:
    """One area as a file has it, with its place in the file. parent: None for the root."""

    file: str
    row: int
    code: str
    name: str
    level: str
    parent: str | None
    valid_from: date
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing wrong with one row."""

    file: str
    row: int
    column: str
    problem: str


@dataclass(frozen=True, slots=True)
class Brought:
    """How many areas an import added, renamed, ended; and how many rows are older than the register, or say what it says."""

    added: int = 0
    renamed: int = 0
    ended: int = 0
    older: int = 0
    unchanged: int = 0

    @property
    def changed(self) -> int:
        """How many areas are not what they were."""
        return self.added + self.renamed + self.ended


# column at fault -> what is asked, and the problem; {within} narrows to what a root covers
CHECKS = (
    (
        "code",
        ("SELECT file, row, 'stands twice: ' || code || ', first in ' || first FROM (SELECT *,"
        " first_value(file || ', row ' || row) OVER same AS first, row_number() OVER same AS nth FROM staged"
        " WINDOW same AS (PARTITION BY code ORDER BY seq)) AS counted WHERE nth > 1"),
    ),
    (
        "code",
        ("SELECT file, row, 'lies outside the root ' || %(root)s FROM staged"
        " WHERE code <> %(root)s AND NOT starts_with(code, %(prefix)s)"),
    ),
    (
        "parent",
        ("SELECT s.file, s.row, 'is not known: ' || s.parent FROM staged AS s WHERE s.parent IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM staged AS p WHERE p.code = s.parent)"
        " AND NOT EXISTS (SELECT FROM area AS p WHERE p.code = s.parent AND p.valid_until IS NULL)"),
    ),
    (
        "parent",
        ("SELECT file, row, 'one area has no parent, the root itself: ' || %(root)s FROM staged"
        " WHERE parent IS NULL AND code <> %(root)s"),
    ),
    (
        "valid_until",
        "SELECT file, row, 'is not after the day it begins' FROM staged WHERE valid_until <= valid_from",
    ),
    (
        "code",
        ("SELECT s.file, s.row, 'ended on ' || a.valid_until || '; a code that ended is never given again'"
        " FROM staged AS s JOIN area AS a USING (code)"
        " WHERE a.valid_until IS NOT NULL AND a.valid_until IS DISTINCT FROM s.valid_until"),
    ),
    (
        "valid_from",
        ("SELECT s.file, s.row, 'the register calls it ' || a.name || ' since ' || a.valid_from FROM staged AS s"
        " JOIN area AS a USING (code) WHERE a.valid_until IS NULL AND s.name <> a.name AND s.valid_from < a.valid_from"
        " AND NOT EXISTS (SELECT FROM area_past AS p WHERE p.code = s.code AND p.name = s.name)"),
    ),
    (
        "valid_from",
        ("SELECT s.file, s.row, 'a new name that begins after today cannot be imported' FROM staged AS s"
        " JOIN area AS a USING (code) WHERE s.name <> a.name AND s.valid_from > %(today)s AND s.valid_from > a.valid_from"),
    ),
    (
        "valid_until",
        ("SELECT s.file, s.row, 'something still lies in it: ' || left_in.code FROM staged AS s JOIN area AS a USING (code)"
        " CROSS JOIN LATERAL ("
        "   (SELECT b.code FROM area AS b WHERE b.parent = a.code AND b.valid_until IS NULL AND NOT EXISTS"
        "     (SELECT FROM staged AS e WHERE e.code = b.code AND e.valid_until IS NOT NULL) LIMIT 1)"
        "   UNION ALL (SELECT g.code FROM grid AS g WHERE g.community = a.code AND g.valid_until IS NULL LIMIT 1)"
        "   UNION ALL (SELECT i.number FROM incident AS i WHERE i.area = a.code AND i.closed_at IS NULL LIMIT 1)"
        "   LIMIT 1) AS left_in"
        " WHERE a.valid_until IS NULL AND s.valid_until IS NOT NULL"),
    ),
)

# the state a new name takes the place of; one that was never in force on any day leaves none
KEEP = """
INSERT INTO area_past (code, version, name, level, parent, valid_from, valid_until)
SELECT a.code, a.version, a.name, a.level, a.parent, a.valid_from, e.since
FROM staged AS s JOIN area AS a USING (code)
CROSS JOIN LATERAL (SELECT CASE WHEN s.valid_from > a.valid_from THEN s.valid_from ELSE %(today)s END AS since) AS e
WHERE a.valid_until IS NULL AND a.name <> s.name AND s.valid_from >= a.valid_from AND e.since > a.valid_from
"""
RENAME = """
UPDATE area AS a SET name = s.name, version = a.version + 1,
    valid_from = CASE WHEN s.valid_from > a.valid_from THEN s.valid_from ELSE greatest(a.valid_from, %(today)s) END
FROM staged AS s WHERE s.code = a.code AND a.valid_until IS NULL AND a.name <> s.name AND s.valid_from >= a.valid_from
"""
END = """
UPDATE area AS a SET valid_until = s.valid_until, version = a.version + 1
FROM staged AS s WHERE s.code = a.code AND a.valid_until IS NULL AND s.valid_until IS NOT NULL
"""
OLDER = """
SELECT count(*) FROM staged AS s JOIN area AS a USING (code) WHERE s.name <> a.name AND s.valid_from < a.valid_from
"""
ADD = """
INSERT INTO area (code, name, level, parent, valid_from, valid_until)
SELECT code, name, level, parent, valid_from, valid_until FROM staged AS s
WHERE NOT EXISTS (SELECT FROM area AS a WHERE a.code = s.code) ORDER BY code
"""


def stage(tx: Tx, rows: Iterable[Staged]) -> Iterator[int]:
    """Write rows into the table of this transaction, a batch at a time, and give how many each batch had."""
    tx.flush()
    tx.run(STAGE)
    names = ", ".join(field.name for field in fields(Staged))
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        marks = ", ".join(["(%s, %s, %s, %s, %s, %s, %s::date, %s::date)"] * len(batch))
        tx.run(f"INSERT INTO staged ({names}) VALUES {marks}", [value for row in batch for value in astuple(row)])
        yield len(batch)
    tx.run("CREATE INDEX ON staged (code)")
    tx.run("ANALYZE staged")


def root_of(tx: Tx) -> str:
    """Give the code of the register's root, or of the only staged area without a parent; '' when there is neither."""
    row = tx.one("SELECT code FROM area WHERE parent IS NULL AND valid_until IS NULL")
    row = row or tx.one("SELECT code FROM staged WHERE parent IS NULL ORDER BY seq LIMIT 1")
    return str(row[0]) if row else ""


def wrong(tx: Tx, *, root: str, prefix: str, today: date) -> list[Wrong]:
    """Give what is wrong with the staged rows, in the order of the files. prefix: of all codes below the root."""
    asked = {"root": root, "prefix": prefix, "today": today}
    found = [
        Wrong(file, row, column, problem)
        for column, sql in CHECKS
        for file, row, problem in tx.all(f"{sql} ORDER BY 1, 2 LIMIT {FAULTS_MOST}", asked)
    ]
    return sorted(found, key=lambda one: (one.file, one.row))


def take(tx: Tx, *, today: date) -> Brought:
    """Write what the staged rows change, once nothing is wrong with them; the same rows again change nothing."""
    asked: dict[str, Any] = {"today": today}
    ground.hold(tx)
    staged, older = _count(tx, "SELECT count(*) FROM staged"), _count(tx, OLDER)
    tx.run(KEEP, asked)
    renamed, ended, added = tx.run(RENAME, asked), tx.run(END), tx.run(ADD)
    found = Brought(added, renamed, ended, older, staged - added - renamed - ended - older)
    if found.changed:
        ground.touch(tx)
    return found


def put_border(tx: Tx, code: str, border: str) -> None:
    """Queue the border of an area, GeoJSON text, where it is another than before."""
    tx.later("UPDATE area SET border = %s::jsonb WHERE code = %s AND border IS DISTINCT FROM %s::jsonb", (border, code, border))


def _count(tx: Tx, sql: str) -> int:
    row = tx.one(sql)
    assert row is not None  # a count gives one row
    return int(row[0])
