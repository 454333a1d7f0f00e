"""SQL of border changes, of borders in time, and of what a tenant allows."""
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from kernel import page as keyset
from kernel.db import Tx
from kernel.errors import Missing
from kernel.page import Order
from kernel.rows import Reader, Table, column
from kernel.scope import Scope
from services.grid.domain.border.change import BorderChange
from services.grid.domain.border.drawn import DRAWN_KINDS, Limits, Size
from services.grid.domain.ground.register import Grid
from services.grid.store.ground.ground import AREAS, GRIDS, VALID
from services.grid.store.setting import setting as settings

CHANGES = Table("border_change", BorderChange)
NEWEST = Order("created_at", descending=True)
SIZES = ("border.households_least", "border.households_most", "border.area_least")  # in the order of a Size

# versions of grids grow with every change of theirs, whoever makes it
BASIS = """
SELECT md5(coalesce((SELECT string_agg(code || ':' || version, ',' ORDER BY code) FROM grid
                     WHERE community = %(community)s AND valid_until IS NULL), '')
           || '|' || coalesce((SELECT md5(border::text) FROM area WHERE code = %(community)s), ''))
"""
# borders in force now, beside the ones kept as present
_THERE = """
WITH there AS (
    SELECT code, border, valid_from FROM grid WHERE %(codes)s::text[] IS NULL OR code = ANY(%(codes)s)
    UNION ALL
    SELECT code, border, valid_from FROM area
    WHERE border IS NOT NULL AND (%(codes)s::text[] IS NULL OR code = ANY(%(codes)s))
)"""
CLOSE = f"""{_THERE}
UPDATE border_version AS kept SET valid_until = %(on)s FROM there
WHERE kept.code = there.code AND kept.valid_until IS NULL AND kept.valid_from < %(on)s
AND kept.border IS DISTINCT FROM there.border
"""
# of two changes on one day the later replaces the earlier
OPEN = f"""{_THERE}
INSERT INTO border_version (code, valid_from, border)
SELECT there.code, CASE WHEN EXISTS (SELECT FROM border_version AS kept WHERE kept.code = there.code) THEN %(on)s
    ELSE there.valid_from END, there.border
FROM there LEFT JOIN border_version AS kept ON kept.code = there.code AND kept.valid_until IS NULL
WHERE there.border IS NOT NULL AND there.border IS DISTINCT FROM kept.border
ON CONFLICT (code, valid_from) DO UPDATE SET border = excluded.border, valid_until = NULL
"""
UPSERT = """
INSERT INTO grid (code, community, name, kind, border, households, valid_from, valid_until)
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[]::jsonb[], %s::integer[], %s::date[], %s::date[])
ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind, border = excluded.border,
    households = excluded.households, valid_from = excluded.valid_from, valid_until = excluded.valid_until,
    version = grid.version + 1
WHERE (grid.name, grid.kind, grid.border, grid.households, grid.valid_from, grid.valid_until) IS DISTINCT FROM
    (excluded.name, excluded.kind, excluded.border, excluded.households, excluded.valid_from, excluded.valid_until)
RETURNING code
"""
WRITTEN = ("code", "community", "name", "kind", "border", "households", "valid_from", "valid_until")
BORDERS = """
UPDATE area SET border = given.border::jsonb FROM unnest(%s::text[], %s::text[]) AS given (code, border)
WHERE area.code = given.code AND area.border IS DISTINCT FROM given.border::jsonb RETURNING area.code
"""
BATCH = 5000


def get(db: Reader, id: str) -> BorderChange:
    """Read a change.

    :raises Missing: grid.border_change_missing
    """
    return CHANGES.get(db, id, Missing("grid.border_change_missing"))


def lock(tx: Tx, id: str) -> BorderChange:
    """Read a change to end it; others who want to wait.

    :raises Missing: grid.border_change_missing
    """
    return CHANGES.lock(tx, id, Missing("grid.border_change_missing"))


def add(tx: Tx, change: BorderChange) -> None:
    """Queue a fresh draft."""
    CHANGES.insert(tx, change)


def save(tx: Tx, before: BorderChange, after: BorderChange) -> None:
    """Queue what changed of a change."""
    CHANGES.save(tx, before, after)


def page(
    db: Reader, scope: Scope, *, community: str | None, state: str | None, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[BorderChange], dict[str, str] | None]:
    """Give one page of changes within a scope, the newest first. community: 12 digits or None, state: or None for any."""
    parts = [scope.predicate(area="community")]
    given = (("community", community), ("state", state))
    parts += [(f"{name} = %s", [value]) for name, value in given if value is not None]
    return keyset.page(db, CHANGES, NEWEST, parts, limit=limit, after=after)


def basis(db: Reader, community: str) -> str:
    """Give the hash of a community's grids and border as they are now."""
    row = db.one(BASIS, {"community": community})
    return str(row[0]) if row else ""


