"""Campaigns (专项行动): a list of sites, each looked at by a checklist, once or week by week, until a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kernel.decision import Decision, Event
from kernel.errors import Conflict, Denied, Invalid
from kernel.machine import Machine, Move
from services.grid.domain.doer import Doer
from services.grid.domain.reason import Words

RECTIFICATION, PROPERTY, LIVELIHOOD = KINDS = ("rectification", "property", "livelihood")
WORDS: Mapping[str, Words] = {
    RECTIFICATION: ("专项整治", "rectification campaign"),
    PROPERTY: ("红色物业检查", "inspection of property companies"),
    LIVELIHOOD: ("为百姓解难事", "matters of residents' lives"),
}
SITE_KINDS = ("premises", "grid", "area")
CAMPAIGN_LIFE = Machine("grid.campaign", (Move("open", "end_campaign", "ended", "GR-161"),), initial=("open",))
SITE_LIFE = Machine("grid.site", (Move("open", "solve_campaign_site", "solved", "GR-163"),), initial=("open",))

LEADING, FIELD = frozenset({"dispatcher", "leader"}), frozenset({"grid_worker", "dispatcher"})
ROLES: dict[str, frozenset[str]] = {
    "add_campaign_template": frozenset({"leader"}),
    "open_campaign": LEADING,
    "end_campaign": LEADING,
    "check_campaign_site": FIELD,
    "solve_campaign_site": frozenset({"officer", "dispatcher"}),
    "publish_bulletin": LEADING,
}
OPENED, ENDED, SOLVED = "grid.campaign_opened", "grid.campaign_ended", "grid.site_solved"
CHECKED, PUBLISHED = "grid.site_checked", "grid.bulletin_published"
EVENTS = (OPENED, ENDED, CHECKED, SOLVED, PUBLISHED)


@dataclass(frozen=True, slots=True)
class Template:
    """What a kind of campaign looks at. items: {code, zh, en} each, in order."""

    code: str
    kind: str
    title_zh: str
    title_en: str
    items: tuple[dict[str, str], ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign. unit: its owner. starts_on, ends_on: local dates, both inside. weekly: looked at anew each week."""

    id: str
    number: str
    template: str
    kind: str
    title: str
    area: str
    unit: str
    starts_on: date
    ends_on: date
    weekly: bool
    sites: int
    opened_by: str
    created_at: datetime
    state: str = "open"
    ended_at: datetime | None = None
    version: int = 1


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


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What was found in a week, told to all concerned (一通报). checks, failed: results of the week when it was published."""

    id: str
    campaign: str
    week: str
    checks: int
    failed: int
    words: str
    by: str
    created_at: datetime


def has_role(act: str, doer: Doer) -> None:
    """Let only the roles named for an act do it.

    :raises Denied: grid.role_not_allowed
    """
    if doer.role not in ROLES[act]:
        raise Denied("grid.role_not_allowed", act=act, roles=sorted(ROLES[act]))


def timely(kind: str, starts_on: date, ends_on: date, sites: Iterable[Mapping[str, Any]]) -> None:
    """Accept the days of a campaign: an end after its begin, and a day and an owner for each matter of residents' lives.

    Rule GR-161, domain 9.1 (0-37): a list, an owner and an end. Rule GR-163, domain 9 (0-16): each matter has an owner
    and a deadline.

    :raises Invalid: grid.campaign_ends_early, grid.site_due_missing, grid.site_due_late
    """
    if ends_on < starts_on:
        raise Invalid("grid.campaign_ends_early", pointer="/ends_on")
    for index, one in enumerate(sites):
        if kind == LIVELIHOOD and not (one["due_on"] and one["unit"]):
            raise Invalid("grid.site_due_missing", pointer=f"/sites/{index}")
        if one["due_on"] and not starts_on <= one["due_on"] <= ends_on:
            raise Invalid("grid.site_due_late", pointer=f"/sites/{index}/due_on")


def week_of(campaign: Campaign, on: date) -> str:
    """Name the round a local date belongs to: its ISO week, '' where each site is looked at once.

    Rule GR-162, domain 9.4 (3-9): one round a week (一周一集中整治).

    :raises Conflict: grid.campaign_not_running
    """
    if campaign.state != "open" or not campaign.starts_on <= on <= campaign.ends_on:
        raise Conflict("grid.campaign_not_running", state=campaign.state)
    return iso_week(on) if campaign.weekly else ""


def iso_week(on: date) -> str:
    """Name the ISO week of a date, 2026-W10."""
    year, week, _ = on.isocalendar()
    return f"{year}-W{week:02d}"


def known_items(template: Template, asked: Iterable[str]) -> None:
    """Accept items of the checklist, each once.

    Rule GR-162, domain 9.4 (3-9): the ten checks are the district's own list.

    :raises Invalid: grid.campaign_item_unknown, grid.campaign_item_twice
    """
    known, seen = [one["code"] for one in template.items], set()
    for index, code in enumerate(asked):
        if code not in known:
            raise Invalid("grid.campaign_item_unknown", pointer=f"/results/{index}/item", known=known)
        if code in seen:
            raise Invalid("grid.campaign_item_twice", pointer=f"/results/{index}/item", item=code)
        seen.add(code)


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
    has_role("solve_campaign_site", doer)
    move = SITE_LIFE.step(site.state, "solve_campaign_site")
    if doer.role == "officer" and doer.unit != site.unit:
        raise Denied("grid.site_not_yours", unit=site.unit)
    solved = replace(site, state=move.target, answer=answer, solved_by=doer.id, solved_at=at)
    after = replace(solved, version=site.version + 1)
    return Decision(after, (_told(SOLVED, after, {}),))


def end(campaign: Campaign, *, at: datetime) -> Decision[Campaign]:
    """End a campaign -> record ended, event grid.campaign_ended.

    :raises Conflict: grid.campaign_act_not_allowed
    """
    move = CAMPAIGN_LIFE.step(campaign.state, "end_campaign")
    after = replace(campaign, state=move.target, ended_at=at, version=campaign.version + 1)
    return Decision(after, (tell(after, ENDED),))


def tell(campaign: Campaign, name: str, **more: Any) -> Event:
    """Make a fact of a campaign."""
    names = ("number", "kind", "area", "unit", "state", "sites")
    data = {one: getattr(campaign, one) for one in names} | more
    return Event(name, campaign.id, data, version=campaign.version)


def _told(name: str, site: Site, more: dict[str, Any]) -> Event:
    data = {one: getattr(site, one) for one in ("campaign", "area", "grid", "unit", "state")} | more
    return Event(name, site.id, data, version=site.version)
