"""Figures of evaluation: folded and unfolded changes summed in one statement, so that each is seen exactly once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from kernel.db import Database
from kernel.rows import Reader
from services.grid.domain.evaluation import lane
from services.grid.domain.evaluation.cut import DIGITS, Cut
from services.grid.domain.evaluation.measure import KINDS, MARKED, Way, counted
from services.grid.domain.evaluation.period import Period

FOLDED = 2000

COLUMNS = (*MARKED, *lane.LATES)  # of migration 0020
KEY = "within, unit, post, case_type, lane, done_on, day"
PARTS = KEY.split(", ")
DAYS, MONTHS = "measure_count", "measure_month"
# table -> what it keeps a day under; of a month its first day. Infinity stays
KEPT = {DAYS: "{}", MONTHS: "date_trunc('month', {}::timestamp)::date"}
# whether a period is of whole months -> the table it is read from
READ_FROM = {False: DAYS, True: MONTHS}


def _listed(form: str, names: Iterable[str] = COLUMNS) -> str:
    return ", ".join(form.format(name) for name in names)


def _either(form: str) -> str:
    """Give what is 0 where all of them are."""
    return " | ".join(form.format(name) for name in COLUMNS)


_LONG = " ".join(f"WHEN done_on <= day + {days} THEN {no}" for no, days in enumerate(lane.TOOK))
_FIRST = " ".join(f"WHEN '{name}' THEN {first}" for name, first in lane.LANES.items())
# what a change is kept under: rows that a question needs stand together, whatever lies before and after
LANE = f"""CASE WHEN NOT paired THEN 0 ELSE CASE measure {_FIRST} END
    + CASE WHEN done_on = 'infinity' THEN {lane.UNDONE} {_LONG} ELSE {len(lane.TOOK)} END END"""
READ_EVER = f"lane NOT IN ({', '.join(map(str, lane.UNREAD))})"
_BLOCK = f"day - (day - DATE '{lane.ORIGIN}') %% {lane.BLOCK}"
# also: what is left, once more by blocks of days
BLOCKS = " UNION ALL ".join(
    f"SELECT area, unit, post, case_type, {no}, {_BLOCK}, {_BLOCK}, {{}} FROM {{}} WHERE lane = {lane.LANES[name] + lane.UNDONE}"
    for name, no in lane.BLOCKS.items()
)
DONE_ON = "CASE WHEN done_on = 'infinity' THEN day ELSE done_on END"


def _into(table: str) -> str:
    """Give what adds the changes taken to a table, each to the three areas it lies in, in the two wider ones for its unit and its
    kind too, and to its post.
    """
    days = ", ".join(f"{KEPT[table].format(name)} AS {name}" for name in ("done_on", "day"))
    return f"""
laid_{table} AS (
    SELECT area, unit, post, case_type, {LANE} AS lane, {DONE_ON} AS done_on, day, measure, n
    FROM (SELECT area, unit, post, case_type, paired, {days}, measure, n FROM taken) AS given
), one_{table} AS (
    SELECT area, unit, post, case_type, lane, done_on, day,
           {_listed("coalesce(sum(n) FILTER (WHERE measure = '{0}'), 0)::int AS {0}")}
    FROM (SELECT * FROM laid_{table} WHERE {READ_EVER} UNION ALL {BLOCKS.format("measure, n", f"laid_{table}")}) AS given
    GROUP BY area, unit, post, case_type, lane, done_on, day
), spread_{table} AS (
    SELECT left(area, digits) AS within, cut.unit, '*' AS post, cut.case_type, lane, done_on, day, {_listed("{}")}
    FROM one_{table} AS one, (VALUES {", ".join(f"({digits})" for digits in DIGITS)}) AS level (digits),
    LATERAL (VALUES ('*', '*'), (one.unit, '*'), ('*', one.case_type)) AS cut (unit, case_type)
    WHERE cut.unit <> '' AND cut.case_type <> ''
    AND (digits < {DIGITS[-1]} OR (cut.unit, cut.case_type) = ('*', '*'))
    UNION ALL
    SELECT left(area, {DIGITS[-1]}), '*', post, '*', lane, done_on, day, {_listed("{}")} FROM one_{table} WHERE post <> ''
), folded_{table} AS (
    INSERT INTO {table} AS kept ({KEY}, {_listed("{}")})
    SELECT {KEY}, {_listed("sum({})")} FROM spread_{table}
    GROUP BY {KEY} HAVING ({_either("sum({})")}) <> 0 ORDER BY {KEY}
    ON CONFLICT ({KEY}) DO UPDATE SET {_listed("{0} = kept.{0} + excluded.{0}")}
    RETURNING {KEY}, ({_either("kept.{}")}) = 0 AS nothing
), fell_{table} AS (
    SELECT {KEY} FROM folded_{table} WHERE nothing
)"""


# one table after the other, each in the order of its key, so that two who fold wait for each other in no circle
FOLD = f"""
WITH taken AS (
    DELETE FROM measure_delta
    WHERE id = ANY (ARRAY(SELECT id FROM measure_delta ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED))
    RETURNING area, unit, post, case_type, paired, done_on, day, measure, n
), {", ".join(map(_into, KEPT))}
SELECT (SELECT count(*) FROM taken), {", ".join(_listed(f"(SELECT array_agg({{}}) FROM fell_{table})", PARTS) for table in KEPT)}
"""
# what fell to nothing: days on which everything was done in time after all. Whoever folded it has it locked
CLEAR = f"""
DELETE FROM {{table}} AS one USING unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::int[], %s::date[], %s::date[])
    AS fell ({KEY})
