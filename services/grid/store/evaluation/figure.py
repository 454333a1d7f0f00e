"""Figures of evaluation: folded and unfolded changes summed in one statement, so that each is seen exactly once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from kernel.db import Database
from kernel.rows import Reader
from services.grid.domain.evaluation.cut import DIGITS, Cut
from services.grid.domain.evaluation.measure import KINDS, Way, counted
from services.grid.domain.evaluation.period import Period

FOLDED = 2000

SOON = 31  # days
COLUMNS = "within, unit, post, case_type, lane, done_on, day, measure"
# what a change is kept under, migration 0020: rows that a question needs stand together, whatever lies before and after
LANE = f"""CASE WHEN NOT paired THEN 0
    WHEN done_on = 'infinity' THEN CASE measure WHEN 'dispose_late' THEN 3 WHEN 'report_late' THEN 4 ELSE 5 END
    WHEN done_on <= day + {SOON} THEN 1 ELSE 2 END"""
# each change goes to the three areas it lies in, in the two wider ones for its unit and its kind too, and to its post
FOLD = f"""
WITH taken AS (
    DELETE FROM measure_delta WHERE id IN (SELECT id FROM measure_delta ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
    RETURNING area, unit, post, case_type, {LANE} AS lane, done_on, day, measure, n
), spread AS (
    SELECT left(area, digits) AS within, cut.unit, '*' AS post, cut.case_type, lane, done_on, day, measure, n
    FROM taken, (VALUES {", ".join(f"({digits})" for digits in DIGITS)}) AS level (digits),
    LATERAL (VALUES ('*', '*'), (taken.unit, '*'), ('*', taken.case_type)) AS cut (unit, case_type)
    WHERE cut.unit <> '' AND cut.case_type <> '' AND (digits < {DIGITS[-1]} OR (cut.unit, cut.case_type) = ('*', '*'))
    UNION ALL
    SELECT left(area, {DIGITS[-1]}), '*', post, '*', lane, done_on, day, measure, n FROM taken WHERE post <> ''
), folded AS (
    INSERT INTO measure_count AS kept ({COLUMNS}, n)
    SELECT {COLUMNS}, sum(n) FROM spread GROUP BY {COLUMNS} HAVING sum(n) <> 0 ORDER BY {COLUMNS}
    ON CONFLICT ({COLUMNS}) DO UPDATE SET n = kept.n + excluded.n
)
SELECT count(*) FROM taken
"""
# what fell to nothing: days on which everything was done in time after all
CLEAR = "DELETE FROM measure_count WHERE n = 0"

# of what is not done in time: reported or due in the period and done by its end, or left undone at its end
COUNTS = "day < %(end)s AND (day >= %(first)s OR done_on >= %(end)s)"
LANES = (
    "lane = 0 AND done_on >= %(first)s AND done_on < %(end)s",
    f"lane = 1 AND done_on >= %(first)s AND done_on < %(end)s::date + {SOON} AND {COUNTS}",
    f"lane = 2 AND done_on >= %(first)s AND {COUNTS}",
    "lane = 3 AND done_on = 'infinity' AND day < %(end)s",
    "lane = 4 AND done_on = 'infinity' AND day >= %(first)s AND day < %(end)s",
)
# one look into the index for each subject and lane; OFFSET 0 keeps the planner from joining whole lanes
KEPT = "\n    UNION ALL\n    ".join(
    "SELECT subject, measure, lane > 0 AS paired, done_on, day, n FROM asked, LATERAL ("
    "SELECT measure, lane, done_on, day, n FROM measure_count AS one WHERE one.within = asked.within AND one.unit = asked.unit"
    f" AND one.post = asked.post AND one.case_type = asked.case_type AND {lane} OFFSET 0) AS found"
    for lane in LANES
)
# of a community by unit or by kind nothing is kept: its rows are counted, all looked at once for all that is asked of it
ROWS = """
    SELECT subject, cell.measure, cell.paired, cell.done_on, one.day, 1 AS n
    FROM (SELECT DISTINCT within FROM counted) AS place, LATERAL (
        SELECT unit, case_type, day, done_on, marks, late FROM measure WHERE area = place.within
        AND kind = ANY(%(all)s) AND day >= %(first)s AND day < %(end)s
        UNION ALL
        SELECT unit, case_type, day, done_on, '{}', late FROM measure WHERE area = place.within
        AND late = 'dispose_late' AND day < %(first)s AND done_on >= %(end)s OFFSET 0) AS one,
    LATERAL (VALUES (one.unit, '*'), ('*', one.case_type)) AS cut (unit, case_type),
    counted, LATERAL (SELECT unnest(one.marks), false, one.day UNION ALL SELECT one.late, true, one.done_on WHERE one.late <> '')
        AS cell (measure, paired, done_on)
    WHERE counted.within = place.within AND counted.unit = cut.unit AND counted.case_type = cut.case_type
"""
READ = f"""
WITH every AS (
    SELECT * FROM unnest(%(subjects)s::text[], %(withins)s::text[], %(units)s::text[], %(posts)s::text[], %(kinds)s::text[],
                         %(kept)s::boolean[]) AS every (subject, within, unit, post, case_type, kept)
), asked AS (
    SELECT * FROM every WHERE kept
), counted AS (
    SELECT * FROM every WHERE NOT kept
), found AS (
    {KEPT}
    UNION ALL
    SELECT subject, measure, paired, done_on, day, n FROM asked
    JOIN measure_delta AS one ON left(one.area, length(within)) = within
        AND asked.unit IN ('*', one.unit) AND asked.post IN ('*', one.post) AND asked.case_type IN ('*', one.case_type)
    WHERE done_on >= %(first)s
    UNION ALL
    {ROWS}
)
SELECT subject, measure, sum(n) FILTER (WHERE NOT paired AND day >= %(first)s AND day < %(end)s)::bigint,
       sum(n) FILTER (WHERE paired AND day >= %(first)s AND done_on < %(end)s)::bigint,
       sum(n) FILTER (WHERE paired AND day < %(end)s AND done_on >= %(end)s)::bigint,
       sum(n) FILTER (WHERE paired AND day >= %(first)s AND day < %(end)s AND done_on >= %(end)s)::bigint
FROM found GROUP BY subject, measure
"""
ASKED = ("subjects", "withins", "units", "posts", "kinds", "kept")
WAYS: tuple[Way, ...] = ("marked", "done_late", "left", "still")


def fold(db: Database) -> int:
    """Fold up to FOLDED appended changes into the figures and give how many."""
    row = db.one(FOLD, (FOLDED,))
    return int(row[0]) if row else 0


def fold_all(db: Database) -> None:
    """Fold all changes there are."""
    while fold(db) == FOLDED:
        continue


def clear(db: Database) -> None:
    """Delete the figures that fell to nothing."""
    db.all(CLEAR)


def read(db: Reader, cuts: Iterable[Cut], span: Period, *, districts: Iterable[str]) -> dict[str, dict[str, int]]:
    """Give each measure of each subject. districts: first six digits of all districts there are."""
    known, cuts = tuple(districts), tuple(cuts)
    rows = [
        (cut.subject, cell, cut.unit, cut.post, cut.case_type, cut.kept(cell)) for cut in cuts for cell in cut.cells(known)
    ]  # fmt: skip
    asked = {name: [row[no] for row in rows] for no, name in enumerate(ASKED)}
    sums: dict[str, dict[tuple[str, Way], int]] = defaultdict(dict)
    for subject, measure, *parts in db.all(READ, {**asked, "all": list(KINDS), "first": span.first, "end": span.end}):
        sums[subject] |= {(measure, way): n or 0 for way, n in zip(WAYS, parts, strict=True)}
    return {cut.subject: counted(sums[cut.subject]) for cut in cuts}
