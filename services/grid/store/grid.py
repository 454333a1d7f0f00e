"""SQL of single grids: giving codes, reading to change, members of duty grids, pages."""
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from kernel import rows
from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.rows import Reader
from kernel.scope import Scope
from services.grid.domain.grid import scheme
from services.grid.domain.grid.code_scheme import CodeScheme
from services.grid.domain.ground.register import Grid
from services.grid.store.ground.ground import GRIDS

# the highest code there is counts too: codes also come from files, past the counter; all of a span begin alike and are of one
# length. The counter's row is locked until the transaction ends, and who waited for it reads it as it is then.
ALLOCATE = """
INSERT INTO grid_sequence (first, community, last)
SELECT %(first)s, %(community)s, 1 + coalesce(
    (SELECT right(max(code), %(places)s)::integer FROM grid
     WHERE code BETWEEN %(first)s AND %(last)s AND length(code) = %(digits)s), %(before)s)
ON CONFLICT (first) DO UPDATE SET last = greatest(grid_sequence.last + 1, excluded.last) RETURNING last
"""


def allocate(tx: Tx, community: str, kind: str) -> str:
    """Give the next code of a kind in a community (12 digits), once and for all.

    The counter is locked until the transaction ends, and moves only if it commits: two never get one number, and one that is
    rolled back leaves no gap. Who allocates in several communities does so in their order, so that no two wait crosswise.

    Rule GR-31, domain 3.3.

    :raises Conflict: grid.codes_exhausted
    """
    coded = scheme.named(find_scheme(tx, locked="FOR SHARE"))
    asked = {
        "first": coded.first(community, kind),
        "last": coded.last(community, kind),
        "community": community,
        "places": coded.places,
        "digits": coded.digits,
        "before": coded.spans[kind].first - 1,
    }
    row = tx.one(ALLOCATE, asked)
    assert row is not None  # an INSERT that updates on conflict always gives its row
    return coded.code(community, kind, int(row[0]))


def find_scheme(db: Reader, *, locked: str = "") -> str:
    """Give the name of the tenant's scheme. locked: '', 'FOR SHARE' or 'FOR UPDATE', inside a transaction."""
    row = db.one(f"SELECT scheme FROM grid_scheme {locked}")
    return str(row[0]) if row else scheme.DEFAULT


def choose_scheme(tx: Tx, name: str) -> None:
    """Have grids coded by a scheme from now on.

    Rule GR-32: refused while grids have codes of another.

    :raises Invalid: grid.scheme_unknown
    :raises Conflict: grid.scheme_in_use
    """
    now = find_scheme(tx, locked="FOR UPDATE")
    used = tx.one("SELECT EXISTS (SELECT FROM grid WHERE kind <> 'duty')")
    chosen = scheme.choose(name, now=now, used=bool(used and used[0]))
    if chosen != now:
        tx.later("UPDATE grid_scheme SET scheme = %s", (chosen,))


def get(db: Reader, code: str) -> Grid:
    """Give a grid, ended ones too.

    :raises Missing: grid.grid_missing
    """
    return GRIDS.get(db, code, Missing("grid.grid_missing"))


def lock(tx: Tx, code: str) -> Grid:
    """Give a grid to be changed in this transaction.

    :raises Missing: grid.grid_missing
    """
    return GRIDS.lock(tx, code, Missing("grid.grid_missing"))


def same(grid: Grid, version: int) -> None:
    """Let only who has seen the grid as it is change it.

    :raises Conflict: grid.grid_changed, facts version
    """
    rows.same(grid, version, Conflict("grid.grid_changed", grid=grid.code))


def add(tx: Tx, grid: Grid) -> None:
    """Queue a new grid.

    :raises Conflict: grid.code_taken, when the code is or was another's
    """
    tx.conflict("grid_pkey", Conflict("grid.code_taken", grid=grid.code))
    GRIDS.insert(tx, grid)


def save(tx: Tx, before: Grid, after: Grid) -> None:
    """Queue what has changed of a grid."""
    GRIDS.save(tx, before, after)


