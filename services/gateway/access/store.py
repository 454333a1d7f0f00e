"""SQL of looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from kernel.db import Database
from kernel.rows import Reader
from services.gateway.access.look import ACT, UNMASKED, Look

# one parameter whatever the number of rows: the server reads it apart, which costs this process nearly nothing
ADD = """
INSERT INTO look (id, at, account, role, unit, area, act, purpose, kind, ids, trace)
SELECT id, at, account, role, unit, area, act, purpose, kind, string_to_array(ids, ',')::uuid[], trace
FROM json_to_recordset(%s::json) AS one (id uuid, at timestamptz, account uuid, role text, unit text, area text, act text,
    purpose text, kind text, ids text, trace uuid)
ON CONFLICT DO NOTHING
"""
SEEN = """
SELECT id::text, at, role, unit, area, act, purpose, kind, ids::text[], replace(trace::text, '-', '') FROM look
WHERE account = %(account)s AND at >= %(since)s AND at < %(until)s AND (at, id) > (%(at)s::timestamptz, %(id)s::uuid)
ORDER BY look.at, look.id LIMIT %(limit)s
"""
NAMES = ("id", "at", "role", "unit", "area", "act", "purpose", "kind", "ids", "trace")
SUMS = """
SELECT kind, purpose, count(*), min(at), max(at) FROM look
WHERE account = %(account)s AND at >= %(since)s AND at < %(until)s GROUP BY 1, 2 ORDER BY 1, 2
"""
RECORDS = """
SELECT kind, array_agg(DISTINCT record::text) FROM look CROSS JOIN unnest(ids) AS record
WHERE account = %(account)s AND at >= %(since)s AND at < %(until)s GROUP BY kind
"""
LOOKS = """
SELECT (at AT TIME ZONE 'Asia/Shanghai')::date AS day, unit, role, area, purpose, count(*) FROM look
WHERE ids @> ARRAY[%(record)s]::uuid[] AND kind = %(kind)s AND purpose <> %(act)s AND at >= %(since)s AND at < %(until)s
  AND (purpose <> %(unmasked)s OR %(own)s::uuid[] IS NULL OR id = ANY(%(own)s::uuid[]))
GROUP BY 1, 2, 3, 4, 5 ORDER BY 1 DESC, 2, 3, 4, 5 LIMIT %(limit)s
"""
OFFICES = """
SELECT purpose, role, unit, count(*) FROM look CROSS JOIN unnest(ids) AS record
WHERE ids && %(records)s::uuid[] AND record = ANY(%(records)s::uuid[]) AND kind = %(kind)s AND at >= %(since)s AND at < %(until)s
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
FIRST: Mapping[str, str] = {"at": "-infinity", "id": "00000000-0000-0000-0000-000000000000"}


def add(db: Database, looks: Sequence[Look]) -> None:
    """Write looks down: one round trip, one commit. Sent twice, because a connection died, they are there once.

    :raises Unavailable: when they are not durable, or nobody knows
    """
    db.all(ADD, (orjson.dumps(list(looks)).decode(),))


def seen(
    db: Reader, account: str, *, since: datetime, until: datetime, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[dict[str, Any]], dict[str, str] | None]:
    """Give one page of what an account saw, the oldest first, and what to ask the next with."""
    span = {"account": account, "since": since, "until": until}
    rows = db.all(SEEN, {**span, **(after or FIRST), "limit": limit + 1})
    items = [dict(zip(NAMES, row, strict=True)) for row in rows[:limit]]
    more = len(rows) > limit
    return items, {"at": items[-1]["at"].isoformat(), "id": items[-1]["id"]} if more else None


def sums(db: Reader, account: str, *, since: datetime, until: datetime) -> list[tuple[Any, ...]]:
    """Give how many calls showed an account records: kind, purpose, calls, first, last."""
    return db.all(SUMS, {"account": account, "since": since, "until": until})


def records(db: Reader, account: str, *, since: datetime, until: datetime) -> dict[str, list[str]]:
    """Give which records an account saw, each once, by kind."""
    found: dict[str, list[str]] = dict(db.all(RECORDS, {"account": account, "since": since, "until": until}))
    return found


def looks(
    db: Reader, kind: str, record: str, *, since: datetime, until: datetime, limit: int, own: Sequence[str] | None = None
) -> list[tuple[Any, ...]]:
    """Give which offices saw a record: local day, unit, role, area, purpose, how often; the newest first.

    own: ids of the only looks at an identity that are told, None for all.
    """
    asked = {"kind": kind, "record": record, "since": since, "until": until, "limit": limit, "act": ACT}
    asked |= {"own": None if own is None else list(own), "unmasked": UNMASKED}
    return db.all(LOOKS, asked)


def offices(
    db: Reader, kind: str, records: Sequence[str], *, since: datetime, until: datetime
) -> list[tuple[str, str, str | None, int]]:
    """Give what for and which office saw these records, each record counted: purpose, role, unit, how often."""
    return db.all(OFFICES, {"kind": kind, "records": list(records), "since": since, "until": until})


def ahead(db: Database, months: int) -> int:
    """Make room for this month and so many after it; give how many months had none."""
    row = db.one("SELECT look_ahead(%s)", (months,))
    return int(row[0]) if row else 0

