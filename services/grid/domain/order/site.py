"""A site of a campaign: what was found there, and how its matter was solved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kernel.decision import Decision, Event
from kernel.errors import Denied
from services.grid.domain.doer import Doer
from services.grid.domain.order.site_life import LIFE
from services.grid.domain.reason import Words

SITE_KINDS = ("premises", "grid", "area")
SOLVERS = frozenset({"officer", "dispatcher"})
CHECKED, SOLVED = "grid.site_checked", "grid.site_solved"
STATES: Mapping[str, Words] = {"open": ("待解决", "not solved yet"), "solved": ("已解决", "solved")}


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
    """Count results at a site -> record one version on, event grid.site_checked{checks, failed}."""
    made = list(checks)
    failed = sum(not one.passed for one in made)
    after = replace(site, checks=site.checks + len(made), failed=site.failed + failed, version=site.version + 1)
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
    solved = replace(site, state=move.target, answer=answer, solved_by=doer.id, solved_at=at)
    after = replace(solved, version=site.version + 1)
    return Decision(after, (_told(SOLVED, after, {}),))


def _told(name: str, site: Site, more: dict[str, Any]) -> Event:
    data = {one: getattr(site, one) for one in ("campaign", "area", "grid", "unit", "state")} | more
    return Event(name, site.id, data, version=site.version)
