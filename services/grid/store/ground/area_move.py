"""What goes with an area when it ends: grids under new codes, those who stand on them, units, areas below, open matters."""
from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from kernel.db import Tx
from services.grid.domain.incident import Incident
from services.grid.store import grid as grids
from services.grid.store.incident import INCIDENTS
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


def move_posts(tx: Tx, old: str, new: str, *, area: str, grid: str | None, on: date, id: str = "") -> None:
    """Let those who stand on a place stand on another from a day on; their posts on the old one end as transferred.

    id: only the post with this id, '' for all.
    """
    moved = tx.run(
        "WITH over AS (UPDATE staff_post SET valid_until = greatest(%(on)s, valid_from), ending = 'transferred',"
        "   version = version + 1 WHERE place = %(old)s AND (valid_until IS NULL OR valid_until > %(on)s)"
        "   AND (%(id)s = '' OR id::text = %(id)s) RETURNING account, role, employment, valid_from)"
        " INSERT INTO staff_post (id, account, role, place, area, grid, employment, valid_from, origin)"
        " SELECT gen_random_uuid(), account, role, %(new)s, %(area)s, %(grid)s, employment, greatest(valid_from, %(on)s),"
        "   'transferred' FROM over",
        {"old": old, "new": new, "area": area[:12], "grid": grid, "on": on, "id": id},
    )
    if moved:
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


def move_below(tx: Tx, code: str, target: str, *, on: date, kind: str) -> None:
    """Let an area below a community, and all that lies below it, go on under another, each with its own letter and number.

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
    tx.run(
        "UPDATE area SET valid_until = greatest(%(on)s, valid_from + 1), version = version + 1"
        " WHERE starts_with(code, %(code)s) AND valid_until IS NULL",
        asked,
    )


def lock_open(tx: Tx, area: str, *, grids: list[str]) -> list[Incident]:
    """Give the open incidents of an area, or of some grids in it, locked."""
    rest = "WHERE closed_at IS NULL AND area = %s AND (%s::text[] = '{}' OR grid = ANY(%s)) ORDER BY id FOR UPDATE"
    return INCIDENTS.all(tx, rest, (area, grids, grids))


def claim_strays(tx: Tx, *, today: date, limit: int) -> list[Incident]:
    """Give open incidents whose area has ended, locked; those another process has are passed over."""
    rest = (
        "WHERE closed_at IS NULL AND area = ANY(SELECT code FROM area WHERE valid_until <= %s)"
        " ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED"
    )
    return INCIDENTS.all(tx, rest, (today, limit))


def successors(tx: Tx, codes: list[str]) -> dict[str, tuple[str, ...]]:
    """Give the codes that follow some areas or grids, through all that ended since, by the code that ended first."""
    rows = tx.all(
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


def communities(tx: Tx, codes: list[str]) -> dict[str, str]:
    """Give the community of each of some grids."""
    return dict(tx.all("SELECT code, community FROM grid WHERE code = ANY(%s)", (codes,)))


def follow_clock(tx: Tx, incident: str, area: str) -> None:
    """Queue that the open clocks of an incident run in another area; no date moves."""
    tx.later(
        "UPDATE obligation SET area = %s, version = version + 1 WHERE subject = %s AND state <> 'stopped'", (area, incident)
    )
