"""SQL of what anybody may read: columns that say how far a matter is, and no others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kernel.page import Part
from kernel.rows import Reader, Table
from services.grid.domain.published import Published

PUBLISHED = Table("incident", Published)
# what another service has, or ended, is told to nobody but its parties; of no kind is what nobody has looked at
TOLD: Part = ("handed_to IS NULL AND case_type IS NOT NULL", [])
OPEN = {True: "closed_at IS NULL", False: "closed_at IS NOT NULL"}


def parts(*, kinds: Sequence[str] | None, open: bool | None, since: datetime | None, until: datetime | None) -> list[Part]:
    """Give the conditions of a question. since, until: half-open."""
    found: list[Part] = [(OPEN[open], [])] if open is not None else []
    given = (("case_type = ANY(%s)", kinds), ("created_at >= %s", since), ("created_at < %s", until))
    return found + [(sql, [value]) for sql, value in given if value is not None]


def page(db: Reader, asked: Sequence[Part], *, limit: int, skip: int) -> list[Published]:
    """Give one page, the newest first. skip: rows before it; the standard counts pages, and knows no place to go on from."""
    conditions = [TOLD, *asked]
    where = " AND ".join(f"({sql})" for sql, _ in conditions)
    params: list[Any] = [value for _, values in conditions for value in values]
    rest = f"WHERE {where} ORDER BY created_at DESC, id DESC LIMIT %s OFFSET %s"
    return PUBLISHED.all(db, rest, [*params, limit, skip])


def these(db: Reader, ids: Sequence[str]) -> list[Published]:
    """Give those of these that are published, the newest first."""
    return page(db, [("id = ANY(%s::uuid[])", [list(ids)])], limit=len(ids), skip=0) if ids else []


def photos(db: Reader, incidents: Sequence[str]) -> Mapping[str, list[str]]:
    """Give the ids of the photos each incident refers to, the newest last; who may see them is the front door's to say."""
    sql = """SELECT incident::text, array_agg(id::text ORDER BY linked_at, id) FROM attachment
             WHERE incident = ANY(%s::uuid[]) AND media LIKE 'image/%%' GROUP BY incident"""
    return dict(db.all(sql, (list(incidents),))) if incidents else {}
