"""Daily sweeps as rows: made for all grids at once, read by area and day, changed one item at a time."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from kernel import page as keyset
from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.page import Order, Part
from kernel.rows import Reader, Table, same
from services.grid.domain.duty.duty import Setting
from services.grid.domain.duty.sweep import Item, Sweep
from services.grid.domain.ground.register import GRID_KINDS
from services.grid.store.setting import setting as settings

SWEEPS = Table("sweep", Sweep)
ITEMS = Table("sweep_item", Item, key="sweep")
MADE = Order("made_at")
BATCH = 3000  # grids in one statement: far below its time limit

# ids are made here and not by the clock, because no grid is read into the process.
# places of sites come after those of the checklist; the longest unseen come first
MAKE = """
WITH chosen AS MATERIALIZED (
    SELECT gen_random_uuid() AS id, code, community, kind FROM grid
    WHERE kind = ANY(%(grid_kinds)s)
      AND valid_from <= %(on)s AND (valid_until IS NULL OR valid_until > %(on)s)
      AND NOT EXISTS (SELECT FROM sweep WHERE sweep.grid = grid.code AND sweep.due_on = %(on)s)
    ORDER BY code LIMIT %(batch)s
), due AS (
    SELECT chosen.id, site.premises::text AS site, coalesce(site.place_kind, site.kind) AS kind,
           row_number() OVER (PARTITION BY chosen.id ORDER BY site.looked_at NULLS FIRST, site.code) AS place
    FROM chosen JOIN sweep_site AS site ON site.grid = chosen.code
    WHERE site.looked_at IS NULL OR site.looked_at < %(at)s - make_interval(days => %(site_days)s)
), item AS MATERIALIZED (
    SELECT chosen.id, checklist.place, '' AS site, checklist.kind
    FROM chosen JOIN unnest(%(grid_kinds)s::text[], %(places)s::integer[], %(kinds)s::text[])
        AS checklist (grid_kind, place, kind) ON checklist.grid_kind = chosen.kind
    UNION ALL SELECT id, 99 + place, site, kind FROM due WHERE place <= %(sites)s
), made AS (
    INSERT INTO sweep (id, grid, area, due_on, items, made_at)
    SELECT chosen.id, chosen.code, chosen.community, %(on)s, counted.items, %(at)s
    FROM chosen JOIN (SELECT id, count(*) AS items FROM item GROUP BY id) AS counted ON counted.id = chosen.id
    ON CONFLICT ON CONSTRAINT sweep_once DO NOTHING RETURNING id
), filled AS (
    INSERT INTO sweep_item (sweep, place, site, kind)
    SELECT item.id, item.place, item.site, item.kind FROM item JOIN made ON made.id = item.id
)
SELECT count(*) FROM chosen
"""

MISSED = """
SELECT coalesce(street, district), count(*) FILTER (WHERE state = 'open'), count(*) FROM (
    SELECT left(area, 9) || '000' AS street, left(area, 6) || '000000' AS district, state FROM sweep WHERE due_on = %s
) AS day
GROUP BY GROUPING SETS (street, district) HAVING count(*) FILTER (WHERE state = 'open') > 0 ORDER BY 1
"""

FORGET = """
WITH old AS (
    SELECT id FROM sweep WHERE due_on = %s AND EXISTS (SELECT FROM sweep_item WHERE sweep_item.sweep = sweep.id)
    ORDER BY id LIMIT %s
), gone AS (DELETE FROM sweep_item USING old WHERE sweep_item.sweep = old.id)
SELECT count(*) FROM old
"""

DAYS = """
SELECT due_on, count(*), count(*) FILTER (WHERE state = 'done'), sum(items)::bigint, sum(checked)::bigint,
       sum(hazards)::bigint
