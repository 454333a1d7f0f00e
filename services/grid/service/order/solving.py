"""Lets sites of campaigns go with the incidents made of what was wrong there, in the transaction of each step."""

from __future__ import annotations

from kernel import deadline
from kernel.call import Call
from kernel.command import Outcome, record
from kernel.db import Tx
from kernel.workdays import Calendar
from services.grid.domain.incident import Incident
from services.grid.domain.order import site as rule
from services.grid.service.order import day
from services.grid.store.order import campaign as store

BY_STATE = {"solved": "solve_campaign_site", "open": "reopen_campaign_site"}


def follow(tx: Tx, call: Call, calendar: Calendar, *, before: Incident | None, after: Incident) -> None:
    """Queue that sites are solved by the closing of an incident, or open again with it.

    Rule GR-198. No statement is sent for a step that neither closes nor opens again.
    """
    if before is None or (before.closed_at is None) == (after.closed_at is None):
        return
    for campaign, site in store.lock_sites_of(tx, after.id):
        done = store.others_solved(tx, site.id, after.id)
        moved = rule.follow(site, before, after, number=campaign.number, others_solved=done)
        if moved is None:
            continue
        store.save_site(tx, site, moved.record)
        act = BY_STATE[moved.record.state]
        if moved.record.state == "open":
            day.of_site(tx, calendar, moved.record, campaign.number, at=after.changed_at)
        else:
            deadline.stop(tx, site.id, at=after.changed_at)
        detail = {"campaign": campaign.id, "state": moved.record.state, "incident": after.id}
        outcome = Outcome({}, "site", site.id, moved.record.version, moved.events, detail=detail)
        record(tx, call.system(), act, outcome)
