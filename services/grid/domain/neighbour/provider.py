"""Who gives help in the neighbourhood, and how well one fits a need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.grid.domain.ground.area import covers, level_of
from services.grid.domain.neighbour.need import Need
from services.grid.domain.neighbour.neighbour import ACTIVE

PROVIDER_KINDS = ("social_organisation", "social_work_station", "volunteer_team", "charity")
CHANGEABLE = ("name", "area", "kind", "helps", "capacity")
# how near its ground is to the need: the narrower the ground, the better it knows it
NEARNESS = ("community", "street", "district", "city", "province")


@dataclass(frozen=True, slots=True)
class Provider:
    """A social organisation, a social-work station, a volunteers' team or a charity.

    area: 12-digit root of the ground it serves. helps: kinds of help it gives. capacity: how much it takes on at a time.
    """

    id: str
    area: str
    name: str
    kind: str
    helps: tuple[str, ...]
    capacity: int
    state: str
    created_at: datetime
    changed_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A provider that could take on a need. free: how much more it can take on then. reasons: codes, why it is here."""

    provider: Provider
    free: int
    reasons: tuple[str, ...]


def suggest(need: Need, offers: Iterable[tuple[Provider, int]]) -> list[Suggestion]:
    """Order those who could help, the best first. offers: providers, each with what it has free in the need's time.

    Rule GR-87, domain 9.1: needs meet resources by kind, area and capacity; it proposes with its reasons and decides
    nothing. Who can take on all that is left comes first, then who serves the narrower ground, then who has more free.
    """
    fit = [Suggestion(one, free, _reasons(need, one, free)) for one, free in offers if free > 0 and fits(need, one)]
    return sorted(fit, key=lambda found: (*map(ORDER.index, found.reasons[1:]), -found.free, found.provider.id))


def fits(need: Need, one: Provider) -> bool:
    """Tell whether a provider gives this kind of help on this ground."""
    return one.state == ACTIVE and need.kind in one.helps and covers(one.area, need.area)


def _reasons(need: Need, one: Provider, free: int) -> tuple[str, ...]:
    enough = "takes_all" if free >= need.left else "takes_part"
    return "gives_this_help", enough, f"serves_{level_of(one.area)}"


ORDER = ("takes_all", "takes_part", *(f"serves_{level}" for level in NEARNESS))
REASONS = ("gives_this_help", *ORDER)
