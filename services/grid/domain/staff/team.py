"""Teams: which roles a grid has, how many of each, and how they may be employed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kernel.errors import Conflict, Invalid
from services.grid.domain.staff.post import Post
from services.grid.domain.staff.term import Term, peak

GRID = "grid"
# of group and building heads, domain 9.2 (1-2 信息员 巡逻员 调解员 办事员 宣传员)
# of grid staff besides, domain 9.3 (2-4 安全 服务)
TAGS = ("information", "patrol", "mediation", "errands", "publicity", "safety", "service")


@dataclass(frozen=True, slots=True)
class Role:
    """An office somebody may hold. tags: some of TAGS, what it does in the field."""

    code: str
    name_zh: str
    name_en: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """A template. source: where it is from, 'tenant' for one of the tenant's own."""

    code: str
    name_zh: str
    name_en: str
    source: str


@dataclass(frozen=True, slots=True)
class Seat:
    """One role of a template. level: 'grid', or the level of the areas the role stands on. least, most: holders at any
    time on one place, most None = as many as there are. employments: of KINDS, those allowed.
    """

    team: str
    role: str
    level: str
    least: int
    most: int | None
    employments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The grids of one kind in an area have this team in this term (half-open local dates)."""

    id: str
    area: str
    kind: str
    team: str
    valid_from: date
    valid_until: date | None = None

    @property
    def term(self) -> Term:
        """The days of the choice."""
        return Term(self.valid_from, self.valid_until)


def sound(seats: Sequence[Seat]) -> None:
    """Refuse a template whose rows make no sense together.

    Rule GR-50.

    :raises Invalid: grid.seat_limits_crossed, grid.seat_twice
    """
    for place, seat in enumerate(seats):
        if seat.most is not None and seat.most < max(seat.least, 1):
            raise Invalid("grid.seat_limits_crossed", pointer=f"/seats/{place}/most")
    if len({(seat.role, seat.level) for seat in seats}) < len(seats):
        raise Invalid("grid.seat_twice", pointer="/seats")


def merged(seats: Iterable[Seat]) -> Mapping[tuple[str, str], Seat]:
    """Put the seats of several teams together, by role and level; where two speak of one role, both must be kept.

    :raises Conflict: grid.teams_contradict, when they cannot be
    """
    found: dict[tuple[str, str], Seat] = {}
    for seat in seats:
        key = (seat.role, seat.level)
        found[key] = _both(found[key], seat) if key in found else seat
    return found


def _both(one: Seat, other: Seat) -> Seat:
    mosts = [seat.most for seat in (one, other) if seat.most is not None]
    least, most = max(one.least, other.least), min(mosts, default=None)
    employments = tuple(kind for kind in one.employments if kind in other.employments)
    if (most is not None and most < least) or not employments:
        raise Conflict("grid.teams_contradict", role=one.role, teams=[one.team, other.team])
    return replace(one, least=least, most=most, employments=employments)


def narrowest(choices: Iterable[Choice], chain: Sequence[str]) -> tuple[str, ...]:
    """Give the teams of the narrowest area that chose any. chain: codes from the area itself up to its province."""
    chosen = list(choices)
    for code in chain:
        if found := sorted(one.team for one in chosen if one.area == code):
            return tuple(found)
    return ()


def seat_of(post: Post, level: str, seats: Iterable[Seat]) -> Seat | None:
    """Give the seat a post takes, None where no team is chosen: then any role may stand anywhere.

    level: 'grid', or that of the area the post stands on.

    Rule GR-50, domain 9.1, 9.2, 9.5 (0-30, 1-17, 4-7): 1+2+N, 1+1+1+N, 一格一长一员一团队, 4+N.

    :raises Invalid: grid.role_not_in_team, grid.place_level_wrong, grid.employment_not_allowed
    """
    found = merged(seats)
    if not found:
        return None
    seat = found.get((post.role, level))
    if seat is None:
        levels = sorted(where for role, where in found if role == post.role)
        if not levels:
            raise Invalid("grid.role_not_in_team", pointer="/role", role=post.role)
        raise Invalid("grid.place_level_wrong", pointer="/place", levels=levels)
    if post.employment not in seat.employments:
        raise Invalid("grid.employment_not_allowed", pointer="/employment", allowed=list(seat.employments))
    return seat


def room(post: Post, seat: Seat | None, there: Iterable[Post]) -> None:
    """Refuse a holder too many on any day of the post. there: other posts of the same place.

    Rule GR-50.

    :raises Conflict: grid.seats_taken, facts most
    """
    if seat is None or seat.most is None:
        return
    terms = [one.term for one in there if one.role == post.role]
    if peak(terms, post.term) >= seat.most:
        raise Conflict("grid.seats_taken", place=post.place, role=post.role, most=seat.most)
