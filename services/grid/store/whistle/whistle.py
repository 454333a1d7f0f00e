"""Whistles and their departments' parts as rows: read, lock, save with their figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from kernel import page as keyset
from kernel.db import Tx
from kernel.errors import Missing
from kernel.page import Order, Part
from kernel.rows import Reader, Table
from kernel.scope import Scope, subtree
from services.grid.domain.whistle.figure import BREACHED, CALLED, ON_TIME, RATED, SCORE
from services.grid.domain.whistle.whistle import Call, Whistle
from services.grid.store.staff.staff import POST_ON, STAND_IN_ON
from services.grid.store.whistle import tally

WHISTLES, CALLS = Table("whistle", Whistle), Table("whistle_call", Call)
CREATED = Order("created_at", descending=True)
BATCH = 50  # clocks looked at in one transaction

# where somebody stands as a grid's head today, themselves or for another
HEADS = f"""
SELECT post.area FROM staff_post AS post LEFT JOIN stand_in AS stood ON stood.post = post.id AND {STAND_IN_ON}
WHERE post.role = 'grid_head' AND {POST_ON} AND coalesce(stood.account, post.account) = %(account)s
  AND (post.account = %(account)s OR post.id IN (SELECT post FROM stand_in WHERE account = %(account)s))
"""
# what is late and not counted yet; clocks are read again once the part is locked
LATE = """
WHERE id IN (
    SELECT part.id FROM obligation AS clock JOIN whistle_call AS part ON part.id = clock.subject::uuid
    WHERE clock.kind = 'whistle' AND clock.state <> 'stopped' AND clock.due_at <= %s AND NOT part.breached ? clock.stage
    ORDER BY clock.due_at LIMIT %s
) ORDER BY id FOR UPDATE SKIP LOCKED
"""
ABOUT = """
SELECT FROM incident WHERE id IN (
    SELECT incident FROM whistle_incident JOIN whistle_call AS part USING (whistle) WHERE part.id = %s
) ORDER BY id FOR UPDATE
"""
DONE = {"acknowledge": "acknowledged_at", "arrive": "arrived_at", "plan": "planned_at"}
ASKED = {"acknowledge": "kind <> 'hard'", "arrive": "TRUE", "plan": "kind = 'hard'"}
# days of the rating, as an evaluation of a period counts them
RATED_ON = {"rated_from": ">=", "rated_until": "<"}
MIDNIGHT = "%s::date::timestamp AT TIME ZONE 'Asia/Shanghai'"
# figure -> the parts behind it
BEHIND: Mapping[str, str] = {
    CALLED: "TRUE",
    RATED: "score IS NOT NULL",
    **{BREACHED[stage]: f"breached ? '{stage}'" for stage in DONE},
    **{
        ON_TIME[stage]: f"{ASKED[stage]} AND {at} IS NOT NULL AND NOT breached ? '{stage}'" for stage, at in DONE.items()
    },
}
# the figures of one part as SQL of VALUES, as domain/whistle/figure.py has them
COUNTED = ", ".join(f"('{figure}', ({behind})::int)" for figure, behind in BEHIND.items()) + f", ('{SCORE}', coalesce(score, 0))"


def number(tx: Tx) -> int:
    """Give a number no other whistle has had."""
    row = tx.one("SELECT nextval('whistle_number')")
    assert row is not None
    return int(row[0])


def heads(db: Reader, account: str, on: date) -> list[str]:
    """Give the areas in which somebody is the head of a grid on a local date."""
    return [area for (area,) in db.all(HEADS, {"account": account, "on": on})]


def add(tx: Tx, whistle: Whistle) -> None:
    """Queue a fresh whistle."""
    WHISTLES.insert(tx, whistle)
    for incident in whistle.incidents:
        tx.later("INSERT INTO whistle_incident (incident, whistle) VALUES (%s, %s)", (incident, whistle.id))


def get(db: Reader, id: str) -> Whistle:
    """Read a whistle.

    :raises Missing: grid.whistle_missing
    """
    return WHISTLES.get(db, id, Missing("grid.whistle_missing"))


def lock(tx: Tx, call: str, *, with_incidents: bool) -> tuple[Whistle, Call]:
    """Read a department's part and its whistle to change them; who else wants to change one of its parts waits.

    with_incidents: lock those it is about too, before it, as changes of the ground do.

    :raises Missing: grid.whistle_missing
    """
    if with_incidents:
        tx.run(ABOUT, (call,))
    missing = Missing("grid.whistle_missing")
    whole = "WHERE id = (SELECT whistle FROM whistle_call WHERE id = %s) FOR UPDATE"
    return WHISTLES.need(tx, whole, (call,), missing=missing), CALLS.lock(tx, call, missing)


def late(tx: Tx, now: datetime) -> list[Call]:
    """Give the next parts with a limit that is missed and not counted, locked."""
    return CALLS.all(tx, LATE, (now, BATCH))


def save(tx: Tx, before: Call | None, after: Call) -> None:
    """Queue a fresh part, or what changed of one, with what it changes in the figures."""
    CALLS.save(tx, before, after) if before else CALLS.insert(tx, after)
    tally.move(tx, before, after)


def save_whistle(tx: Tx, before: Whistle, after: Whistle) -> None:
    """Queue what changed of a whistle."""
    WHISTLES.save(tx, before, after)


def calls(db: Reader, whistle: str) -> list[Call]:
    """Give the parts of a whistle, by department."""
    return CALLS.all(db, "WHERE whistle = %s ORDER BY unit", (whistle,))


def page(
    db: Reader, scope: Part, filters: list[Part], *, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Call], dict[str, str] | None]:
    """Give one page of parts within a scope, the newest first."""
    return keyset.page(db, CALLS, CREATED, [scope, *filters], limit=limit, after=after)


def narrowed(order: Mapping[str, Any]) -> list[Part]:
    """Give what narrows a list: open ones only, a kind, a department, an area, an incident, the figure it stands behind, and
    the days of the rating.
    """
    found: list[Part] = [("released_at IS NULL", [])] if order["open"] else []
    found += [(f"{name} = %s", [order[name]]) for name in ("kind", "unit") if order[name]]
    if order["incident"]:
        found.append(("whistle IN (SELECT whistle FROM whistle_incident WHERE incident = %s)", [order["incident"]]))
    if order["figure"]:
        found.append((BEHIND[order["figure"]], []))
    if order["area"]:
        found.append(Scope(area=subtree(order["area"])).predicate())
    found += [(f"rated_at {beside} {MIDNIGHT}", [order[name]]) for name, beside in RATED_ON.items() if order[name]]
    return found