FROM sweep WHERE due_on BETWEEN %s AND %s AND {scope} GROUP BY due_on ORDER BY due_on
"""


@dataclass(frozen=True, slots=True)
class Missed:
    """How many of the sweeps of a street, or of a district, and a day were not finished. area: its 12 digits."""

    area: str
    missed: int
    sweeps: int


@dataclass(frozen=True, slots=True)
class Day:
    """What the sweeps of one day amount to."""

    on: date
    sweeps: int
    done: int
    items: int
    checked: int
    hazards: int


def make(tx: Tx, on: date, *, setting: Setting, at: datetime) -> int:
    """Make the sweeps of a local date that are not there yet, at most BATCH, and give for how many grids it tried."""
    params = {"on": on, "at": at, "batch": BATCH, "site_days": setting.site_days, "sites": setting.sites}
    row = tx.one(MAKE, params | _checklists(tx, on))
    return int(row[0]) if row else 0


def _checklists(db: Reader, on: date) -> dict[str, list[Any]]:
    """Give what every grid of a kind is looked at for, line by line as arrays; a kind without a list has no sweeps."""
    values = settings.read(db, "duty.checklist", on=on)
    lists = {kind: values.get("duty.checklist", grid_kind=kind) for kind in GRID_KINDS}
    rows = [(kind, place, one) for kind, words in lists.items() for place, one in enumerate(words, 1)]
    return {name: [row[n] for row in rows] for n, name in enumerate(("grid_kinds", "places", "kinds"))}


def missed(db: Reader, on: date) -> list[Missed]:
    """Give the streets and districts with sweeps of a local date that were not finished."""
    return [Missed(*row) for row in db.all(MISSED, (on,))]


def forget_lines(tx: Tx, on: date) -> int:
    """Delete the lines of at most BATCH sweeps of a local date, and give of how many; the sweeps keep their counts."""
    row = tx.one(FORGET, (on, BATCH))
    return int(row[0]) if row else 0


def days(db: Reader, scope: Part, *, first: date, last: date) -> list[Day]:
    """Give what the sweeps within a scope amount to, day by day, both ends included."""
    condition, params = scope
    return [Day(*row) for row in db.all(DAYS.format(scope=condition), [first, last, *params])]


def page(
    db: Reader, on: date, scope: Part, *, limit: int, after: dict[str, Any] | None
) -> tuple[list[Sweep], dict[str, str] | None]:
    """Give one page of the sweeps of a local date."""
    return keyset.page(db, SWEEPS, MADE, [("due_on = %s", [on]), scope], limit=limit, after=after)


def of_grids(db: Reader, grids: Iterable[str], on: date) -> list[Sweep]:
    """Give the sweeps of grids on a local date, by grid."""
    return SWEEPS.all(db, "WHERE due_on = %s AND grid = ANY(%s) ORDER BY grid", (on, sorted(grids)))


def items(db: Reader, sweeps: Iterable[str]) -> list[Item]:
    """Give the checklists of sweeps, in order."""
    return ITEMS.all(db, "WHERE sweep = ANY(%s::uuid[]) ORDER BY sweep, place", (list(sweeps),))


def lock(tx: Tx, id: str, *, version: int) -> Sweep:
    """Read a sweep to change it.

    :raises Missing: grid.sweep_missing
    :raises Conflict: grid.sweep_changed, facts version (the present one)
    """
    found = SWEEPS.lock(tx, id, Missing("grid.sweep_missing"))
    same(found, version, Conflict("grid.sweep_changed"))
    return found


def item(tx: Tx, sweep: str, place: int) -> Item:
    """Read one line of a checklist.

    :raises Missing: grid.sweep_item_missing
    """
    return ITEMS.need(tx, "WHERE sweep = %s AND place = %s", (sweep, place), missing=Missing("grid.sweep_item_missing"))


def save(tx: Tx, before: Sweep, after: Sweep, line: Item) -> None:
    """Queue a finding: the sweep's counts and its line."""
    SWEEPS.save(tx, before, after)
    tx.later(
        "UPDATE sweep_item SET result = %s, words = %s, incident = %s, checked_by = %s, checked_at = %s"
        " WHERE sweep = %s AND place = %s",
        (line.result, line.words, line.incident, line.checked_by, line.checked_at, line.sweep, line.place),
    )
