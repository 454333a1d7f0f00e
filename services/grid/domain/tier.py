"""The three loops (自循环、微循环、小循环): where a matter begins, and when it climbs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from kernel.decision import Decision
from kernel.obligation import Fact, Limit, Unit, due
from kernel.workdays import Calendar
from services.grid.domain.case_type import CaseType
from services.grid.domain.doer import SYSTEM
from services.grid.domain.ground.area import level_of
from services.grid.domain.ground.register import Unit as Register
from services.grid.domain.incident import Incident
from services.grid.domain.reason import known
from services.grid.domain.step import take

COMMUNITY, STREET, DISTRICT = TIERS = ("community", "street", "district")
HOUR = timedelta(hours=1)
TIME, KIND, RETURNS = "time", "kind", "returns"

# kinds of units that close at their own tier; any other belongs to the district
OF_UNIT: Mapping[str, str] = {"community": COMMUNITY, "street": STREET}

# stages in which nobody has the matter, and those in which a unit must solve it
UNASSIGNED = ("accept", "verify", "file", "dispatch", "arbitrate")
DISPOSAL = ("make_safe", "handle")

# how much of the limit a tier may use up before the next hears of it
SHARES: Mapping[str, Mapping[str, float]] = {
    **{stage: {COMMUNITY: 1.0, STREET: 2.0} for stage in UNASSIGNED},
    **{stage: {COMMUNITY: 1 / 3, STREET: 2 / 3} for stage in DISPOSAL},
}
# what one unit of a limit is in hours, working or of the clock, so that a share of it can be taken
HOURS: Mapping[str, tuple[Callable[[Calendar], float], Unit]] = {
    "WD": (lambda calendar: calendar.hours.length / HOUR, "WH"),
    "WH": (lambda calendar: 1, "WH"),
    "D": (lambda calendar: 24, "H"),
    "H": (lambda calendar: 1, "H"),
}


def of_unit(unit: Register | None) -> str:
    """Give the tier at which a unit closes matters."""
    return OF_UNIT.get(unit.kind, DISTRICT) if unit else DISTRICT


def of_area(area: str | None) -> str:
    """Give the tier of whoever answers for an area: the street's, the community's, or for anything wider the district's."""
    level = level_of(area) if area else DISTRICT
    return level if level in TIERS else DISTRICT


def up_to(tier: str) -> tuple[str, ...]:
    """Give a tier with all below it."""
    return TIERS[: TIERS.index(tier) + 1]


def start(kind: CaseType | None, unit: Register | None) -> str:
    """Give the tier at which a matter begins.

    kind: None while it is not known; then the community looks first. unit: the one that answers for the kind.

    Rule GR-125, domain 3.5 (1-15): each begins at the lowest tier able to close it, by what its kind says, or else by
    who answers for it.
    """
    if kind is None:
        return COMMUNITY
    return kind.tier or of_unit(unit)


def higher(one: str, other: str) -> str:
    """Give the higher of two tiers."""
    return max(one, other, key=TIERS.index)


def next_above(tier: str) -> str:
    """Give the next tier; the district is the end of the line."""
    return TIERS[min(TIERS.index(tier) + 1, len(TIERS) - 1)]


def climb(incident: Incident, *, reason: str, at: datetime, to: str | None = None) -> Decision[Incident]:
    """Let a matter climb.

    reason: TIME, KIND or RETURNS. to: the tier, None for the next. At the district's it stays.
    -> record at the higher tier with one climb more, event grid.incident_climbed{reason, tier, was_tier}.

    Rule GR-126, domain 3.5 (1-15): by time, when a tier's share of the limit is used up, and when nobody was made
    responsible within the limit. Rule GR-127, domain 3.5: by kind, when a department must do it.
    Rule GR-128, domain 3.5: by the second return.

    :raises Conflict: grid.incident_act_not_allowed
    """
    above = to or next_above(incident.tier)
    data = {"reason": known("climb", reason), "tier": above, "was_tier": incident.tier}
    changes = {"tier": above, "climbed": incident.climbed + 1, "climbed_for": reason}
    return take(incident, "climb", SYSTEM, at=at, data=data, **changes)


def can_climb(incident: Incident) -> bool:
    """Say whether there is a tier above."""
    return incident.tier != DISTRICT


def climbs_at(tier: str, stage: str, limit: Limit, facts: Iterable[Fact], calendar: Calendar) -> datetime | None:
    """Say when a matter climbs unless the stage ends before: aware UTC, None at the last tier and while a pause lasts.

    The share is taken of all the time there is, what was granted later too; a pause is no time of anybody's. A working
    day is as long as offices are open on it.

    Rule GR-126, domain 3.5.
    """
    share = SHARES.get(stage, {}).get(tier)
    if share is None:
        return None
    hours, unit = HOURS[limit.unit]
    whole = share * hours(calendar)
    scaled = [replace(fact, amount=fact.amount * whole) if fact.kind == "extend" else fact for fact in facts]
    return due(Limit(limit.amount * whole, unit), scaled, calendar).due_at
