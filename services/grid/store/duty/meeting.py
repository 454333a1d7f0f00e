"""Monthly meetings as rows: prepared for all areas at once, with their cases."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from kernel import page as keyset
from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.page import Order, Part
from kernel.rows import Reader, Table, same
from services.grid.domain.duty.duty import Setting
from services.grid.domain.duty.meeting import Conclusion, Meeting

MEETINGS = Table("meeting", Meeting)
PREPARED = Order("prepared_at", descending=True)

# each part of `hard` reads an index that holds open cases only: their age, or what was returned. A case open or returned
# that the last meeting of the area has taken up is said to be carried over
PREPARE = """
WITH made AS (
    INSERT INTO meeting (area, month_on, prepared_at)
    SELECT code, %(month)s, %(at)s FROM area
    WHERE level IN ('district', 'street') AND valid_from <= %(on)s AND (valid_until IS NULL OR valid_until > %(on)s)
    ON CONFLICT ON CONSTRAINT meeting_once DO NOTHING RETURNING id, area
), place AS (
    SELECT id, area, left(area, CASE WHEN right(area, 6) = '000000' THEN 6 ELSE 9 END) AS prefix FROM made
), hard AS (
    SELECT id, area, created_at, returned, unit FROM incident WHERE closed_at IS NULL AND created_at < %(before)s
    UNION
    SELECT id, area, created_at, returned, unit FROM incident WHERE closed_at IS NULL AND returned >= %(returns)s
), last_one AS (
    SELECT DISTINCT ON (meeting.area) meeting.area, meeting.id FROM meeting JOIN made ON made.area = meeting.area
    WHERE meeting.month_on < %(month)s ORDER BY meeting.area, meeting.month_on DESC
), carried AS (
    SELECT last_one.area, meeting_case.incident, meeting_case.unit, meeting_case.due_on, incident.created_at,
           incident.returned
    FROM last_one JOIN meeting_case ON meeting_case.meeting = last_one.id
    JOIN incident ON incident.id = meeting_case.incident AND incident.closed_at IS NULL
), listed AS (
    SELECT place.id AS meeting, place.area, hard.id AS incident, hard.created_at, hard.returned, hard.unit
    FROM place JOIN hard ON left(hard.area, length(place.prefix)) = place.prefix
    UNION
    SELECT place.id, place.area, carried.incident, carried.created_at, carried.returned, incident.unit
    FROM place JOIN carried ON carried.area = place.area JOIN incident ON incident.id = carried.incident
), filled AS (
    INSERT INTO meeting_case (meeting, place, incident, reasons, open_days, returned, unit, due_on)
    SELECT listed.meeting, row_number() OVER (PARTITION BY listed.meeting ORDER BY carried.incident IS NULL,
               listed.returned DESC, listed.created_at, listed.incident),
           listed.incident,
           array_remove(ARRAY[CASE WHEN listed.created_at < %(before)s THEN 'long_open' END,
               CASE WHEN listed.returned >= %(returns)s THEN 'returned' END,
               CASE WHEN carried.incident IS NOT NULL THEN 'carried_over' END], NULL),
           extract(day FROM %(at)s - listed.created_at)::integer, listed.returned,
           coalesce(carried.unit, listed.unit), carried.due_on
    FROM listed LEFT JOIN carried ON carried.area = listed.area AND carried.incident = listed.incident
    RETURNING meeting
)
SELECT made.id::text, made.area, count(filled.meeting) FROM made LEFT JOIN filled ON filled.meeting = made.id
GROUP BY made.id, made.area ORDER BY made.area
"""

CASES = """
SELECT place, incident::text, incident.number, incident.state, reasons, open_days, meeting_case.returned,
       meeting_case.unit, meeting_case.due_on, words, decided_at
FROM meeting_case JOIN incident ON incident.id = meeting_case.incident
WHERE meeting = %s AND place > %s ORDER BY place LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One case on the list of a meeting. reasons: why. unit, due_on: of the conclusion, or of the one carried over."""

    place: int
    incident: str
    number: str
    state: str
    reasons: tuple[str, ...]
    open_days: int
    returned: int
    unit: str | None
    due_on: date | None
    words: str
    decided_at: datetime | None


def prepare(tx: Tx, month_on: date, *, setting: Setting, on: date, at: datetime) -> list[tuple[str, str, int]]:
    """Make the meetings of a month with their lists -> id, area and number of cases of each.

    Every case open for more than 30 days, or returned twice (the district may say sooner), and what the last meeting left
    unfinished; those first, then by how often they came back, then the oldest.
    """
    before = at - timedelta(days=setting.open_days)
    params = {"month": month_on, "on": on, "at": at, "before": before, "returns": setting.returns}
    made = [(id, area, int(cases)) for id, area, cases in tx.all(PREPARE, params)]
    tx.later(
        "UPDATE meeting SET cases = made.cases FROM unnest(%s::uuid[], %s::integer[]) AS made (id, cases)"
        " WHERE meeting.id = made.id",
        ([id for id, _, _ in made], [cases for _, _, cases in made]),
    )
    return made


def get(db: Reader, id: str) -> Meeting:
    """Read a meeting.

    :raises Missing: grid.meeting_missing
    """
    return MEETINGS.get(db, id, Missing("grid.meeting_missing"))


def lock(tx: Tx, id: str, *, version: int) -> Meeting:
    """Read a meeting to change it.

    :raises Missing: grid.meeting_missing
    :raises Conflict: grid.meeting_changed, facts version (the present one)
    """
    found = MEETINGS.lock(tx, id, Missing("grid.meeting_missing"))
    same(found, version, Conflict("grid.meeting_changed"))
    return found


def save(tx: Tx, before: Meeting, after: Meeting) -> None:
    """Queue what changed of a meeting."""
    MEETINGS.save(tx, before, after)


def cases(db: Reader, meeting: str, *, after: int, limit: int) -> list[Case]:
    """Give the cases of a meeting that stand after a place of its list."""
    return [Case(*row) for row in db.all(CASES, (meeting, after, limit))]


def decided(tx: Tx, meeting: str, incident: str) -> bool:
    """Say whether a case of a meeting has a conclusion.

    :raises Missing: grid.meeting_case_missing
    """
    sql = "SELECT decided_at IS NOT NULL FROM meeting_case WHERE meeting = %s AND incident = %s"
    row = tx.one(sql, (meeting, incident))
    if row is None:
        raise Missing("grid.meeting_case_missing")
    return bool(row[0])


def conclude(tx: Tx, meeting: str, incident: str, made: Conclusion, *, by: str, at: datetime) -> None:
    """Queue a conclusion on one case."""
    tx.later(
        "UPDATE meeting_case SET unit = %s, due_on = %s, words = %s, decided_by = %s, decided_at = %s"
        " WHERE meeting = %s AND incident = %s",
        (made.unit, made.due_on, made.words, by, at, meeting, incident),
    )


def page(
    db: Reader, scope: Part, *, limit: int, after: dict[str, Any] | None
) -> tuple[list[Meeting], dict[str, str] | None]:
    """Give one page of meetings, the latest first."""
    return keyset.page(db, MEETINGS, PREPARED, [scope], limit=limit, after=after)
