"""Lists for those who lead: what is vacant, who carries too much, where only a stand-in is, what ends soon; as of a day.

Each is one statement over the indexes of posts in a range of area codes: nothing is asked per row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kernel.rows import Reader
from services.grid.domain.ground.area import parse
from services.grid.domain.staff.post import HEAD, WORKER
from services.grid.domain.staff.team import GRID, Choice
from services.grid.store.setting import setting as settings

# the roles that carry a grid's daily work; an inspector over many grids is not overloaded
CARRYING = (HEAD, WORKER)
VALID = "{0}.valid_from <= %(on)s AND ({0}.valid_until IS NULL OR {0}.valid_until > %(on)s)"
POSTS = f"post.area LIKE %(reach)s AND post.area LIKE %(under)s AND {VALID.format('post')}"


@dataclass(frozen=True, slots=True)
class Look:
    """What a reader asks about. reach, under: prefixes of area codes, both must hold. on: local date. after: columns of
    the last row of the page before, None at the first. more: what one list needs besides.
    """

    reach: str
    under: str
    on: date
    limit: int
    after: Sequence[Any] | None = None
    more: Mapping[str, Any] = field(default_factory=dict)

    def params(self) -> dict[str, Any]:
        """Give the parameters of its statements."""
        likes = {"reach": self.reach + "%", "under": self.under + "%", "carrying": list(CARRYING)}
        return {**likes, "on": self.on, "limit": self.limit + 1, "after": tuple(self.after or ("", "")), **self.more}


# the team of a place is that of the narrowest area that chose one; choices are few and come as arrays
NEEDED = f"""
choice AS MATERIALIZED (
    SELECT * FROM unnest(%(prefixes)s::text[], %(kinds)s::text[], %(teams)s::text[]) AS c(prefix, kind, team)
),
spot AS (
    SELECT grid.code AS place, grid.community AS area, grid.kind, '{GRID}' AS level FROM grid
    WHERE grid.community LIKE %(reach)s AND grid.community LIKE %(under)s AND {VALID.format('grid')}
    UNION ALL
    SELECT area.code, left(area.code, 12), 'base', area.level FROM area
    WHERE area.code LIKE %(reach)s AND area.code LIKE %(under)s AND {VALID.format('area')}
      AND area.level IN (SELECT level FROM team_seat WHERE least > 0)
),
needed AS (
    SELECT spot.place, spot.area, seat.role, max(seat.least) AS least
    FROM spot JOIN choice ON choice.kind = spot.kind AND starts_with(spot.area, choice.prefix)
        AND NOT EXISTS (SELECT FROM choice AS closer WHERE closer.kind = spot.kind
                        AND starts_with(spot.area, closer.prefix) AND length(closer.prefix) > length(choice.prefix))
    JOIN team_seat AS seat ON seat.team = choice.team AND seat.level = spot.level AND seat.least > 0
    GROUP BY spot.place, spot.area, seat.role
),
held AS (SELECT post.place, post.role, count(*) AS n FROM staff_post AS post WHERE {POSTS} GROUP BY post.place, post.role),
vacant AS (
    SELECT needed.place, needed.area, needed.role, needed.least, coalesce(held.n, 0) AS n
    FROM needed LEFT JOIN held USING (place, role) WHERE coalesce(held.n, 0) < needed.least
)
"""

VACANT = f"""WITH {NEEDED}
SELECT place, area, role, least, n FROM vacant WHERE (place, role) > %(after)s ORDER BY place, role LIMIT %(limit)s"""

STOOD = f"""
SELECT post.place, post.area, post.role FROM staff_post AS post
LEFT JOIN stand_in AS stood ON stood.post = post.id AND {VALID.format('stood')}
WHERE {POSTS} AND post.role = ANY(%(carrying)s) {{and_}}
GROUP BY post.place, post.area, post.role HAVING count(*) = count(stood.id)
"""
STOOD_IN = STOOD.format(and_="AND (post.place, post.role) > %(after)s") + "ORDER BY post.place, post.role LIMIT %(limit)s"

LOAD = f"""
SELECT account, count(*) AS grids, sum(households)::bigint AS households FROM (
    SELECT DISTINCT post.account, post.grid, grid.households FROM staff_post AS post JOIN grid ON grid.code = post.grid
    WHERE {POSTS} AND post.role = ANY(%(carrying)s) {{and_}}
) AS carried GROUP BY account HAVING count(*) > %(grids)s OR sum(households) > %(households)s
"""
OVERLOADED = LOAD.format(and_="AND post.account > %(last)s") + "ORDER BY account LIMIT %(limit)s"

ENDING = """
SELECT post.valid_until::text, post.id::text, post.account, post.role, post.place, post.area FROM staff_post AS post
WHERE post.area LIKE %(reach)s AND post.area LIKE %(under)s AND post.valid_until > %(on)s AND post.valid_until <= %(within)s
  AND post.valid_from < post.valid_until AND (post.valid_until, post.id) > (%(since)s::date, %(last)s::uuid)
ORDER BY post.valid_until, post.id LIMIT %(limit)s"""

COUNTS = f"""WITH {NEEDED}
SELECT area, sum(vacant)::bigint, sum(stood_in)::bigint, sum(ending)::bigint FROM (
    SELECT area, least - n AS vacant, 0 AS stood_in, 0 AS ending FROM vacant
    UNION ALL SELECT area, 0, 1, 0 FROM ({STOOD.format(and_='')}) AS stood
    UNION ALL SELECT post.area, 0, 0, 1 FROM staff_post AS post
    WHERE {POSTS} AND post.valid_until <= %(within)s
) AS counted GROUP BY area ORDER BY area"""

# a post that never began is neither an entry nor an exit
TURNOVER = """
SELECT area, sum(began)::bigint, sum(moved_in)::bigint, sum(ended)::bigint, sum(moved_out)::bigint, sum(gone)::bigint FROM (
    SELECT area, 1 AS began, (origin = 'transferred')::int AS moved_in, 0 AS ended, 0 AS moved_out, 0 AS gone
    FROM staff_post WHERE area LIKE %(reach)s AND area LIKE %(under)s AND valid_from >= %(since)s AND valid_from < %(until)s
      AND (valid_until IS NULL OR valid_until > valid_from)
    UNION ALL
    SELECT area, 0, 0, 1, (ending = 'transferred')::int, (ending = 'left')::int
    FROM staff_post WHERE area LIKE %(reach)s AND area LIKE %(under)s AND valid_until >= %(since)s AND valid_until < %(until)s
      AND valid_until > valid_from
) AS changed GROUP BY area ORDER BY area"""



def chosen(choices: Iterable[Choice]) -> dict[str, list[str]]:
    """Give choices as arrays: the prefix of each area, its kind of grid, its team."""
    rows = [(parse(one.area).prefix, one.kind, one.team) for one in choices]
    return {name: [row[n] for row in rows] for n, name in enumerate(("prefixes", "kinds", "teams"))}


def rows(db: Reader, sql: str, look: Look) -> list[tuple[Any, ...]]:
    """Give the rows of one of the statements above."""
    return db.all(sql, look.params())


def load_limit(db: Reader, area: str, *, on: date) -> tuple[int, int]:
    """Give how many grids and households one person may carry in an area (12 digits) on a local date."""
    keys = ("staff.grids_most", "staff.households_most")
    values = settings.read(db, *keys, on=on)
    grids, households = (values.get(key, area=area) for key in keys)
    return grids, households
