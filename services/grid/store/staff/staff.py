"""Posts and stand-ins as rows: who stands where on which day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kernel.db import Tx
from kernel.errors import Missing
from kernel.rows import Reader, Table
from services.grid.domain.staff.post import Post
from services.grid.domain.staff.stand_in import StandIn

POSTS = Table("staff_post", Post)
STAND_INS = Table("stand_in", StandIn)
HELD = "{0}.valid_from <= %(on)s AND ({0}.valid_until IS NULL OR {0}.valid_until > %(on)s)"
POST_ON, STAND_IN_ON = HELD.format("post"), HELD.format("stood")


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody to be reckoned with at a place on a day. stands_in: for the holder of a post, who is away."""

    account: str
    place: str
    role: str
    stands_in: bool = False


HOLDERS = f"""
SELECT coalesce(stood.account, post.account), post.place, post.role, stood.id IS NOT NULL
FROM staff_post AS post LEFT JOIN stand_in AS stood ON stood.post = post.id AND {STAND_IN_ON}
WHERE post.place = ANY(%(places)s) AND {POST_ON} ORDER BY post.place, post.role, 1
"""


REACHES = f"""
SELECT account, array_agg(DISTINCT area ORDER BY area) FROM (
    SELECT post.account, post.area FROM staff_post AS post WHERE {POST_ON}
    UNION ALL SELECT stood.account, stood.area FROM stand_in AS stood WHERE {STAND_IN_ON}
) AS reached GROUP BY account
"""

STANDING = f"""
SELECT post.account FROM staff_post AS post WHERE post.account = ANY(%(accounts)s) AND {POST_ON}
UNION SELECT stood.account FROM stand_in AS stood WHERE stood.account = ANY(%(accounts)s) AND {STAND_IN_ON}
"""


def holders(db: Reader, places: Iterable[str], on: date) -> list[Holder]:
    """Give who stands on these places on a local date, by place and role; while somebody stands in, they and not the one
    they stand in for. places: codes of grids or areas.
    """
    rows = db.all(HOLDERS, {"places": sorted(set(places)), "on": on})
    return [Holder(*row) for row in rows]


def get(db: Reader, id: str) -> Post:
    """Read a post.

    :raises Missing: grid.post_missing
    """
    return POSTS.get(db, id, Missing("grid.post_missing"))


def lock(tx: Tx, id: str) -> Post:
    """Read a post to change it; others who want to change it wait.

    :raises Missing: grid.post_missing
    """
    return POSTS.lock(tx, id, Missing("grid.post_missing"))


def hold(tx: Tx, *names: str) -> None:
    """Let nobody else change the posts of these people and places until the transaction ends.

    names: account ids and codes of places. Always taken in the same order, so that two who want the same wait for one
    another and never for each other.
    """
    for name in sorted(set(names)):
        tx.run("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || '.staff/' || %s, 0))", (name,))


def list_at(tx: Reader, place: str) -> list[Post]:
    """Give all posts of a place, past and to come."""
    return POSTS.all(tx, "WHERE place = %s ORDER BY valid_from, id", (place,))


def list_of(tx: Reader, account: str) -> list[Post]:
    """Give all posts of a person, past and to come."""
    return POSTS.all(tx, "WHERE account = %s ORDER BY valid_from, id", (account,))


def list_stand_ins(tx: Reader, *, account: str, posts: Iterable[str]) -> list[StandIn]:
    """Give when a person stands in for others, and when others stand in on these posts."""
    rest = "WHERE account = %s OR post = ANY(%s::uuid[]) ORDER BY valid_from, id"
    return STAND_INS.all(tx, rest, (account, list(posts)))


def end_stand_ins(tx: Tx, *, on: date, posts: Iterable[str] = (), account: str = "") -> None:
    """Queue that nobody stands in on these posts, nor this person on others, from a day on."""
    tx.later(
        "UPDATE stand_in SET valid_until = greatest(valid_from, %s), version = version + 1"
        " WHERE (post = ANY(%s::uuid[]) OR account = %s) AND valid_until > %s",
        (on, list(posts), account, on),
    )


def lock_stand_ins(tx: Tx, *, account: str, posts: Iterable[str], on: date) -> list[StandIn]:
    """Read to end them: who stands in on these posts, and where this person stands in, on a local date or after it."""
    rest = (
        "WHERE (post = ANY(%s::uuid[]) OR account = %s) AND valid_until > greatest(valid_from, %s) ORDER BY id FOR UPDATE"
    )
    return STAND_INS.all(tx, rest, (list(posts), account, on))


def standing_in(db: Reader, posts: Iterable[str], *, on: date) -> dict[str, StandIn]:
    """Give who stands in on these posts on a local date, by post."""
    rest = "WHERE post = ANY(%s::uuid[]) AND valid_from <= %s AND valid_until > %s"
    return {one.post: one for one in STAND_INS.all(db, rest, (list(posts), on, on))}


def lock_stand_in(tx: Tx, id: str) -> StandIn:
    """Read a stand-in to change it.

    :raises Missing: grid.stand_in_missing
    """
    return STAND_INS.lock(tx, id, Missing("grid.stand_in_missing"))


def standing(db: Reader, accounts: Iterable[str], *, on: date) -> set[str]:
    """Give those of the accounts that hold a post or stand in on one on a local date."""
    return {account for (account,) in db.all(STANDING, {"accounts": list(accounts), "on": on})}


def list_reaches(db: Reader, *, on: date) -> dict[str, tuple[str, ...]]:
    """Give by account the areas of the posts somebody holds or stands in on, on a local date."""
    return {account: tuple(areas) for account, areas in db.all(REACHES, {"on": on})}


def list_former(db: Reader, *, on: date) -> frozenset[str]:
    """Give the accounts whose first post began on a local date or before, ended or not."""
    began = "valid_from <= %s AND (valid_until IS NULL OR valid_until > valid_from)"
    return frozenset(account for (account,) in db.all(f"SELECT DISTINCT account FROM staff_post WHERE {began}", (on,)))


def touch(tx: Tx) -> None:
    """Queue the news that posts changed."""
    tx.later("UPDATE staff_version SET version = version + 1")


def version(db: Reader) -> int:
    """Give the version of all posts; it grows with each change."""
    row = db.one("SELECT version FROM staff_version")
    return int(row[0]) if row else 0
