"""A post: somebody standing on a grid, or on an area, in a role, from a day until another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from kernel.decision import Decision, Event
from kernel.errors import Conflict, Invalid
from services.grid.domain.staff.term import Term

HEAD, WORKER = "grid_head", "grid_worker"
ORIGINS = ("appointed", "transferred", "loaded")
ENDINGS = ("ended", "transferred", "left")
YEARS_MOST = 10


@dataclass(frozen=True, slots=True)
class Post:
    """One post. account: UUID. place: code of a grid or an area. area: 12 digits, where the place lies, the community at
    the narrowest. grid: the place when it is a grid, else None. valid_from, valid_until: local dates, half-open; None = no
    end yet; both the same = it never began. origin: one of ORIGINS. ending: one of ENDINGS, None while none is known.
    """

    id: str
    account: str
    role: str
    place: str
    area: str
    grid: str | None
    employment: str
    valid_from: date
    valid_until: date | None
    version: int
    created_at: datetime
    origin: str = "appointed"
    ending: str | None = None

    @property
    def term(self) -> Term:
        """The days of the post."""
        return Term(self.valid_from, self.valid_until)


def appoint(post: Post, *, today: date) -> Decision[Post]:
    """Begin a post.

    today: local date. -> the record, event grid.staff_appointed. A post may begin in the past, as papers come late, or
    in the future, up to ten years either way.

    Rule GR-52, domain 9.1 and 9.3 (0-4, 2-7): posts are half-open terms of local dates.

    :raises Invalid: grid.term_empty, grid.term_too_far
    """
    if post.valid_until is not None and post.valid_until <= post.valid_from:
        raise Invalid("grid.term_empty", pointer="/valid_until")
    if abs(post.valid_from.year - today.year) > YEARS_MOST:
        raise Invalid("grid.term_too_far", pointer="/valid_from")
    return Decision(post, (tell("appointed", post),))


def end(post: Post, *, on: date, ending: str = "ended") -> Post:
    """Give a post that ends: `on` is the first day its holder no longer stands there.

    on: local date; the first day of the post or earlier means that it never began.

    Rule GR-52.

    :raises Conflict: grid.post_over, when it ends on that day or before already
    """
    if post.valid_until is not None and post.valid_until <= on:
        raise Conflict("grid.post_over", until=post.valid_until.isoformat())
    until = max(on, post.valid_from)
    return replace(post, valid_until=until, ending=ending, version=post.version + 1)


def transfer(post: Post, begun: Post, *, on: date) -> tuple[Post, Post]:
    """Give the post that ends here and the one that begins there, on the same day and for the same person.

    Rule GR-53, domain 9.3 (2-7) 能进能出: nobody is on both or on neither.

    :raises Conflict: grid.post_over, grid.post_not_begun
    :raises Invalid: grid.transfer_nowhere, when role and place stay
    """
    if (begun.place, begun.role) == (post.place, post.role):
        raise Invalid("grid.transfer_nowhere", pointer="/place")
    if on < post.valid_from:
        raise Conflict("grid.post_not_begun", since=post.valid_from.isoformat())
    return end(post, on=on, ending="transferred"), begun


def tell(what: str, post: Post, **data: str) -> Event:
    """Make the fact `grid.staff_<what>` of a post: who it concerns is known by the post's id alone."""
    until = post.valid_until.isoformat() if post.valid_until else None
    common = {
        "role": post.role,
        "place": post.place,
        "area": post.area,
        "grid": post.grid,
        "valid_from": post.valid_from.isoformat(),
        "valid_until": until,
    }
    return Event(f"grid.staff_{what}", post.id, common | data, version=post.version)


def goes_on(post: Post, on: date) -> bool:
    """Tell whether a post is still to end on a local date or after it."""
    return post.valid_until is None or post.valid_until > max(on, post.valid_from)


def earliest(until: date | None, place: date | None) -> date | None:
    """Give the day a post ends: nobody stands longer on a place than there is one. None = no end is known."""
    return min((day for day in (until, place) if day is not None), default=None)
