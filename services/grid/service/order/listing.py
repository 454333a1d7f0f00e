"""Reads a list of sites line by line: every fault of every line is told at once, and one fault leaves the whole list out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kernel import clock
from kernel.db import Tx
from kernel.errors import Invalid, Problem
from kernel.scope import subtree
from services.grid.domain.ground.territory import Territory
from services.grid.domain.order import campaign as rule
from services.grid.domain.order.campaign import Campaign
from services.grid.domain.order.site import Site
from services.grid.domain.premises.premises import Premises
from services.grid.store.order import campaign as store
from services.grid.store.premises import premises

Line = Mapping[str, Any]


def read(tx: Tx, ground: Territory, campaign: Campaign, lines: Sequence[Line], *, at: datetime) -> list[Site]:
    """Make a site of each line, in their order. campaign: locked, or fresh.

    :raises Invalid: grid.sites_faulty, with a problem for each faulty line: grid.site_outside, grid.site_twice,
        grid.site_due_missing, grid.site_due_late, grid.unit_unknown, grid.unit_elsewhere, grid.area_unknown
    """
    kept = premises.find_many(tx, [line["premises"] for line in lines if line["premises"]])
    taken, found, problems = store.named(tx, campaign.id), [], []
    for index, line in enumerate(lines):
        try:
            one = _site(ground, campaign, line, kept, at=at)
            if (one.ref, one.words) in taken:
                raise Invalid("grid.site_twice")
        except Invalid as fault:
            problems.append(Problem(fault.code, f"/sites/{index}{fault.pointer or ''}", fault.facts))
            continue
        taken.add((one.ref, one.words))
        found.append(one)
    if problems:
        raise Invalid("grid.sites_faulty", pointer="/sites", problems=tuple(problems))
    return found


def _site(ground: Territory, campaign: Campaign, line: Line, kept: Mapping[str, Premises], *, at: datetime) -> Site:
    rule.listed(campaign, owner=line["unit"], due_on=line["due_on"])
    kind, ref, area, grid = _place(ground, line, kept)
    if not area.startswith(subtree(campaign.area)):
        raise Invalid("grid.site_outside", area=area)
    unit = line["unit"] or campaign.unit
    ground.serving(unit, area)
    return Site(clock.new_id(), campaign.id, kind, ref, area, grid, unit, line["words"], line["due_on"], created_at=at)


def _place(ground: Territory, line: Line, kept: Mapping[str, Premises]) -> tuple[str, str, str, str | None]:
    if line["premises"]:
        found = kept.get(line["premises"])
        if found is None:
            raise Invalid("grid.site_outside", pointer="/premises", area=line["premises"])
        return "premises", found.id, found.area, found.grid or None
    spot = ground.place(line["place"], pointer="/place")
    return "grid" if spot.grid else "area", line["place"], spot.area, spot.grid or None
