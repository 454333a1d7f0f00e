"""The posts and teams of a district's files, brought into the database: safe to repeat, each fault with its row."""
from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from kernel.db import Tx
from kernel.errors import Failure
from services.gateway.account import account_id
from services.grid.domain.staff import employment, team
from services.grid.domain.staff.post import Post
from services.grid.domain.staff.team import Choice
from services.grid.store.staff import staff as store
from services.grid.store.staff import team as staff_team
from tools.sheet import Fault, Faulty, Row

FILED = uuid.UUID("2f1d3a60-7d0e-5b1a-9a55-1a5f6a1c2107")
LOADED = "loaded"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file as a post, and the post it changes, None for a new one."""

    row: Row
    post: Post
    place: staff_team.Place
    before: Post | None


def write(tx: Tx, rows: Iterable[Row], *, today: date, now: datetime) -> None:
    """Queue the posts of the file: new ones, changed ones, and the end of those that came from it and stand there no more.

    Posts made by people at a desk, and posts of the file that they ended, are left as they are. today: local date.

    :raises Faulty: with every row that cannot be
    """
    faults: list[Fault] = []
    loaded = store.POSTS.all(tx, "WHERE origin = %s ORDER BY valid_from, id FOR UPDATE", (LOADED,))
    lines = [line for row in rows if (line := _line(tx, row, loaded, faults, now=now))]
    kept = {line.before.id for line in lines if line.before}
    fixed = [one for one in store.POSTS.all(tx, "ORDER BY valid_from, id") if one.origin != LOADED or one.ending]
    faults += [fault for n, line in enumerate(lines) if (fault := _fault(tx, line, [*fixed, *_before(lines, n)]))]
    if faults:
        raise Faulty(faults)
    for line in lines:
        _put(tx, line)
    for one in loaded:
        if one.id not in kept and one.ending is None:
            _end(tx, one, today)
    store.touch(tx)


def choose(tx: Tx, rows: Iterable[Row]) -> None:
    """Queue which areas' grids have which teams; what the file says of an area and kind replaces what was chosen there.

    :raises Faulty: with every row that names a team that is not there
    """
    known = {one.code for one in staff_team.list_teams(tx)}
    chosen: dict[tuple[str, str, date], list[Choice]] = {}
    faults = []
    for row in rows:
        area, kind, name, since = (row.values[column] for column in ("area", "kind", "team", "valid_from"))
        if name not in known:
            faults.append(row.fault("team", f"is not known: {name}"))
        id = str(uuid.uuid5(FILED, f"{area}/{kind}/{name}/{since}"))
        chosen.setdefault((area, kind, since), []).append(Choice(id, area, kind, name, since))
    if faults:
        raise Faulty(faults)
    for (area, kind, since), choices in sorted(chosen.items()):
        tx.later("DELETE FROM team_choice WHERE id = ANY(%s::uuid[])", ([one.id for one in choices],))
        staff_team.replace_choice(tx, choices, area=area, kind=kind, since=since)


def _line(tx: Tx, row: Row, loaded: list[Post], faults: list[Fault], *, now: datetime) -> Line | None:
    given = row.values
    place = staff_team.find_place(tx, given["place"], on=given["valid_from"])
    if place is None:
        faults.append(row.fault("place", f"is none on {given['valid_from']}: {given['place']}"))
        return None
    until = given["valid_until"]
    if until is not None and until <= given["valid_from"]:
        faults.append(row.fault("valid_until", "does not come after valid_from"))
        return None
    account = account_id(given["login"])
    named = {name: given[name] for name in ("role", "place", "employment", "valid_from", "valid_until")}
    id = str(uuid.uuid5(FILED, f"{account}/{given['place']}/{given['role']}/{given['valid_from']}"))
    post = Post(id=id, account=account, area=place.area, grid=place.grid, version=1, created_at=now, origin=LOADED, **named)
    return Line(row, post, place, _known(post, loaded))


def _known(post: Post, loaded: list[Post]) -> Post | None:
    """Find the post a row speaks of: that of the same first day, else an open one whose first day the file corrects."""
    same = [one for one in loaded if (one.account, one.place, one.role) == (post.account, post.place, post.role)]
    exact = [one for one in same if one.valid_from == post.valid_from]
    return next(iter([*exact, *(one for one in same if one.ending is None and one.valid_until is None)]), None)


def _fault(tx: Tx, line: Line, others: list[Post]) -> Fault | None:
    """Hold a row against the rules and those before it; a post that people ended is not looked at again."""
    if line.before and line.before.ending:
        return None
    post = line.post
    there = [one for one in others if one.place == post.place]
    try:
        if not staff_team.ROLES.find(tx, "WHERE code = %s", (post.role,)):
            return line.row.fault("role", f"is not known: {post.role}")
        seat = team.seat_of(post, line.place.level, staff_team.seats_at(tx, line.place, on=post.valid_from))
        employment.fit(post, own=[one for one in others if one.account == post.account], there=there)
        team.room(post, seat, there)
    except Failure as failure:
        return line.row.fault("role", f"{failure.code} {failure.facts}")
    return None


def _before(lines: list[Line], n: int) -> list[Post]:
    return [line.post for line in lines[:n] if not (line.before and line.before.ending)]


def _put(tx: Tx, line: Line) -> None:
    if line.before is None:
        store.POSTS.insert(tx, line.post)
    elif line.before.ending is None:
        names = ("employment", "valid_from", "valid_until")
        after = replace(line.before, **{name: getattr(line.post, name) for name in names})
        if after != line.before:
            store.POSTS.save(tx, line.before, replace(after, version=after.version + 1))


def _end(tx: Tx, one: Post, today: date) -> None:
    if one.valid_until is None or one.valid_until > max(today, one.valid_from):
        after = replace(one, valid_until=max(today, one.valid_from), version=one.version + 1)
        store.POSTS.save(tx, one, after)
        store.end_stand_ins(tx, posts=[one.id], on=max(today, one.valid_from))
