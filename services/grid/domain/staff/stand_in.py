"""A stand-in: somebody who takes the place of the holder of a post for some days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from kernel.decision import Decision, Event
from kernel.errors import Conflict, Invalid
from services.grid.domain.staff.post import Post
from services.grid.domain.staff.term import Term

DAYS_MOST = 366


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who stands in on which post. account: UUID. area: of the post. valid_from, valid_until: local dates, half-open."""

    id: str
    post: str
    account: str
    area: str
    valid_from: date
    valid_until: date
    version: int
    created_at: datetime

    @property
    def term(self) -> Term:
        """The days of standing in."""
        return Term(self.valid_from, self.valid_until)


def name(stand_in: StandIn, post: Post, others: Iterable[StandIn], own: Iterable[Post]) -> Decision[StandIn]:
    """Let somebody stand in on a post.

    others: that name the same post, or the same person on other posts. own: posts of the one who is to stand in.
    -> the record, event grid.staff_stood_in.

    Rule GR-55, domain 9.1 (0-4): within the post's days; one stand-in at a time on a post; nobody for themselves, for a post
    like their own at the same place, or on a post while somebody stands in for them.

    :raises Invalid: grid.stand_in_for_oneself, grid.term_empty, grid.stand_in_too_long, grid.stand_in_outside_post
    :raises Conflict: grid.stand_in_overlaps
    """
    _sound(stand_in, post)
    _free(stand_in, others, {one.id for one in own})
    if any((one.place, one.role) == (post.place, post.role) and one.term.meets(stand_in.term) for one in own):
        raise Invalid("grid.stand_in_for_oneself", pointer="/account")
    return Decision(stand_in, (tell("stood_in", stand_in, post),))


def _sound(stand_in: StandIn, post: Post) -> None:
    if stand_in.account == post.account:
        raise Invalid("grid.stand_in_for_oneself", pointer="/account")
    if stand_in.valid_until <= stand_in.valid_from:
        raise Invalid("grid.term_empty", pointer="/valid_until")
    if (stand_in.valid_until - stand_in.valid_from).days > DAYS_MOST:
        raise Invalid("grid.stand_in_too_long", pointer="/valid_until", most=DAYS_MOST)
    if not stand_in.term.within(post.term):
        raise Invalid("grid.stand_in_outside_post", pointer="/valid_from")


def _free(stand_in: StandIn, others: Iterable[StandIn], own: set[str]) -> None:
    for other in others:
        # the post has somebody already, or the one who is to stand in is away and stood in for
        taken = other.post == stand_in.post or other.post in own
        if taken and other.term.meets(stand_in.term):
            raise Conflict("grid.stand_in_overlaps", since=other.valid_from.isoformat(), until=other.valid_until.isoformat())


def end(stand_in: StandIn, *, on: date) -> StandIn:
    """Give a stand-in that ends: `on` is the first day they no longer stand in.

    :raises Conflict: grid.stand_in_over
    """
    if stand_in.valid_until <= on:
        raise Conflict("grid.stand_in_over", until=stand_in.valid_until.isoformat())
    return replace(stand_in, valid_until=max(on, stand_in.valid_from), version=stand_in.version + 1)


def tell(what: str, stand_in: StandIn, post: Post) -> Event:
    """Make the fact `grid.staff_<what>`: of a post, for some days."""
    days = {"valid_from": stand_in.valid_from.isoformat(), "valid_until": stand_in.valid_until.isoformat()}
    data = {"post": post.id, "role": post.role, "place": post.place, "area": post.area, "grid": post.grid, **days}
    return Event(f"grid.staff_{what}", stand_in.id, data, version=stand_in.version)
