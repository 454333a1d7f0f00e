"""Campaigns (专项行动): a list of sites, each looked at by a checklist, once or week by week, until a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from kernel.decision import Decision, Event
from kernel.errors import Conflict, Invalid
from services.grid.domain.order.campaign_life import LIFE
from services.grid.domain.order.site import CHECKED, GIVEN, REOPENED, SOLVED, SOLVERS
from services.grid.domain.reason import Words

RECTIFICATION, PROPERTY, LIVELIHOOD = KINDS = ("rectification", "property", "livelihood")
WORDS: Mapping[str, Words] = {
    RECTIFICATION: ("专项整治", "rectification campaign"),
    PROPERTY: ("红色物业检查", "inspection of property companies"),
    LIVELIHOOD: ("为百姓解难事", "matters of residents' lives"),
}

LEADING, FIELD = frozenset({"dispatcher", "leader"}), frozenset({"grid_worker", "dispatcher"})
ROLES: dict[str, frozenset[str]] = {
    "add_campaign_template": frozenset({"leader"}),
    "open_campaign": LEADING,
    "add_campaign_sites": LEADING,
    "end_campaign": LEADING,
    "check_campaign_site": FIELD,
    "solve_campaign_site": SOLVERS,
    "publish_bulletin": LEADING,
}
OPENED, ENDED, PUBLISHED = "grid.campaign_opened", "grid.campaign_ended", "grid.bulletin_published"
EVENTS = (OPENED, ENDED, PUBLISHED, CHECKED, SOLVED, REOPENED, GIVEN)
STATES: Mapping[str, Words] = {"open": ("进行中", "under way"), "ended": ("已结束", "ended")}


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


def timely(starts_on: date, ends_on: date) -> None:
    """Accept the days of a campaign: an end not before its begin.

    Rule GR-161, domain 9.1 (0-37): a list, an owner and an end.

    :raises Invalid: grid.campaign_ends_early
    """
    if ends_on < starts_on:
        raise Invalid("grid.campaign_ends_early", pointer="/ends_on")


def listed(campaign: Campaign, *, owner: str | None, due_on: date | None) -> None:
    """Accept the owner and the day of one line of the list: a matter of residents' lives has both, a day lies within.

    Rule GR-163, domain 9.1 (0-16): each matter has an owner and a deadline.

    :raises Invalid: grid.site_due_missing, grid.site_due_late
    """
    if campaign.kind == LIVELIHOOD and not (due_on and owner):
        raise Invalid("grid.site_due_missing")
    if due_on and not campaign.starts_on <= due_on <= campaign.ends_on:
        raise Invalid("grid.site_due_late", pointer="/due_on")


def add_sites(campaign: Campaign, sites: int) -> Campaign:
    """Give a running campaign more sites -> it as it is then.

    :raises Conflict: grid.campaign_not_running
    """
    if campaign.state != "open":
        raise Conflict("grid.campaign_not_running", state=campaign.state)
    return replace(campaign, sites=campaign.sites + sites, version=campaign.version + 1)


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


def reported_week(campaign: Campaign, week: str, on: date) -> str:
    """Accept the week a bulletin is about: '' for all so far, else one that has begun within the campaign.

    Rule GR-162, domain 9.4 (3-9): what was found is told week by week (一通报).

    :raises Invalid: grid.bulletin_week_outside
    """
    first, last = iso_week(campaign.starts_on), iso_week(min(on, campaign.ends_on))
    if week and not (campaign.weekly and first <= week <= last):
        raise Invalid("grid.bulletin_week_outside", pointer="/week", first=first, last=last)
    return week


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


def end(campaign: Campaign, *, unsolved: int, at: datetime) -> Decision[Campaign]:
    """End a campaign -> record ended, event grid.campaign_ended{unsolved}. unsolved: how many sites were left so.

    :raises Conflict: grid.campaign_act_not_allowed
    """
    move = LIFE.step(campaign.state, "end_campaign")
    after = replace(campaign, state=move.target, ended_at=at, version=campaign.version + 1)
    return Decision(after, (tell(after, ENDED, unsolved=unsolved),))


def tell(campaign: Campaign, name: str, **more: Any) -> Event:
    """Make a fact of a campaign."""
    names = ("number", "kind", "area", "unit", "state", "sites")
    data = {one: getattr(campaign, one) for one in names} | more
    return Event(name, campaign.id, data, version=campaign.version)
