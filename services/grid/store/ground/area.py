"""Areas as rows: their states in time, what followed what, changes made and planned, and what lies in an area."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.rows import Reader, Table
from kernel.scope import Scope
from services.grid.domain.ground.change import Change, KeptArea, Lying, Named
from services.grid.domain.setting.chosen import prefix
from services.grid.store.setting import setting as settings

AREAS = Table("area", KeptArea, key="code")


@dataclass(frozen=True, slots=True)
class KeptChange:
    """A change as it is kept. state: one of STATES. body: into, others, moves. problem: why it could not be made."""

    id: str
    kind: str
    area: str
    on_day: date
    state: str
    version: int
    body: dict[str, Any]
    problem: str | None = None

    def change(self) -> Change:
        """Give the change."""
        into = tuple(Named(**one) for one in self.body["into"])
        return Change(self.kind, self.area, self.on_day, into, tuple(self.body["others"]), self.body["moves"])


CHANGES = Table("area_change", KeptChange)


@dataclass(frozen=True, slots=True)
class State:
    """What an area was in a period."""

    name: str
    level: str
    parent: str | None
    valid_from: date
    valid_until: date | None


# everything that would be left behind; a thing is named once, under the area it lies in
LYING = """
SELECT 'area', code, parent FROM area WHERE parent = ANY(%(codes)s) AND (valid_until IS NULL OR valid_until > %(on)s)
UNION ALL SELECT 'grid', code, community FROM grid
    WHERE community = ANY(%(codes)s) AND (valid_until IS NULL OR valid_until > %(on)s)
UNION ALL SELECT 'unit', id, area FROM unit WHERE area = ANY(%(codes)s)
UNION ALL SELECT 'post', id::text, place FROM staff_post
    WHERE place = ANY(%(codes)s) AND (valid_until IS NULL OR valid_until > %(on)s)
UNION ALL SELECT 'site', id::text, area FROM premises
    WHERE area = ANY(%(codes)s) AND grid IS NULL AND state = 'standing'
ORDER BY 1, 2
"""
ROOT = "SELECT code FROM area WHERE parent IS NULL AND valid_until IS NULL"


def root_of(db: Reader) -> str:
    """Give the code of the deployment's root, '' before there is one."""
    row = db.one(ROOT)
    return str(row[0]) if row else ""


def lock(tx: Tx, codes: Iterable[str]) -> dict[str, KeptArea]:
    """Give those of some areas that exist or did, by code, locked in the order of their codes."""
    found = AREAS.all(tx, "WHERE code = ANY(%s) ORDER BY code FOR UPDATE", (sorted(codes),))
    return {one.code: one for one in found}


def same(kept: Mapping[str, KeptArea], versions: Mapping[str, int]) -> None:
    """Refuse to change what is not as it was read. versions: code -> version read.

    :raises Missing: grid.area_missing
    :raises Conflict: grid.area_changed, facts area, version (the present one)
    """
    for code, version in versions.items():
        if code not in kept:
            raise Missing("grid.area_missing", area=code)
        if kept[code].version != version:
            raise Conflict("grid.area_changed", area=code, version=kept[code].version)


def list_lying(tx: Tx, codes: Iterable[str], *, on: date) -> list[Lying]:
    """Give what lies in some areas on a local date or later."""
    return [Lying(*row) for row in tx.all(LYING, {"codes": list(codes), "on": on})]


def add(tx: Tx, area: KeptArea) -> None:
    """Queue a new area.

    :raises Conflict: grid.area_code_used, when the transaction commits
    """
    tx.conflict("area_pkey", Conflict("grid.area_code_used", area=area.code))
    AREAS.insert(tx, area)


def rename(tx: Tx, before: KeptArea, after: KeptArea) -> None:
    """Queue a new state of an area; the former one is kept when it was in force on any day."""
    if before.valid_from < after.valid_from:
        sql = """INSERT INTO area_past (code, version, name, level, parent, valid_from, valid_until)
                 VALUES (%s, %s, %s, %s, %s, %s, %s)"""
        past = (before.code, before.version, before.name, before.level, before.parent, before.valid_from, after.valid_from)
        tx.later(sql, past)
    sql = "UPDATE area SET name = %s, valid_from = %s, version = version + 1 WHERE code = %s"
    tx.later(sql, (after.name, after.valid_from, after.code))


def end(tx: Tx, area: KeptArea) -> None:
    """Queue the end of an area on its `valid_until`; its code stays and is never given again."""
    tx.later("UPDATE area SET valid_until = %s, version = version + 1 WHERE code = %s", (area.valid_until, area.code))


