"""What goes with an area when it ends: grids under new codes, those who stand on them, units, areas below, open matters."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from kernel.db import Tx
from kernel.rows import Reader
from services.grid.domain.incident import Incident
from services.grid.store import grid as grids
from services.grid.store.incident import INCIDENTS, OPEN
from services.grid.store.premises import tally as premises_tally
from services.grid.store.premises.premises import PREMISES
from services.grid.store.staff import staff


def move_grid(tx: Tx, code: str, community: str, *, on: date, at: datetime) -> str:
    """End a grid and open it anew in another community, with its border, under a code of its own; give that code.

    Who stands on it and what is built on it go with it.

    A duty grid has a code that names no community, and keeps it.

    :raises Conflict: grid.codes_exhausted
    """
    old = grids.get(tx, code)
    if old.kind == "duty":
        tx.run("UPDATE grid SET community = %s, version = version + 1 WHERE code = %s", (community, code))
        return code
    new = grids.allocate(tx, community, old.kind)
    tx.run("UPDATE grid SET valid_until = greatest(%s, valid_from + 1), version = version + 1 WHERE code = %s", (on, code))
    tx.run(
        "INSERT INTO grid (code, community, name, kind, border, households, valid_from)"
        " SELECT %s, %s, name, kind, border, households, %s FROM grid WHERE code = %s",
        (new, community, on, code),
    )
    tx.run(
        "WITH left_by AS (UPDATE grid_member SET valid_until = greatest(%(on)s, valid_from)"
        "   WHERE member = %(old)s AND valid_until IS NULL RETURNING duty)"
        " INSERT INTO grid_member (duty, member, valid_from) SELECT duty, %(new)s, %(on)s FROM left_by",
        {"on": on, "old": code, "new": new},
    )
    move_posts(tx, code, new, area=community, grid=new, on=on)
    tx.run("UPDATE post SET grid = %s WHERE grid = %s", (new, code))
    move_premises(tx, community, new, where="grid", id=code, at=at)
    return new


# who stands in on a post stands in on the one that follows it, for the days that are left
MOVE_POSTS = """
WITH over AS (
    UPDATE staff_post SET valid_until = greatest(%(on)s, valid_from), ending = 'transferred', version = version + 1
    WHERE place = %(old)s AND (valid_until IS NULL OR valid_until > %(on)s) AND (%(id)s = '' OR id::text = %(id)s)
    RETURNING id, account, role, employment, valid_from, gen_random_uuid() AS next
), until AS (
    SELECT was.id, was.valid_until FROM staff_post AS was WHERE was.place = %(old)s
), begun AS (
    INSERT INTO staff_post (id, account, role, place, area, grid, employment, valid_from, valid_until, origin)
    SELECT next, account, role, %(new)s, %(area)s, %(grid)s, employment, greatest(valid_from, %(on)s), until.valid_until,
        'transferred' FROM over JOIN until USING (id)
), stood AS (
    SELECT stand_in.*, over.next FROM stand_in JOIN over ON over.id = stand_in.post WHERE stand_in.valid_until > %(on)s
), left_off AS (
    UPDATE stand_in SET valid_until = greatest(stand_in.valid_from, %(on)s), version = stand_in.version + 1
    FROM stood WHERE stood.id = stand_in.id
), taken_up AS (
    INSERT INTO stand_in (id, post, account, area, valid_from, valid_until, created_at)
    SELECT gen_random_uuid(), next, account, %(area)s, greatest(valid_from, %(on)s), valid_until, created_at FROM stood
)
SELECT count(*) FROM over
"""


def move_posts(tx: Tx, old: str, new: str, *, area: str, grid: str | None, on: date, id: str = "") -> None:
    """Let those who stand on a place stand on another from a day on, those who stand in for them too.

    Their posts on the old one end as transferred; those on the new one end on the day they would have ended anyway.

    id: only the post with this id, '' for all.
    """
    row = tx.one(MOVE_POSTS, {"old": old, "new": new, "area": area[:12], "grid": grid, "on": on, "id": id})
    if row and row[0]:
        staff.touch(tx)


def move_premises(tx: Tx, area: str, grid: str | None, *, where: str, id: str, at: datetime) -> None:
    """Let premises lie in another area and grid, with their counts. where: 'grid' or 'id', the column that names them."""
    for one in PREMISES.all(tx, f"WHERE {where} = %s AND state = 'standing' ORDER BY id FOR UPDATE", (id,)):
        moved = replace(one, area=area[:12], grid=grid, version=one.version + 1, changed_at=at)
        PREMISES.save(tx, one, moved)
        premises_tally.move(tx, one, moved)


def move_unit(tx: Tx, id: str, area: str) -> None:
    """Let a unit serve another area."""
    tx.run("UPDATE unit SET area = %s WHERE id = %s", (area, id))


def move_below(tx: Tx, code: str, target: str, *, on: date, kind: str) -> dict[str, str]:
    """Let an area below a community, and all that lies below it, go on under another, each with its own letter and number.

    Who stands on one of them stands on the one that follows it. -> ended code -> code that follows it.

    :raises Conflict: grid.area_code_used, when the number is or was another's there (registered by the caller)
    """
    above = tx.one("SELECT length(parent) FROM area WHERE code = %s", (code,))
    asked = {"code": code, "target": target, "on": on, "kind": kind, "cut": int(above[0]) if above else 0}
    tx.run(
        "INSERT INTO area (code, name, level, parent, valid_from)"
        " SELECT %(target)s || substr(code, %(cut)s + 1), name, level, %(target)s || substr(parent, %(cut)s + 1), %(on)s"
        " FROM area WHERE starts_with(code, %(code)s) AND valid_until IS NULL ORDER BY code",
        asked,
    )
    tx.run(
        "INSERT INTO area_succession (source, target, kind, on_day)"
        " SELECT code, %(target)s || substr(code, %(cut)s + 1), %(kind)s, %(on)s"
        " FROM area WHERE starts_with(code, %(code)s) AND valid_until IS NULL",
        asked,
    )
    ended = tx.all(
        "UPDATE area SET valid_until = greatest(%(on)s, valid_from + 1), version = version + 1"
        " WHERE starts_with(code, %(code)s) AND valid_until IS NULL"
        " RETURNING code, %(target)s || substr(code, %(cut)s + 1)",
        asked,
    )
    for old, new in sorted(ended):
        move_posts(tx, old, new, area=new, grid=None, on=on)
    return dict(ended)


def list_borders(tx: Tx, codes: Iterable[str], *, new: str) -> list[dict[str, Any] | None]:
    """Give the borders of some areas; of one that is `new` in this transaction and has none, nothing is given."""
    rows = tx.all("SELECT code, border FROM area WHERE code = ANY(%s) ORDER BY code", (sorted(codes),))
    return [border for code, border in rows if border is not None or code != new]


def lock_open(tx: Tx, area: str, *, grids: list[str]) -> list[Incident]:
    """Give the open incidents of an area, or of some grids in it, locked; those joined to another are open, and come last."""
    rest = f"WHERE {OPEN} AND area = %s AND (%s::text[] = '{{}}' OR grid = ANY(%s)) ORDER BY state = 'merged', id FOR UPDATE"
    return INCIDENTS.all(tx, rest, (area, grids, grids))


def claim_strays(tx: Tx, *, today: date, limit: int) -> list[Incident]:
    """Give open incidents whose area has ended, locked; those another process has are passed over."""
    rest = (
        f"WHERE {OPEN} AND area = ANY(SELECT code FROM area WHERE valid_until <= %s)"
        " ORDER BY state = 'merged', id LIMIT %s FOR UPDATE SKIP LOCKED"
    )
    return INCIDENTS.all(tx, rest, (today, limit))


def successors(db: Reader, codes: list[str]) -> dict[str, tuple[str, ...]]:
    """Give the codes that follow some areas or grids, through all that ended since, by the code that ended first."""
    rows = db.all(
        "WITH RECURSIVE led AS (SELECT source AS origin, target FROM area_succession WHERE source = ANY(%s)"
        " UNION SELECT led.origin, next.target FROM led JOIN area_succession AS next ON next.source = led.target)"
        " SELECT origin, target FROM led WHERE NOT EXISTS (SELECT FROM area_succession AS next"
        " WHERE next.source = led.target) ORDER BY origin, target",
        (codes,),
    )
    found: dict[str, tuple[str, ...]] = {}
    for origin, target in rows:
        found[origin] = (*found.get(origin, ()), target)
    return found


def communities(db: Reader, codes: list[str]) -> dict[str, str]:
    """Give the community of each of some grids."""
    return dict(db.all("SELECT code, community FROM grid WHERE code = ANY(%s)", (codes,)))
