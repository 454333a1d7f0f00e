"""The list behind a figure: the same rows, by the same conditions, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kernel.db import Tx
from kernel.rows import Reader
from services.grid.domain.evaluation.cut import ALL, DIGITS, Cut
from services.grid.domain.evaluation.lane import SOON
from services.grid.domain.evaluation.measure import MEASURES, Way
from services.grid.domain.evaluation.period import Period

# of a row in `measure`: the same as the sums of figure.READ, day by day. What straddles the end of a period was counted a few
# days before it, or took longer, which few did: each is asked by itself, so that what was done since is not passed over
_SINCE = f"day >= %(end)s::date - {SOON} AND done_on <= day + {SOON} AND done_on >= %(end)s"
_LONG = f"done_on > day + {SOON} AND done_on >= %(end)s"
_LATE = "late = %(name)s AND late IN ('dispose_late', 'close_late')"
WAYS: Mapping[Way, tuple[str, ...]] = {
    "marked": ("marks @> ARRAY[%(name)s] AND day >= %(first)s AND day < %(end)s",),
    "done_late": (f"{_LATE} AND day >= %(first)s AND day < %(end)s AND done_on < %(end)s",),
    "left": (f"{_LATE} AND day < %(end)s AND {_SINCE}", f"{_LATE} AND day < %(end)s AND {_LONG}"),
    "still": tuple(f"late = %(name)s AND day >= %(first)s AND day < %(end)s AND {some}" for some in (_SINCE, _LONG)),
}
PART = "(SELECT * FROM measure WHERE {where} ORDER BY day, incident, round LIMIT %(limit)s)"
PAGE = """
SELECT measure.incident::text, incident.number, measure.round, measure.day,
       CASE WHEN measure.late <> '' AND isfinite(measure.done_on) THEN measure.done_on END, incident.state, measure.area,
       nullif(measure.unit, ''), nullif(measure.case_type, '')
FROM (SELECT * FROM ({parts}) AS found ORDER BY day, incident, round LIMIT %(limit)s) AS measure
JOIN incident ON incident.id = measure.incident ORDER BY measure.day, measure.incident, measure.round
"""
# how much an area holds of what is late is guessed wrong, too little for an index to be walked in order; so nothing else is left
WALK = "SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"


@dataclass(frozen=True, slots=True)
class Line:
    """One incident and round behind a figure. day: under which it is counted; done_on: when it was done late, else None."""

    incident: str
    number: str
    round: int
    day: date
    done_on: date | None
    state: str
    area: str
    unit: str | None
    case_type: str | None


def walk(tx: Tx, cut: Cut) -> None:
    """Have the pages of this transaction found in the order of an index, but for a community: that has few rows to sort."""
    if any(len(prefix) < DIGITS[-1] for prefix in cut.within):
        tx.run(WALK)


def page(
    db: Reader, measure: str, cut: Cut, span: Period, *, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Line], dict[str, Any] | None]:
    """Give one page of what a figure counts, by its day, and what to ask the next with, or None at the end."""
    if not cut.within:
        return [], None
    conditions = [_span(measure, span), *_cut(cut), *_after(after)]
    where = " AND ".join(f"({sql})" for sql, _ in conditions)
    params = {name: value for _, values in conditions for name, value in values.items()}
    parts = " UNION ALL ".join(PART.format(where=f"{where} AND {one}") for one in _parts(measure))
    rows = db.all(PAGE.format(parts=parts), {**params, "limit": limit + 1})
    found = [Line(*row) for row in rows]
    last = found[limit - 1] if len(found) > limit else None
    return found[:limit], {"day": last.day.isoformat(), "id": last.incident, "round": last.round} if last else None


Named = tuple[str, dict[str, Any]]


def _span(measure: str, span: Period) -> Named:
    """Give what all parts of a measure have in common: they are of one kind of row."""
    parts = MEASURES[measure]
    names = {f"name{no}": part.name for no, part in enumerate(parts)}
    return "kind = %(kind)s", {"kind": parts[0].kind, "first": span.first, "end": span.end, **names}


def _parts(measure: str) -> Iterator[str]:
    """Give the conditions of the parts of a measure; no row meets two of them."""
    for no, part in enumerate(MEASURES[measure]):
        yield from (one.replace("%(name)s", f"%(name{no})s") for one in WAYS[part.way])


def _cut(cut: Cut) -> list[Named]:
    ranges = [f"area LIKE %(within{no})s" for no, _ in enumerate(cut.within)]
    prefixes = {f"within{no}": prefix + "%" for no, prefix in enumerate(cut.within)}
    named = [(name, getattr(cut, name)) for name in ("unit", "post", "case_type")]
    given = [(f"{name} = %({name})s AND {name} <> ''", {name: value}) for name, value in named if value != ALL]
    return [(" OR ".join(ranges), prefixes), *given] if any(cut.within) else given


def _after(after: Mapping[str, Any] | None) -> list[Named]:
    if not after:
        return []
    place = {"after_day": after["day"], "after_id": after["id"], "after_round": after["round"]}
    return [("(day, incident, round) > (%(after_day)s::date, %(after_id)s::uuid, %(after_round)s)", place)]
