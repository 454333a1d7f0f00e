"""Quarterly reviews as rows: clusters counted for all areas at once, and what was written beside them."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kernel import page as keyset
from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.page import Order, Part
from kernel.rows import Reader, Table, same
from services.grid.domain.duty.review import Note, Review

REVIEWS = Table("review", Review)
PREPARED = Order("prepared_at", descending=True)

# the quarter is one range of the index by which incidents were made, and it is counted once; what was counted is then
# given to each area above it. By community and by grid, for the quarter and for each of its months. What was refused, is not
# ours or is a duplicate makes no cluster (GR-110): it would show more of a kind than there was
PREPARE = """
WITH made AS (
    INSERT INTO review (area, quarter_on, prepared_at)
    SELECT code, %(quarter)s, %(at)s FROM area
    WHERE level IN ('district', 'street') AND valid_from <= %(on)s AND (valid_until IS NULL OR valid_until > %(on)s)
    ON CONFLICT ON CONSTRAINT review_once DO NOTHING RETURNING id, area
), counted AS MATERIALIZED (
    SELECT area, grid, case_type, to_char(created_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS month, count(*) AS cases,
           count(*) FILTER (WHERE closed_at IS NULL) AS unsolved
    FROM incident WHERE created_at >= %(since)s AND created_at < %(until)s
    AND (outcome IS NULL OR outcome NOT IN ('refused', 'not_ours', 'duplicate')) GROUP BY 1, 2, 3, 4
), within AS (
    SELECT made.id AS review, counted.* FROM made JOIN counted
    ON left(counted.area, CASE WHEN right(made.area, 6) = '000000' THEN 6 ELSE 9 END)
     = left(made.area, CASE WHEN right(made.area, 6) = '000000' THEN 6 ELSE 9 END)
), placed AS (
    SELECT review, case_type, area AS place, month, cases, unsolved FROM within WHERE case_type IS NOT NULL
    UNION ALL
    SELECT review, case_type, grid, month, cases, unsolved FROM within WHERE case_type IS NOT NULL AND grid IS NOT NULL
), filled AS (
    INSERT INTO review_cell (review, case_type, place, period, cases, unsolved)
    SELECT review, case_type, place, coalesce(month, %(period)s), sum(cases), sum(unsolved) FROM placed
    GROUP BY GROUPING SETS ((review, case_type, place), (review, case_type, place, month))
    HAVING sum(cases) >= %(least)s
)
SELECT made.id::text, made.area, coalesce(sum(within.cases), 0)::integer
FROM made LEFT JOIN within ON within.review = made.id GROUP BY made.id, made.area ORDER BY made.area
"""

CELLS = """
SELECT case_type, place, period, cases, unsolved FROM review_cell WHERE review = %s
ORDER BY cases DESC, case_type, place, period LIMIT %s
"""
NOTE = """
INSERT INTO review_note (review, no, case_type, place, cause, measure, unit, due_on, noted_by, noted_at)
SELECT %s, count(*) + 1, %s, %s, %s, %s, %s, %s, %s, %s FROM review_note WHERE review = %s
"""
NOTES = "SELECT no, case_type, place, cause, measure, unit, due_on, noted_at FROM review_note WHERE review = %s ORDER BY no"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cluster. place: code of a community or a grid. period: 2026-Q1 or 2026-01. unsolved: open when it was counted."""

    case_type: str
    place: str
    period: str
    cases: int
    unsolved: int


@dataclass(frozen=True, slots=True)
class Noted:
    """What was written beside a cluster, in the order it was."""

    no: int
    case_type: str
    place: str
    cause: str
    measure: str
    unit: str
    due_on: date
    noted_at: datetime


def prepare(
    tx: Tx, quarter_on: date, *, period: str, since: datetime, until: datetime, least: int, on: date, at: datetime
) -> list[tuple[str, str, int]]:
    """Make the reviews of a quarter -> id, area and number of cases of each.

    period: the quarter's name, 2026-Q1. since, until: its instants, half-open. on: local date on which areas are valid.
    least: cases of the smallest cell that is kept.
    """
    params = {
        "quarter": quarter_on, "period": period, "since": since, "until": until, "on": on, "at": at, "least": least,
    }  # fmt: skip
    made = [(id, area, int(cases)) for id, area, cases in tx.all(PREPARE, params)]
    tx.later(
        "UPDATE review SET cases = made.cases FROM unnest(%s::uuid[], %s::integer[]) AS made (id, cases)"
        " WHERE review.id = made.id",
        ([id for id, _, _ in made], [cases for _, _, cases in made]),
    )
    return made


def get(db: Reader, id: str) -> Review:
    """Read a review.

    :raises Missing: grid.review_missing
    """
    return REVIEWS.get(db, id, Missing("grid.review_missing"))


def lock(tx: Tx, id: str, *, version: int) -> Review:
    """Read a review to change it.

    :raises Missing: grid.review_missing
    :raises Conflict: grid.review_changed, facts version (the present one)
    """
    found = REVIEWS.lock(tx, id, Missing("grid.review_missing"))
    same(found, version, Conflict("grid.review_changed"))
    return found


def save(tx: Tx, before: Review, after: Review) -> None:
    """Queue what changed of a review."""
    REVIEWS.save(tx, before, after)


def has_cell(tx: Tx, review: str, case_type: str, place: str) -> None:
    """Refuse words beside a cluster the review does not hold.

    :raises Missing: grid.review_cell_missing
    """
    sql = "SELECT 1 FROM review_cell WHERE review = %s AND case_type = %s AND place = %s LIMIT 1"
    if tx.one(sql, (review, case_type, place)) is None:
        raise Missing("grid.review_cell_missing")


def add_note(tx: Tx, review: str, note: Note, *, by: str, at: datetime) -> None:
    """Queue what is written beside a cluster; the review is locked, so numbers do not meet."""
    said = (note.case_type, note.place, note.cause, note.measure, note.unit, note.due_on)
    tx.later(NOTE, (review, *said, by, at, review))


def cells(db: Reader, review: str, *, limit: int) -> list[Cell]:
    """Give the largest clusters of a review."""
    return [Cell(*row) for row in db.all(CELLS, (review, limit))]


def notes(db: Reader, review: str) -> list[Noted]:
    """Give what was written beside a review's clusters."""
    return [Noted(*row) for row in db.all(NOTES, (review,))]


def page(
    db: Reader, scope: Part, *, limit: int, after: dict[str, Any] | None
) -> tuple[list[Review], dict[str, str] | None]:
    """Give one page of reviews, the latest first."""
    return keyset.page(db, REVIEWS, PREPARED, [scope], limit=limit, after=after)
