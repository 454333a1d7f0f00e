"""What the surfaces of teams and posts share: who may, what day it is, what part of all posts the caller reaches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from kernel import scope
from kernel.db import Tx
from kernel.decision import Event
from kernel.errors import Invalid, Missing
from kernel.rows import Reader
from kernel.scope import AREA, Scope
from services.grid.domain.ground.area import parse
from services.grid.domain.staff import employment, stand_in, team
from services.grid.domain.staff.post import Post
from services.grid.domain.staff.staff import has_role
from services.grid.domain.staff.stand_in import StandIn
from services.grid.service.acting import Acting
from services.grid.store.staff import staff as store
from services.grid.store.staff import team as staff_team
from services.grid.store.staff.lists import Look
from services.grid.store.staff.team import Place

REACHES = {"dispatcher": AREA, "leader": AREA}
NOBODY = "!"  # begins no code


class StaffActing(Acting):
    """The base of the surfaces of staff."""

    def may(self, act: str) -> None:
        """Refuse an act that is not the caller's.

        :raises Denied: grid.role_not_allowed
        """
        has_role(act, self.call.actor.role)

    def staff_reach(self) -> Scope:
        """Give what the caller reaches of teams and posts; who does not lead an area reaches none."""
        actor = self.call.actor
        return scope.reach(REACHES, actor.role, unit=None, area=actor.area, aliases=(), also=actor.also)

    def covered(self, area: str, missing: Missing) -> None:
        """Refuse what lies out of scope as if there were no such thing.

        :raises Missing: the one given
        """
        self.staff_reach().within(missing, area=area)

    def place(self, db: Reader, code: str, *, on: date, pointer: str = "/place") -> Place:
        """Give the place a code names, within scope.

        :raises Invalid: grid.post_place_unknown
        """
        found = staff_team.find_place(db, code, on=on)
        if found is None or not self.staff_reach().covers(area=found.area):
            raise Invalid("grid.post_place_unknown", pointer=pointer, place=code)
        return found

    def heard(self, event: Event, **people: str) -> Event:
        """Give a fact with who hears of it in person, as aliases: which account it is stays known here alone.

        people: account ids, party (whom it is about), holder (of a post that is stood in on), heir (of an open matter).
        """
        return replace(event, data={**event.data, **{name: self.seal.alias(one) for name, one in people.items()}})

    def end_stand_ins(self, tx: Tx, posts: Iterable[Post], *, on: date, account: str = "") -> tuple[Event, ...]:
        """Queue that nobody stands in on these posts, nor this person on others, from a day on, and give the facts."""
        known = {post.id: post for post in posts}
        told = []
        for one in store.lock_stand_ins(tx, account=account, posts=known, on=on):
            after, post = stand_in.end(one, on=on), known.get(one.post) or store.get(tx, one.post)
            store.STAND_INS.save(tx, one, after)
            told.append(self.heard_of_both(stand_in.tell("stand_in_ended", after, post), after, post))
        return tuple(told)

    def heard_of_both(self, event: Event, one: StandIn, post: Post) -> Event:
        """Give a fact of a standing in, heard by who stands in and by the holder."""
        return self.heard(event, party=one.account, holder=post.account)

    def fit(self, tx: Tx, post: Post, place: Place, *, without: str = "") -> None:
        """Hold a new post against its team, its holder's other posts and those already there; people and place are held.

        without: id of a post that ends for this one.

        :raises Invalid: grid.role_unknown, and as `team.seat_of`
        :raises Conflict: as `team.room` and `employment.fit`
        """
        if not staff_team.ROLES.find(tx, "WHERE code = %s", (post.role,)):
            raise Invalid("grid.role_unknown", pointer="/role", role=post.role)
        there = [one for one in store.list_at(tx, post.place) if one.id != without]
        own = [one for one in store.list_of(tx, post.account) if one.id != without]
        seat = team.seat_of(post, place.level, staff_team.seats_at(tx, place, on=post.valid_from))
        team.room(post, seat, there)
        employment.fit(post, own=own, there=there)

    def look(self, order: dict[str, Any], *, limit: int = 0, **more: Any) -> Look:
        """Give what is asked of the lists, within scope. more: what one list needs besides."""
        reach = self.staff_reach()
        under = parse(order["area"]).prefix if order.get("area") else ""
        prefix = NOBODY if reach.nothing else reach.area or ""
        return Look(prefix, under, order.get("on") or self.today, limit, more=more)
