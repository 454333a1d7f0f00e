"""What a district has chosen for the daily duty, who stands where, and where a place is."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from kernel.page import Part
from kernel.rows import Reader
from services.grid.domain.duty.duty import KEYS, Setting
from services.grid.domain.ground.place import Position
from services.grid.store.setting import setting as choices
from services.grid.store.staff.staff import POST_ON, STAND_IN_ON

CADRE = "assigned_cadre"

# as `staff.holders` has it, asked from the other side: while somebody stands in, they and not the one they stand in for
GRIDS = f"""
SELECT DISTINCT post.grid FROM staff_post AS post LEFT JOIN stand_in AS stood ON stood.post = post.id AND {STAND_IN_ON}
WHERE post.grid IS NOT NULL AND {POST_ON} AND coalesce(stood.account, post.account) = %(account)s
  AND (post.account = %(account)s OR post.id IN (SELECT post FROM stand_in WHERE account = %(account)s))
"""
# half-open weeks. Who is stood in for on a day of the week owes nothing for it; who stands in through all of it does
OWED = """
SELECT account, min(area) FROM (
    SELECT post.account, post.area FROM staff_post AS post
    WHERE post.role = %s AND post.valid_from <= %s AND (post.valid_until IS NULL OR post.valid_until >= %s)
      AND NOT EXISTS (SELECT FROM stand_in AS stood WHERE stood.post = post.id AND stood.valid_from < %s
                      AND stood.valid_until > greatest(%s, stood.valid_from))
    UNION ALL
    SELECT stood.account, stood.area FROM stand_in AS stood JOIN staff_post AS post ON post.id = stood.post
    WHERE post.role = %s AND stood.valid_from <= %s AND stood.valid_until >= %s
) AS owing WHERE {scope} AND account > %s GROUP BY account ORDER BY account LIMIT %s
"""
PLACES = f"""
SELECT post.area FROM staff_post AS post LEFT JOIN stand_in AS stood ON stood.post = post.id AND {STAND_IN_ON}
WHERE post.role = %(role)s AND post.place = %(place)s AND {POST_ON} AND coalesce(stood.account, post.account) = %(account)s
LIMIT 1
"""


def setting(db: Reader, *, on: date, area: str = "") -> Setting:
    """Give what holds on a local date. area: of a place, which may have chosen for itself; '' = the whole district."""
    values = choices.read(db, *KEYS.values(), on=on)
    return Setting(**{name: values.get(key, area=area) for name, key in KEYS.items()})


def grids_of(db: Reader, account: str, on: date) -> list[str]:
    """Give the grids somebody stands on on a local date."""
    return sorted(grid for (grid,) in db.all(GRIDS, {"account": account, "on": on}))


def owed(
    db: Reader, week_on: date, scope: Part = ("TRUE", []), *, after: str = "", limit: int | None = None
) -> list[tuple[str, str]]:
    """Give account and area of the agency staff that owe visits for a week: those who answer for a post through all of it.

    By account, from the one after `after`, at most `limit` of them; None = all.
    """
    condition, params = scope
    until = week_on + timedelta(days=7)
    week = [CADRE, week_on, until, until, week_on, CADRE, week_on, until]
    return [(account, area) for account, area in db.all(OWED.format(scope=condition), [*week, *params, after, limit])]


def cadre_area(db: Reader, account: str, place: str, on: date) -> str | None:
    """Give the area of the post of agency staff somebody has, or stands in on, at a place on a local date, or None."""
    row = db.one(PLACES, {"role": CADRE, "account": account, "place": place, "on": on})
    return str(row[0]) if row else None


def community(db: Reader, grid: str) -> str:
    """Give the community of a grid, '' when there is no such grid."""
    row = db.one("SELECT community FROM grid WHERE code = %s", (grid,))
    return str(row[0]) if row else ""


def border(db: Reader, grid: str) -> dict[str, Any] | None:
    """Give the border of a grid, None while none is drawn."""
    row = db.one("SELECT border FROM grid WHERE code = %s", (grid,))
    return row[0] if row else None


def sites(db: Reader, ids: Iterable[str]) -> dict[str, tuple[str, Position]]:
    """Give name and position of sites by id."""
    rows = db.all("SELECT id::text, name, longitude, latitude FROM premises WHERE id = ANY(%s::uuid[])", (list(ids),))
    return {id: (name, Position(lon, lat)) for id, name, lon, lat in rows}