WHERE ({_listed("one.{}", PARTS)}) = ({_listed("fell.{}", PARTS)})
"""

# one look into the index for each subject and range; OFFSET 0 keeps the planner from joining whole lanes
PLACE = "one.within = asked.within AND one.unit = asked.unit AND one.post = asked.post AND one.case_type = asked.case_type"
MARKS = f"""
SELECT subject, NULL AS name, 'marked' AS way, ARRAY[{_listed("sum({})", MARKED)}] AS sums FROM asked, LATERAL (
    SELECT {_listed("{}", MARKED)} FROM {{table}} AS one WHERE {PLACE}
    AND lane = 0 AND done_on >= %(first)s AND done_on < %(end)s OFFSET 0) AS found
GROUP BY subject
"""
LATE = f"""
SELECT subject, span.name, span.way, ARRAY[sum(n)] FROM asked,
unnest(%(lanes)s::smallint[], %(since)s::date[], %(until)s::date[], %(low)s::date[], %(names)s::text[], %(ways)s::text[])
    AS span (lane, since, until, low, name, way),
LATERAL (
    SELECT {" + ".join(lane.LATES)} AS n FROM {{table}} AS one WHERE {PLACE} AND one.lane = span.lane
    AND done_on >= span.since AND done_on <= span.until AND day >= span.low AND day < %(end)s OFFSET 0) AS found
GROUP BY subject, span.name, span.way
"""
# what is not folded yet
FRESH = """
    SELECT subject, measure, paired, done_on, day, n FROM asked
    JOIN measure_delta AS one ON left(one.area, length(within)) = within
        AND asked.unit IN ('*', one.unit) AND asked.post IN ('*', one.post) AND asked.case_type IN ('*', one.case_type)
    WHERE done_on >= %(first)s
"""
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
SINGLE = """
SELECT subject, measure, of.way, ARRAY[sum(n)] FROM ({single}) AS single,
LATERAL (VALUES ('marked', NOT paired AND day >= %(first)s AND day < %(end)s),
                ('done_late', paired AND day >= %(first)s AND done_on < %(end)s),
                ('left', paired AND day < %(end)s AND done_on >= %(end)s),
                ('still', paired AND day >= %(first)s AND day < %(end)s AND done_on >= %(end)s)) AS of (way, counts)
WHERE of.counts GROUP BY subject, measure, of.way
"""
ASKED = ("subjects", "withins", "units", "posts", "kinds")
SUBJECTS = f"""
SELECT * FROM unnest({_listed("%({{0}}{0})s::text[]", ASKED)}) AS one (subject, within, unit, post, case_type)
"""
# the table, and whether something is asked that is not kept -> the statement
READ = {
    (table, more): f"""
WITH asked AS ({SUBJECTS.format("")}), counted AS ({SUBJECTS.format("not_kept_")})
{MARKS.format(table=table)} UNION ALL {LATE.format(table=table)}
UNION ALL {SINGLE.replace("{single}", f"{FRESH} UNION ALL {ROWS}" if more else FRESH)}
"""
    for table in KEPT
    for more in (False, True)
}


def fold(db: Database) -> int:
    """Fold up to FOLDED appended changes into the figures, delete what fell to nothing, and give how many changes it were."""
    with db.transaction() as tx:
        count, *fell = tx.one(FOLD, (FOLDED,)) or (0,)
        for table in KEPT:
            keys, fell = fell[: len(PARTS)], fell[len(PARTS) :]
            if any(keys):
                tx.run(CLEAR.format(table=table), keys)
    return int(count)


def fold_all(db: Database) -> None:
    """Fold all changes there are."""
    while fold(db) == FOLDED:
        continue


def read(db: Reader, cuts: Iterable[Cut], span: Period, *, districts: Iterable[str]) -> dict[str, dict[str, int]]:
    """Give each measure of each subject. districts: first six digits of all districts there are."""
    known, cuts = tuple(districts), tuple(cuts)
    rows = [(cut.kept(cell), (cut.subject, cell, cut.unit, cut.post, cut.case_type)) for cut in cuts for cell in cut.cells(known)]
    kept, other = ([row for yes, row in rows if yes is kept] for kept in (True, False))
    asked = _columns(kept, ASKED) | _columns(other, [f"not_kept_{name}" for name in ASKED]) | _ranges(span)
    sums: dict[str, Counter[tuple[str, Way]]] = defaultdict(Counter)
    more = {"all": list(KINDS), "first": span.first, "end": span.end}
    for subject, name, way, found in db.all(READ[READ_FROM[span.whole_months], bool(other)], asked | more):
        sums[subject].update({(one, way): int(n) for one, n in zip((name,) if name else MARKED, found, strict=True)})
    return {cut.subject: counted(sums[cut.subject]) for cut in cuts}


def _ranges(span: Period) -> dict[str, list[Any]]:
    """Give the ranges of late measures, column by column."""
    late = [(one.lane, one.since, one.until, one.low, one.name, one.way) for one in lane.ranges(span) if one.name]
    return _columns(late, ("lanes", "since", "until", "low", "names", "ways"))


def _columns(rows: Sequence[tuple[Any, ...]], names: Iterable[str]) -> dict[str, list[Any]]:
    return {name: [row[no] for row in rows] for no, name in enumerate(names)}