def bump(tx: Tx, code: str) -> None:
    """Queue that an area is not as it was, though its own fields are."""
    tx.later("UPDATE area SET version = version + 1 WHERE code = %s", (code,))


def follow(tx: Tx, source: str, target: str, *, kind: str, on: date) -> None:
    """Queue that a code follows another from a day on."""
    sql = """INSERT INTO area_succession (source, target, kind, on_day) VALUES (%s, %s, %s, %s)
             ON CONFLICT (source, target) DO NOTHING"""
    tx.later(sql, (source, target, kind, on))


def keep_change(tx: Tx, change: KeptChange) -> None:
    """Queue a change.

    :raises Conflict: grid.change_planned_already, when the transaction commits
    """
    tx.conflict("area_change_planned", Conflict("grid.change_planned_already", area=change.area))
    CHANGES.insert(tx, change)


def lock_change(tx: Tx, id: str) -> KeptChange:
    """Give a change, locked.

    :raises Missing: grid.change_missing
    """
    found = CHANGES.find(tx, "WHERE id = %s FOR UPDATE", (id,))
    if found is None:
        raise Missing("grid.change_missing")
    return found


def claim_due(tx: Tx, *, today: date) -> KeptChange | None:
    """Give the next planned change whose day has come; those another process is at are passed over."""
    rest = "WHERE state = 'planned' AND on_day <= %s ORDER BY on_day, id LIMIT 1 FOR UPDATE SKIP LOCKED"
    return CHANGES.find(tx, rest, (today,))


def settle_change(tx: Tx, id: str, state: str, *, problem: str | None = None) -> None:
    """Queue that a change is in another state."""
    tx.later("UPDATE area_change SET state = %s, problem = %s, version = version + 1 WHERE id = %s", (state, problem, id))


def body_of(change: Change) -> dict[str, Any]:
    """Give what is kept of a change beside its kind, area and day, JSON data."""
    into = [{"code": one.code, "name": one.name} for one in change.into]
    return {"into": into, "others": list(change.others), "moves": dict(change.moves)}


def find(db: Reader, code: str) -> KeptArea:
    """Give the present state of an area, ended ones too.

    :raises Missing: grid.area_missing
    """
    found = AREAS.find(db, "WHERE code = %s", (code,))
    if found is None:
        raise Missing("grid.area_missing", area=code)
    return found


def list_states(db: Reader, code: str) -> list[State]:
    """Give all states of an area, oldest first."""
    sql = """SELECT name, level, parent, valid_from, valid_until FROM area_past WHERE code = %(code)s
             UNION ALL SELECT name, level, parent, valid_from, valid_until FROM area WHERE code = %(code)s
             ORDER BY valid_from"""
    return [State(*row) for row in db.all(sql, {"code": code})]


# `area_succession` leads on from what ended; what came out of an area that stayed is known by the change that made it
SUCCESSIONS = """
SELECT source, target, kind, on_day FROM area_succession WHERE source = %(code)s OR target = %(code)s
UNION SELECT change.area, led.code, change.kind, change.on_day
FROM area_change AS change, jsonb_to_recordset(change.body -> 'into') AS led (code text)
WHERE change.kind = 'split' AND change.state = 'applied' AND led.code <> change.area
AND change.area IN (SELECT code FROM area WHERE parent = (SELECT parent FROM area WHERE code = %(code)s))
AND %(code)s IN (change.area, led.code)
ORDER BY 4, 1, 2
"""


def list_successions(db: Reader, code: str) -> list[tuple[str, str, str, date]]:
    """Give which codes an area follows and which follow it, also where the one before it stayed: source, target, kind, day."""
    return [(source, target, kind, on) for source, target, kind, on in db.all(SUCCESSIONS, {"code": code})]


def list_changes(db: Reader, code: str) -> list[KeptChange]:
    """Give the changes of an area that are still to be made, or could not be."""
    return CHANGES.all(db, "WHERE area = %s AND state IN ('planned', 'failed') ORDER BY on_day, id LIMIT 50", (code,))


# each state once: the present one stands in `area`, the former ones in `area_past`
AS_OF = """
SELECT code, name, level, parent, valid_from, valid_until, version, (
    SELECT count(*) FROM area AS child WHERE child.parent = found.code
    AND child.valid_from <= %(on)s AND (child.valid_until IS NULL OR child.valid_until > %(on)s)
) + (
    SELECT count(*) FROM area_past AS child WHERE child.parent = found.code
    AND child.valid_from <= %(on)s AND child.valid_until > %(on)s
) + (
    SELECT count(*) FROM grid WHERE grid.community = found.code
    AND grid.valid_from <= %(on)s AND (grid.valid_until IS NULL OR grid.valid_until > %(on)s)
) FROM (
    SELECT code, name, level, parent, valid_from, valid_until, version FROM area WHERE {which}
    AND valid_from <= %(on)s AND (valid_until IS NULL OR valid_until > %(on)s)
    UNION ALL
    SELECT code, name, level, parent, valid_from, valid_until, version FROM area_past WHERE {which}
    AND valid_from <= %(on)s AND valid_until > %(on)s
) AS found ORDER BY code LIMIT %(limit)s
"""


