"""Campaigns, their sites, what was looked at, and bulletins, as rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kernel import page as keyset
from kernel.db import Tx
from kernel.errors import Conflict, Invalid, Missing
from kernel.page import Order, Part
from kernel.rows import Reader, Table, same
from services.grid.domain.order.campaign import Bulletin, Campaign, Template
from services.grid.domain.order.site import Check, Site
from services.grid.store.order import tally

TEMPLATES = Table("campaign_template", Template, key="code")
CAMPAIGNS, SITES = Table("campaign", Campaign), Table("campaign_site", Site)
CHECKS, BULLETINS = Table("campaign_check", Check), Table("campaign_bulletin", Bulletin)
CREATED, NEWEST = Order("created_at"), Order("created_at", descending=True)
COUNTED = """
SELECT count(*), count(*) FILTER (WHERE NOT passed) FROM campaign_check
WHERE campaign = %(campaign)s AND (%(week)s = '' OR week = %(week)s)
"""
# locked in one order, as those who move areas lock them
LEAVE = """
WITH left_open AS (
    SELECT id, unit, area, due_on FROM campaign_site WHERE campaign = %(campaign)s AND state = 'open' ORDER BY id FOR UPDATE
), moved AS (
    UPDATE campaign_site SET state = 'unsolved', version = version + 1 FROM left_open WHERE campaign_site.id = left_open.id
), counted AS (
    INSERT INTO campaign_delta (campaign, figure, unit, area, n)
    SELECT %(campaign)s, 'unsolved', unit, area, count(*) FROM left_open GROUP BY unit, area
)
SELECT id::text, due_on IS NOT NULL FROM left_open
"""
# what was joined to another matter ends with that
FOUND = """
campaign_check JOIN incident AS one ON one.id = campaign_check.incident
LEFT JOIN incident AS main ON main.id = one.main
"""
ENDED = "CASE WHEN main.id IS NULL THEN one.{0} ELSE main.{0} END"
STILL_OPEN = f"""
SELECT DISTINCT ON (item) item, one.id::text, one.number FROM {FOUND}
WHERE site = %s AND item = ANY (%s) AND {ENDED.format("closed_at")} IS NULL ORDER BY item, campaign_check.created_at DESC
"""
OTHERS_LEFT = f"""
SELECT EXISTS (SELECT FROM {FOUND} WHERE site = %(site)s AND %(incident)s NOT IN (one.id::text, coalesce(main.id::text, ''))
               AND {ENDED.format("outcome")} IS DISTINCT FROM 'fixed')
