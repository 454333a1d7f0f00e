"""A site of a campaign: what was found there, and how its matter was solved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kernel.decision import Decision, Event
from kernel.errors import Denied
from services.grid.domain.doer import SYSTEM, Doer
from services.grid.domain.incident import Incident
from services.grid.domain.order.site_life import LIFE
from services.grid.domain.outcome import FIXED
from services.grid.domain.reason import Words

SITE_KINDS = ("premises", "grid", "area")
SOLVERS = frozenset({"officer", "dispatcher"})
CHECKED, SOLVED, REOPENED, GIVEN = "grid.site_checked", "grid.site_solved", "grid.site_reopened", "grid.site_given"
STATES: Mapping[str, Words] = {
    "open": ("待解决", "not solved yet"),
    "solved": ("已解决", "solved"),
    "unsolved": ("到期未解决", "not solved when the campaign ended"),
}


@dataclass(frozen=True, slots=True)
class Site:
    """One line of the list. kind: one of SITE_KINDS; ref: id of premises or a code. unit: who answers for it.

    words: what is to be solved. due_on: its own last day. checks, failed: results so far. answer: how it was solved.
    """

    id: str
    campaign: str
    kind: str
    ref: str
    area: str
    grid: str | None
    unit: str
    words: str
    due_on: date | None
    created_at: datetime
    state: str = "open"
    checks: int = 0
    failed: int = 0
    answer: str = ""
    solved_by: str | None = None
    solved_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Check:
    """One item looked at at one site. week: ISO, or '' for once. incident: made of what was wrong, else None."""

    id: str
    campaign: str
    site: str
    area: str
    unit: str
    week: str
    item: str
    passed: bool
    words: str
    incident: str | None
    by: str
    created_at: datetime


def checked(site: Site, checks: Iterable[Check]) -> Decision[Site]:
    """Count results at a site -> record one version on, event grid.site_checked{checks, failed}.

    Rule GR-198, domain 9.4 (3-9): where something is wrong again, nothing is solved any more.
    """
    made = list(checks)
    failed = sum(not one.passed for one in made)
    counted = replace(site, checks=site.checks + len(made), failed=site.failed + failed)
    after = replace(_open_again(counted) if failed and site.state == "solved" else counted, version=site.version + 1)
    return Decision(after, (_told(CHECKED, after, {"checks": len(made), "failed": failed}),))


def solve(site: Site, doer: Doer, *, answer: str, at: datetime) -> Decision[Site]:
    """Say that a site's matter is solved -> record solved, event grid.site_solved.

    Rule GR-163, domain 9.1 (0-16): by who answers for it, or the desk.

    :raises Denied: grid.role_not_allowed, grid.site_not_yours
    :raises Conflict: grid.site_act_not_allowed
    """
    if doer.role not in SOLVERS:
        raise Denied("grid.role_not_allowed", act="solve_campaign_site", roles=sorted(SOLVERS))
    move = LIFE.step(site.state, "solve_campaign_site")
    if doer.role == "officer" and doer.unit != site.unit:
        raise Denied("grid.site_not_yours", unit=site.unit)
    return _solved(site, move.target, doer, answer=answer, at=at)


def follow(
    site: Site, before: Incident, after: Incident, *, number: str, others_solved: bool
) -> Decision[Site] | None:
    """Let a site go with an incident made of what was wrong there -> event grid.site_solved or grid.site_reopened, or None.

    number: of the campaign. others_solved: every other incident of the site has ended as fixed.

    Rule GR-198, domain 9.1 (0-37) and 9.4 (3-9): a site is solved by the closing of all that was found wrong there, and is
    not while any of it is open again.
    """
    if before.closed_at is None and after.closed_at is not None:
        if site.state != "open" or after.outcome != FIXED or not others_solved:
            return None
        move = LIFE.step(site.state, "solve_campaign_site")
        return _solved(site, move.target, SYSTEM, answer=after.number, at=after.changed_at)
    if site.state == "solved" and before.closed_at is not None and after.closed_at is None:
        again = replace(_open_again(site), version=site.version + 1)
        return Decision(again, (_told(REOPENED, again, {"number": number}),))
    return None


def given(sites: Iterable[Site], number: str) -> tuple[Event, ...]:
    """Tell each unit once that it answers for sites. number: of their campaign -> events grid.site_given{number, sites}."""
    found: dict[str, list[Site]] = {}
    for one in sites:
        found.setdefault(one.unit, []).append(one)
    return tuple(_told(GIVEN, own[0], {"number": number, "sites": len(own)}) for own in found.values())


def _solved(site: Site, state: str, doer: Doer, *, answer: str, at: datetime) -> Decision[Site]:
    solved = replace(site, state=state, answer=answer, solved_by=doer.id, solved_at=at, version=site.version + 1)
    return Decision(solved, (_told(SOLVED, solved, {}),))


def _open_again(site: Site) -> Site:
    move = LIFE.step(site.state, "reopen_campaign_site")
    return replace(site, state=move.target, answer="", solved_by=None, solved_at=None)


def _told(name: str, site: Site, more: dict[str, Any]) -> Event:
    data = {one: getattr(site, one) for one in ("campaign", "area", "grid", "unit", "state")} | more
    return Event(name, site.id, data, version=site.version)