def lock_community(tx: Tx, community: str, *, on: date) -> None:
    """Keep a community from being changed while a grid is opened in it.

    :raises Missing: grid.community_missing, also for one that has ended
    """
    sql = """SELECT 1 FROM area WHERE code = %s AND level = 'community' AND valid_from <= %s
             AND (valid_until IS NULL OR valid_until > %s) FOR SHARE"""
    if tx.one(sql, (community, on, on)) is None:
        raise Missing("grid.community_missing", pointer="/community")


def find_some(tx: Tx, codes: Iterable[str]) -> dict[str, Grid]:
    """Give grids by code, kept from ending until the transaction does; unknown ones are left out."""
    found = GRIDS.all(tx, "WHERE code = ANY(%s) ORDER BY code FOR SHARE", (sorted(set(codes)),))
    return {grid.code: grid for grid in found}


def list_members(db: Reader, duty: str) -> list[str]:
    """Give the unit grids of a duty grid as they are now, by code."""
    rows = db.all("SELECT member FROM grid_member WHERE duty = %s AND valid_until IS NULL ORDER BY member", (duty,))
    return [code for (code,) in rows]


def find_duty(db: Reader, member: str) -> str:
    """Give the duty grid a unit grid is part of, '' for none."""
    row = db.one("SELECT duty FROM grid_member WHERE member = %s AND valid_until IS NULL", (member,))
    return str(row[0]) if row else ""


def put_members(tx: Tx, duty: str, members: Iterable[str], *, on: date) -> None:
    """Queue that a duty grid consists of these unit grids from a local date on, and of no others.

    :raises Conflict: grid.member_taken, when one is part of another duty grid
    """
    tx.conflict("grid_member_once", Conflict("grid.member_taken", duty=duty))
    wanted = sorted(set(members))
    ended = "UPDATE grid_member SET valid_until = %s WHERE duty = %s AND valid_until IS NULL AND member <> ALL(%s)"
    tx.later(ended, (on, duty, wanted))
    tx.later(JOINED, {"duty": duty, "on": on, "members": wanted})


# a member that comes back on the day it left never was away
JOINED = """
INSERT INTO grid_member (duty, member, valid_from)
SELECT %(duty)s, member, %(on)s FROM unnest(%(members)s::text[]) AS member
WHERE NOT EXISTS (SELECT FROM grid_member AS there
    WHERE there.duty = %(duty)s AND there.member = member.member AND valid_until IS NULL)
ON CONFLICT (duty, member, valid_from) DO UPDATE SET valid_until = NULL
"""


@dataclass(frozen=True, slots=True)
class Ask:
    """One page of grids. scope: of the reader. filters: area (prefix of the community), kind; None = any. after: code."""

    scope: Scope
    limit: int
    after: Mapping[str, str] | None
    filters: Mapping[str, str | None]


# as the index has it that answers for a prefix of a community too; of twelve digits each order is the same
BY_COMMUNITY = "community USING ~<~, code"


def page(db: Reader, ask: Ask, *, on: date) -> tuple[list[Grid], dict[str, str] | None]:
    """Give one page of the grids valid on a local date, by community and code, and where the next begins; no borders."""
    reached, params = ask.scope.predicate(area="community", unit="''", party="''")
    where = [f"({reached})", "valid_from <= %s", "(valid_until IS NULL OR valid_until > %s)"]
    params += [on, on]
    for column, value in (("community LIKE", ask.filters["area"]), ("kind =", ask.filters["kind"])):
        if value is not None:
            where.append(f"{column} %s")
            params.append(value)
    if ask.after:
        where.append("community ~>=~ %s AND (community, code) > (%s, %s)")
        params += [ask.after["community"], ask.after["community"], ask.after["code"]]
    columns = ", ".join("NULL" if name == "border" else name for name in GRIDS.columns)
    sql = f"SELECT {columns} FROM grid WHERE {' AND '.join(where)} ORDER BY {BY_COMMUNITY} LIMIT %s"
    found = [GRIDS.load(row) for row in db.all(sql, [*params, ask.limit + 1])]
    items = found[: ask.limit]
    more = len(found) > ask.limit
    return items, {"community": items[-1].community, "code": items[-1].code} if more else None


def find_coded(db: Reader) -> CodeScheme:
    """Give the tenant's scheme."""
    return scheme.named(find_scheme(db))