"""
OF_INCIDENT = """
SELECT DISTINCT site::text, campaign::text FROM campaign_check
WHERE incident IN (SELECT %(incident)s::uuid UNION ALL SELECT id FROM incident WHERE main = %(incident)s::uuid)
"""
BEHIND: Mapping[str, str] = {
    "sites": "TRUE",
    "solved": "state = 'solved'",
    "unsolved": "state = 'unsolved'",
    "checks": "checks > 0",
    "failed": "failed > 0",
}
# the figures of one site as SQL of VALUES, as domain/order/progress.py has them
SITE_COUNTED = (
    "('sites', 1), ('solved', (was.state = 'solved')::int), ('unsolved', (was.state = 'unsolved')::int), "
    "('checks', was.checks), ('failed', was.failed)"
)


def add_template(tx: Tx, template: Template) -> None:
    """Queue a fresh template.

    :raises Conflict: grid.campaign_template_taken, at the commit
    """
    tx.conflict("campaign_template_pkey", Conflict("grid.campaign_template_taken"))
    TEMPLATES.insert(tx, template)


def template(db: Reader, code: str) -> Template:
    """Read a template.

    :raises Invalid: grid.campaign_template_unknown
    """
    found = TEMPLATES.find(db, "WHERE code = %s", (code,))
    if found is None:
        raise Invalid("grid.campaign_template_unknown", pointer="/template", template=code)
    return found


def templates(db: Reader) -> list[Template]:
    """Give all templates, by code."""
    return TEMPLATES.all(db, "ORDER BY code")


def number(tx: Tx) -> int:
    """Give a number no other campaign has had."""
    row = tx.one("SELECT nextval('campaign_number')")
    assert row is not None
    return int(row[0])


def add(tx: Tx, campaign: Campaign) -> None:
    """Queue a fresh campaign."""
    CAMPAIGNS.insert(tx, campaign)


def add_site(tx: Tx, site: Site) -> None:
    """Queue a fresh site with its figures."""
    SITES.insert(tx, site)
    tally.move(tx, None, site)


def named(tx: Tx, campaign: str) -> set[tuple[str, str]]:
    """Give where each site of a campaign is and what is to be solved there."""
    return {(ref, words) for ref, words in tx.all("SELECT ref, words FROM campaign_site WHERE campaign = %s", (campaign,))}


def get(db: Reader, id: str, scope: Part) -> Campaign:
    """Read a campaign within a scope.

    :raises Missing: grid.campaign_missing
    """
    condition, params = seen(scope)
    return CAMPAIGNS.need(db, f"WHERE id = %s AND ({condition})", [id, *params], missing=Missing("grid.campaign_missing"))


def lock(tx: Tx, id: str, version: int) -> Campaign:
    """Read a campaign to change it.

    :raises Missing: grid.campaign_missing
    :raises Conflict: grid.campaign_changed
    """
    found = CAMPAIGNS.lock(tx, id, Missing("grid.campaign_missing"))
    same(found, version, Conflict("grid.campaign_changed"))
    return found


def lock_site(tx: Tx, id: str, version: int) -> tuple[Campaign, Site]:
    """Read a site to change it, with its campaign, which cannot end meanwhile.

    :raises Missing: grid.site_missing
    :raises Conflict: grid.site_changed
    """
    missing = Missing("grid.site_missing")
    whole = "WHERE id = (SELECT campaign FROM campaign_site WHERE id = %s) FOR SHARE"
    campaign, found = CAMPAIGNS.need(tx, whole, (id,), missing=missing), SITES.lock(tx, id, missing)
    same(found, version, Conflict("grid.site_changed"))
    return campaign, found


def save(tx: Tx, before: Campaign, after: Campaign) -> None:
    """Queue what changed of a campaign."""
    CAMPAIGNS.save(tx, before, after)


def save_site(tx: Tx, before: Site, after: Site) -> None:
    """Queue what changed of a site, with its figures."""
    SITES.save(tx, before, after)
    tally.move(tx, before, after)


def add_check(tx: Tx, check: Check) -> None:
    """Queue one result; an item is looked at once in a round.

    :raises Conflict: grid.campaign_item_checked, at the commit
    """
    tx.conflict("campaign_check_once", Conflict("grid.campaign_item_checked"))
    CHECKS.insert(tx, check)


def leave(tx: Tx, campaign: str) -> tuple[int, list[str]]:
    """Leave the open sites of a locked campaign unsolved -> how many, and which of them have a day of their own."""
    rows = tx.all(LEAVE, {"campaign": campaign})
    return len(rows), [id for id, due in rows if due]


def still_open(tx: Tx, site: str, items: list[str]) -> dict[str, tuple[str, str]]:
    """Give id and number of the incident that was made of each item earlier and has not ended."""
    return {item: (id, number) for item, id, number in tx.all(STILL_OPEN, (site, items))}


def lock_sites_of(tx: Tx, incident: str) -> list[tuple[Campaign, Site]]:
    """Read the sites of running campaigns where an incident, or what is joined to it, was found, to change them."""
    found = tx.all(OF_INCIDENT, {"incident": incident})
    if not found:
        return []
    sites, campaigns = map(list, zip(*found, strict=True))
    # campaigns first, as whoever ends one locks them
    kept = CAMPAIGNS.all(tx, "WHERE id = ANY (%s::uuid[]) AND state = 'open' ORDER BY id FOR SHARE", (campaigns,))
    running = {one.id: one for one in kept}
    locked = SITES.all(tx, "WHERE id = ANY (%s::uuid[]) ORDER BY id FOR UPDATE", (sites,))
    return [(running[one.campaign], one) for one in locked if one.campaign in running]


def others_solved(tx: Tx, site: str, incident: str) -> bool:
    """Tell whether all that was found wrong at a site has ended as fixed, but for one incident and what is joined to it."""
    return tx.one(OTHERS_LEFT, {"site": site, "incident": incident}) == (False,)


def counted(db: Reader, campaign: str, week: str) -> tuple[int, int]:
    """Count what was looked at in a week, '' for all of them, and what was wrong."""
    row = db.one(COUNTED, {"campaign": campaign, "week": week})
    return (int(row[0]), int(row[1])) if row else (0, 0)


def add_bulletin(tx: Tx, bulletin: Bulletin) -> None:
    """Queue a bulletin, one a week.

    :raises Conflict: grid.bulletin_published_already, at the commit
    """
    tx.conflict("campaign_bulletin_once", Conflict("grid.bulletin_published_already"))
    BULLETINS.insert(tx, bulletin)


def seen(scope: Part) -> Part:
    """Give the condition of a scope for campaigns: those with a site in it, and those it owns."""
    condition, params = scope
    return (
        f"({condition}) OR id IN (SELECT campaign FROM campaign_site WHERE {condition})",
        [*params, *params],
    )


def page(
    db: Reader, scope: Part, asked: Mapping[str, Any], *, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Campaign], dict[str, str] | None]:
    """Give one page of campaigns within a scope, the newest first. asked: kind, state."""
    parts = [seen(scope), *((f"{name} = %s", [asked[name]]) for name in ("kind", "state") if asked[name])]
    return keyset.page(db, CAMPAIGNS, NEWEST, parts, limit=limit, after=after)


def sites(
    db: Reader, scope: Part, asked: Mapping[str, Any], *, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Site], dict[str, str] | None]:
    """Give one page of a campaign's sites within a scope, in the order of the list. asked: campaign, figure."""
    parts = [scope, ("campaign = %s", [asked["campaign"]]), (BEHIND[asked["figure"]], [])]
    return keyset.page(db, SITES, CREATED, parts, limit=limit, after=after)


def checks(
    db: Reader, scope: Part, asked: Mapping[str, Any], *, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Check], dict[str, str] | None]:
    """Give one page of results within a scope, the newest first. asked: campaign, site, week, passed."""
    parts = [scope, ("campaign = %s", [asked["campaign"]])]
    parts += [(f"{name} = %s", [asked[name]]) for name in ("site", "week", "passed") if asked[name] is not None]
    return keyset.page(db, CHECKS, NEWEST, parts, limit=limit, after=after)


def bulletins(
    db: Reader, campaign: str, *, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Bulletin], dict[str, str] | None]:
    """Give one page of a campaign's bulletins, the newest first."""
    return keyset.page(db, BULLETINS, NEWEST, [("campaign = %s", [campaign])], limit=limit, after=after)