def find_as_of(db: Reader, code: str, *, on: date) -> tuple[KeptArea, int]:
    """Give an area as it was on a local date, and how many areas and grids lay right under it.

    :raises Missing: grid.area_missing, also when there was none on that day
    """
    row = db.one(AS_OF.format(which="code = %(code)s"), {"code": code, "on": on, "limit": 1})
    if row is None:
        raise Missing("grid.area_missing", area=code)
    return AREAS.load(row), int(row[-1])


def page_as_of(db: Reader, parent: str, *, on: date, limit: int, after: str) -> list[tuple[KeptArea, int]]:
    """Give areas that lay right under one on a local date, by code, one more than asked when there are more."""
    asked = {"parent": parent, "on": on, "limit": limit + 1, "after": after}
    rows = db.all(AS_OF.format(which="parent = %(parent)s AND code > %(after)s"), asked)
    return [(AREAS.load(row), int(row[-1])) for row in rows]


def list_grids_as_of(db: Reader, community: str, *, on: date, limit: int) -> list[dict[str, str]]:
    """Give code, name and kind of the grids a community had on a local date, by code."""
    sql = """SELECT code, name, kind FROM grid WHERE community = %s AND valid_from <= %s
             AND (valid_until IS NULL OR valid_until > %s) ORDER BY code LIMIT %s"""
    return [{"code": code, "name": name, "kind": kind} for code, name, kind in db.all(sql, (community, on, on, limit))]


# what partitions a community counts: unit and duty grids hold the same households once more. What was chosen for communities,
# the narrowest first, goes before the figures of their level
SIZES = """
SELECT area.code, area.name, area.level, sum(grid.households), coalesce(low.value, level.households_least),
       coalesce(high.value, level.households_most)
FROM area JOIN area_level AS level USING (level) JOIN grid ON grid.community = area.code AND grid.kind IN ('base', 'special')
    AND grid.valid_from <= %(on)s AND (grid.valid_until IS NULL OR grid.valid_until > %(on)s)
LEFT JOIN LATERAL (SELECT value FROM unnest(%(low_under)s::text[], %(low)s::integer[]) AS c (prefix, value)
    WHERE area.level = 'community' AND starts_with(area.code, prefix) ORDER BY length(prefix) DESC LIMIT 1) AS low ON true
LEFT JOIN LATERAL (SELECT value FROM unnest(%(high_under)s::text[], %(high)s::integer[]) AS c (prefix, value)
    WHERE area.level = 'community' AND starts_with(area.code, prefix) ORDER BY length(prefix) DESC LIMIT 1) AS high ON true
WHERE area.code > %(after)s AND {scope} AND area.valid_from <= %(on)s AND (area.valid_until IS NULL OR area.valid_until > %(on)s)
GROUP BY area.code, level.level, low.value, high.value
HAVING sum(grid.households) < coalesce(low.value, level.households_least)
    OR sum(grid.households) > coalesce(high.value, level.households_most)
ORDER BY area.code LIMIT %(limit)s
"""


def page_sizes(db: Reader, scope: Scope, *, on: date, limit: int, after: str) -> list[tuple[Any, ...]]:
    """Give areas with fewer or more households than was chosen or their level allows, one more than asked if there are more.

    -> code, name, level, households, least, most. Areas without grids are not measured.
    """
    condition, params = scope.predicate(area="area.code")
    named = {f"p{at}": value for at, value in enumerate(params)}
    for name in named:
        condition = condition.replace("%s", f"%({name})s", 1)
    asked = {**named, **_chosen_sizes(db, on), "on": on, "limit": limit + 1, "after": after}
    return db.all(SIZES.format(scope=condition), asked)


def _chosen_sizes(db: Reader, on: date) -> dict[str, list[Any]]:
    """Give what was chosen for the size of communities as arrays, each with the prefix it holds under."""
    keys = {"low": "area.households_least", "high": "area.households_most"}
    values = settings.read(db, *keys.values(), on=on)
    chosen = {end: values.narrower(key) for end, key in keys.items()}
    under = {f"{end}_under": [prefix(one.area) for one in rows] for end, rows in chosen.items()}
    return under | {end: [int(one.value) for one in rows] for end, rows in chosen.items()}