def list_grids(db: Reader, community: str, *, on: date) -> dict[str, Grid]:
    """Give the grids of a community valid on a local date, with their borders, by code."""
    found = GRIDS.all(db, f"WHERE community = %(community)s AND {VALID} ORDER BY code", {"community": community, "on": on})
    return {one.code: one for one in found}


def find_border(db: Reader, area: str) -> dict[str, Any] | None:
    """Give the border of an area, GeoJSON, or None where none is drawn."""
    found = AREAS.find(db, "WHERE code = %s", (area,))
    return found.border if found else None


def list_borders(db: Reader) -> dict[str, dict[str, Any]]:
    """Give the border of every area that has one, by code."""
    return {str(code): border for code, border in db.all("SELECT code, border FROM area WHERE border IS NOT NULL")}


def find_limits(db: Reader, *, on: date) -> Limits:
    """Give what the tenant allows on a local date."""
    values = settings.read(db, *SIZES, "border.overlap_most", "border.gap_most", on=on)
    by_kind = {kind: Size(*(values.get(key, grid_kind=kind) for key in SIZES)) for kind in DRAWN_KINDS}
    return Limits(values.get("border.overlap_most"), values.get("border.gap_most"), by_kind)


def find_duties(db: Reader, members: Iterable[str]) -> dict[str, str]:
    """Give the duty grid of each unit grid that is part of one now."""
    sql = "SELECT member, duty FROM grid_member WHERE member = ANY(%s) AND valid_until IS NULL"
    return {str(member): str(duty) for member, duty in db.all(sql, (sorted(members),))}


def list_together(db: Reader, members: Iterable[str]) -> dict[str, list[str]]:
    """Give the duty grids that some unit grids are part of now, each with all its members."""
    sql = """SELECT duty, array_agg(member ORDER BY member) FROM grid_member WHERE valid_until IS NULL AND duty IN (
                 SELECT duty FROM grid_member WHERE member = ANY(%s) AND valid_until IS NULL) GROUP BY duty"""
    return {str(duty): found for duty, found in db.all(sql, (sorted(members),))}


def write(tx: Tx, grids: Sequence[Grid]) -> list[str]:
    """Write grids as new or in place of those with their code, a few thousand a statement; give the codes that changed."""
    changed: list[str] = []
    for first in range(0, len(grids), BATCH):
        some = grids[first : first + BATCH]
        changed += [code for (code,) in tx.all(UPSERT, [[column(getattr(one, name)) for one in some] for name in WRITTEN])]
    return changed


def write_borders(tx: Tx, borders: Mapping[str, dict[str, Any]]) -> list[str]:
    """Write borders of areas that are registered, and give the codes of those that changed."""
    if not borders:
        return []
    return [code for (code,) in tx.all(BORDERS, (list(borders), [column(one) for one in borders.values()]))]


def follow(tx: Tx, codes: Iterable[str] | None, *, on: date) -> None:
    """Queue that borders in force now are kept as versions from a local date on. codes: of grids and areas, None = all."""
    given = {"codes": sorted(set(codes)) if codes is not None else None, "on": on}
    tx.later(CLOSE, given)
    tx.later(OPEN, given)


def find_version(db: Reader, code: str, *, on: date) -> tuple[dict[str, Any], date, date | None] | None:
    """Give a border as it was on a local date, with the dates between which it was in force; None for no border then."""
    sql = """SELECT kept.border, kept.valid_from, least(kept.valid_until, owner.valid_until)
             FROM border_version AS kept LEFT JOIN (
                 SELECT code, valid_until FROM grid UNION ALL SELECT code, valid_until FROM area
             ) AS owner USING (code)
             WHERE kept.code = %(code)s AND kept.valid_from <= %(on)s
             AND (kept.valid_until IS NULL OR kept.valid_until > %(on)s)
             AND (owner.valid_until IS NULL OR owner.valid_until > %(on)s)"""
    row = db.one(sql, {"code": code, "on": on})
    return (row[0], row[1], row[2]) if row else None


def list_dates(db: Reader, code: str) -> list[date]:
    """Give the first days of all borders a grid had, the oldest first."""
    return [day for (day,) in db.all("SELECT valid_from FROM border_version WHERE code = %s ORDER BY 1", (code,))]


def wait(tx: Tx, change: BorderChange, *, due_at: datetime) -> None:
    """Queue that a community's cases are looked at once more."""
    tx.later("INSERT INTO border_settling VALUES (%s, %s, %s)", (change.id, change.community, due_at))


def claim(tx: Tx, *, now: datetime) -> str | None:
    """Take one community that is due to be looked at again, None when there is none; others take others."""
    row = tx.one(
        """DELETE FROM border_settling WHERE change = (SELECT change FROM border_settling WHERE due_at <= %s
           ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING community""",
        (now,),
    )
    return str(row[0]) if row else None
