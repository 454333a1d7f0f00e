"""Appointing people, ending posts, moving people between them, and naming stand-ins."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from kernel.clock import new_id
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.decision import Event
from kernel.errors import Conflict, Missing
from kernel.rows import same
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.staff import post as rule
from services.grid.domain.staff import stand_in as standing
from services.grid.domain.staff.post import Post, earliest
from services.grid.domain.staff.stand_in import StandIn
from services.grid.schemas.staff import post as schemas
from services.grid.service.acting import Order
from services.grid.service.staff import view
from services.grid.service.staff.acting import StaffActing
from services.grid.store.ground.ground import hold
from services.grid.store.staff import staff as store
from services.grid.store.staff import team as staff_team
from services.grid.store.staff.team import Place


class Staff(StaffActing):
    """The acts of those who lead an area on the posts in it."""

    @rpc
    def appoint(self, command: Order) -> Order:
        """Let somebody stand on a place.

        :raises Denied: grid.role_not_allowed
        :raises Invalid: wire.invalid, grid.post_place_unknown, and as the rules of posts and teams
        :raises Conflict: grid.seats_taken, grid.post_held_already, grid.post_second_grid, grid.post_full_time_taken
        """
        order = load(schemas.Appoint, command)
        self.may("appoint")

        def work(tx: Tx) -> Outcome:
            hold(tx)  # first of all, as whoever ends a place does: what is asked of it then still holds when the post is there
            place = self.place(tx, order["place"], on=order["valid_from"])
            post = self._new_post(order, place)
            decision = rule.appoint(post, today=self.today)
            store.hold(tx, post.account, post.place)
            self.fit(tx, post, place)
            store.POSTS.insert(tx, post)
            return self._post_settled(tx, post, decision.events, self._post_view(tx, post))

        return perform(self.db, self.call, "appoint", command, work)

    @rpc
    def end_post(self, command: Order) -> Order:
        """End a post on a day.

        :raises Missing: grid.post_missing, also out of scope
        :raises Conflict: grid.post_changed, grid.post_over
        """
        order = load(schemas.EndPost, command)
        self.may("end_post")

        def work(tx: Tx) -> Outcome:
            before = self._locked_post(tx, order)
            after = rule.end(before, on=order["on"])
            ended = self._end_with(tx, before, after)
            return self._post_settled(tx, after, (rule.tell("ended", after),), self._post_view(tx, after), also=ended)

        return perform(self.db, self.call, "end_post", command, work)

    @rpc
    def transfer(self, command: Order) -> Order:
        """Move somebody: the post here ends and one there begins on the same day, or nothing changes.

        :raises Missing: grid.post_missing
        :raises Conflict: grid.post_changed, grid.post_over, grid.post_not_begun, and as `appoint`
        """
        order = load(schemas.Transfer, command)
        self.may("transfer")

        def work(tx: Tx) -> Outcome:
            hold(tx)
            here = self._locked_post(tx, order, order["place"])
            place = self.place(tx, order["place"], on=order["on"])
            ended, begun = rule.transfer(here, self._moved_post(here, order, place), on=order["on"])
            self.fit(tx, begun, place, without=here.id)
            over = self._end_with(tx, here, ended)
            store.POSTS.insert(tx, begun)
            reply = {"id": begun.id, "version": 1, "ended": self._post_view(tx, ended), "begun": self._post_view(tx, begun)}
            told = rule.tell("transferred", begun, was_place=here.place, was_area=here.area, was_post=here.id)
            return self._post_settled(tx, begun, (told,), reply, also=over)

        return perform(self.db, self.call, "transfer", command, work)

    @rpc
    def find_post(self, command: Order) -> Order:
        """Give one post, its holder's own or one within scope.

        :raises Missing: grid.post_missing
        """
        post = store.get(self.db, load(schemas.FindPost, command)["post"])
        if post.account != self.call.actor.id:
            self.covered(post.area, Missing("grid.post_missing"))
        return self._post_view(self.db, post)

    @rpc
    def name_stand_in(self, command: Order) -> Order:
        """Let somebody stand in on a post for some days.

        :raises Missing: grid.post_missing
        :raises Invalid: as `stand_in.name`
        :raises Conflict: grid.stand_in_overlaps
        """
        order = load(schemas.NameStandIn, command)
        self.may("name_stand_in")

        def work(tx: Tx) -> Outcome:
            hold(tx)
            post = store.get(tx, order["post"])
            self.covered(post.area, Missing("grid.post_missing"))
            store.hold(tx, post.account, order["account"])
            post = store.lock(tx, post.id)
            days = {name: order[name] for name in ("account", "valid_from", "valid_until")}
            new = StandIn(id=new_id(), post=post.id, area=post.area, version=1, created_at=self.now, **days)
            own = store.list_of(tx, new.account)
            others = store.list_stand_ins(tx, account=new.account, posts=[post.id, *(one.id for one in own)])
            (told,) = standing.name(new, post, others, own).events
            store.STAND_INS.insert(tx, new)
            return self._stood(tx, new, self.heard_of_both(told, new, post))

        return perform(self.db, self.call, "name_stand_in", command, work)

    @rpc
    def end_stand_in(self, command: Order) -> Order:
        """End a standing in before its day.

        :raises Missing: grid.stand_in_missing
        :raises Conflict: grid.stand_in_changed, grid.stand_in_over
        """
        order = load(schemas.EndStandIn, command)
        self.may("end_stand_in")

        def work(tx: Tx) -> Outcome:
            before = store.lock_stand_in(tx, order["stand_in"])
            self.covered(before.area, Missing("grid.stand_in_missing"))
            same(before, order["version"], Conflict("grid.stand_in_changed"))
            after = standing.end(before, on=order["on"])
            store.STAND_INS.save(tx, before, after)
            post = store.get(tx, after.post)
            return self._stood(tx, after, self.heard_of_both(standing.tell("stand_in_ended", after, post), after, post))

        return perform(self.db, self.call, "end_stand_in", command, work)

    def _locked_post(self, tx: Tx, order: Order, *places: str) -> Post:
        """Read a post to change it: people and places held first, always in this order, then the row."""
        seen = store.get(tx, order["post"])
        self.covered(seen.area, Missing("grid.post_missing"))
        store.hold(tx, seen.account, seen.place, *places)
        post = store.lock(tx, seen.id)
        same(post, order["version"], Conflict("grid.post_changed"))
        return post

    def _end_with(self, tx: Tx, before: Post, after: Post) -> tuple[Event, ...]:
        """Queue the end of a post, and of what stands in on it; give the facts of those."""
        store.POSTS.save(tx, before, after)
        assert after.valid_until is not None  # a post that was ended has an end
        return self.end_stand_ins(tx, [after], on=after.valid_until)

    def _new_post(self, order: Order, place: Place) -> Post:
        given = {name: order[name] for name in ("account", "role", "employment", "valid_from", "valid_until")}
        given["valid_until"] = earliest(given["valid_until"], place.until)
        return Post(id=new_id(), **given, **_at(place), version=1, created_at=self.now)

    def _moved_post(self, here: Post, order: Order, place: Place) -> Post:
        """Give the post there: what the order does not say stays, and so does an end that is known."""
        given: dict[str, Any] = {name: order[name] or getattr(here, name) for name in ("role", "employment")}
        until = earliest(here.valid_until, place.until)
        made = replace(here, id=new_id(), **given, **_at(place), valid_from=order["on"], valid_until=until)
        return replace(made, version=1, created_at=self.now, origin="transferred", ending=None)

    def _post_view(self, db: Any, post: Post) -> Order:
        roles = view.names(staff_team.list_roles(db), self.call.language)
        return view.post(post, self.call.language, roles)

    def _post_settled(
        self, tx: Tx, post: Post, events: tuple[Event, ...], reply: Order, *, also: tuple[Event, ...] = ()
    ) -> Outcome:
        store.touch(tx)
        detail = {"role": post.role, "place": post.place, "area": post.area, "employment": post.employment}
        told = tuple(self.heard(event, party=post.account) for event in events)
        return Outcome(reply, "staff_post", post.id, post.version, (*told, *also), detail=detail)

    def _stood(self, tx: Tx, one: StandIn, event: Event) -> Outcome:
        store.touch(tx)
        return Outcome(view.stand_in(one), "stand_in", one.id, one.version, (event,), detail={"post": one.post})


def _at(place: Place) -> dict[str, Any]:
    return {"place": place.code, "area": place.area, "grid": place.grid}
