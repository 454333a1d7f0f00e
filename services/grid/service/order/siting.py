"""Sites of a campaign: looked at by its checklist, where what is wrong becomes an incident at once, and solved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kernel import clock, deadline
from kernel.clock import today
from kernel.command import Outcome, perform, record
from kernel.db import Tx
from kernel.decision import Decision
from kernel.errors import Missing
from kernel.rpc import rpc
from kernel.wire import load
from services.grid import schemas as incident_schemas
from services.grid.domain.incident import Incident
from services.grid.domain.order import campaign, site
from services.grid.domain.order.campaign import Campaign
from services.grid.domain.order.site import Check, Site
from services.grid.domain.report import Reporter, report
from services.grid.domain.role import let
from services.grid.domain.step import take
from services.grid.schemas import campaign as schemas
from services.grid.service.acting import Order
from services.grid.service.duty.sweeping import said
from services.grid.service.order import day
from services.grid.service.reach import reach
from services.grid.service.reporting import Reporting
from services.grid.store import incident as incidents
from services.grid.store.order import campaign as store


class Siting(Reporting):
    """Acts on the sites of campaigns."""

    @rpc
    def check_campaign_site(self, command: Order) -> Order:
        """Write down what was found at a site; each item that did not pass becomes an incident in the same transaction.

        :raises Denied: grid.role_not_allowed
        :raises Missing: grid.site_missing
        :raises Conflict: grid.site_changed, grid.campaign_not_running, grid.campaign_item_checked
        :raises Invalid: grid.campaign_item_unknown, grid.campaign_item_twice, and what reporting an incident raises
        """
        order = load(schemas.CheckCampaignSite, command)
        let(campaign.ROLES, "check_campaign_site", self.call.actor.role)
        # numbers and ground before the first statement: who holds a connection must not wait for another
        wrong = [one for one in order["results"] if one["hazard"] and self.ground]
        numbers = [self.numbers.next(today(self.now)) for _ in wrong]
        vouched = [self.vouched(self._hazard_report(one["hazard"])) for one in wrong]
        ready = list(zip(vouched, numbers, strict=True))
        return perform(self.db, self.call, "check_campaign_site", command, lambda tx: self._check_site(tx, order, ready))

    @rpc
    def solve_campaign_site(self, command: Order) -> Order:
        """Say that the matter of a site is solved.

        :raises Missing: grid.site_missing
        :raises Conflict: grid.site_changed, grid.site_act_not_allowed
        :raises Denied: grid.role_not_allowed, grid.site_not_yours
        """
        order = load(schemas.SolveCampaignSite, command)

        def work(tx: Tx) -> Outcome:
            _, before = self._locked_site(tx, order)
            moved = site.solve(before, self.doer(), answer=order["words"], at=self.now)
            store.save_site(tx, before, moved.record)
            deadline.stop(tx, before.id, at=self.now)
            return self._site_outcome(moved.record, moved.events)

        return perform(self.db, self.call, "solve_campaign_site", command, work)

    def _hazard_report(self, hazard: Order) -> Order:
        """Read a hazard as any other report is read; without a point it gets the site's place once that is known."""
        return load(incident_schemas.Report, said(hazard))

    def _check_site(self, tx: Tx, order: Order, ready: list[tuple[Order, str]]) -> Outcome:
        wrong = [one["item"] for one in order["results"] if one["hazard"]]
        left = dict(zip(wrong, ready, strict=True))
        # before the site: whoever closes one of them locks it first and the site after it
        older = store.still_open(tx, order["site"], wrong) if wrong else {}
        shown = {id: incidents.lock(tx, id) for item, (id, _) in sorted(older.items()) if left[item][0]["evidence"]}
        held, before = self._locked_site(tx, order)
        week = campaign.week_of(held, today(self.now))
        results = order["results"]
        campaign.known_items(store.template(tx, held.template), [one["item"] for one in results])
        # what is not solved yet is not reported again, however often it is looked at
        known = store.still_open(tx, before.id, wrong) if wrong else {}
        seen = dict(known)
        for item in wrong:
            if item in known and known[item][0] in shown:
                self._show_again(tx, shown[known[item][0]], left[item][0])
            elif item not in known:
                made = self._report_wrong(tx, before, *left[item])
                seen[item] = made["id"], made["number"]
        checks = [self._check_row(before, week, one, seen.get(one["item"])) for one in results]
        for check in checks:
            store.add_check(tx, check)
        moved = site.checked(before, checks)
        store.save_site(tx, before, moved.record)
        if moved.record.state != before.state:
            day.of_site(tx, self.calendar, moved.record, held.number, at=self.now)
        lines = [{"item": item, "incident": id, "number": number} for item, (id, number) in seen.items()]
        return self._site_outcome(
            moved.record, moved.events, week=week,
            made=[line for line in lines if line["item"] not in known], known=[line for line in lines if line["item"] in known],
        )  # fmt: skip

    def _check_row(self, site: Site, week: str, one: Order, seen: tuple[str, str] | None) -> Check:
        return Check(
            id=clock.new_id(),
            campaign=site.campaign,
            site=site.id,
            area=site.area,
            unit=site.unit,
            week=week,
            item=one["item"],
            passed=one["passed"],
            words=one["words"] or (one["hazard"] or {}).get("description", ""),
            incident=seen[0] if seen else None,
            by=self.call.actor.id,
            created_at=self.now,
        )

    def _report_wrong(self, tx: Tx, site: Site, told: Order, number: str) -> Order:
        """Report what did not pass as any other matter staff have seen; without a point it is where the site is."""
        order = told if told["point"] else {**told, "area": site.grid or site.area}
        doer = self.doer()
        decision = report(self._given(order, Reporter()), doer, id=clock.new_id(), number=number, at=self.now)
        outcome = self.settle(tx, "report", decision, before=None, doer=doer, order=order)
        record(tx, self.call, "report", outcome)
        return outcome.reply

    def _show_again(self, tx: Tx, incident: Incident, told: Order) -> None:
        """Put what was photographed this time to the matter it is of."""
        doer = self.doer()
        decision: Decision[Incident] = take(incident, "attach", doer, at=self.now, data={"evidence": len(told["evidence"])})
        outcome = self.settle(tx, "attach", decision, before=incident, doer=doer, order=told)
        record(tx, self.call, "attach", outcome)

    def _locked_site(self, tx: Tx, order: Order) -> tuple[Campaign, Site]:
        held, found = store.lock_site(tx, order["site"], order["version"])
        reach(self.call.actor, self.seal).within(Missing("grid.site_missing"), area=found.area, unit=found.unit)
        return held, found

    def _site_outcome(
        self, site: Site, told: tuple[Any, ...], *, week: str = "", made: Sequence[Order] = (), known: Sequence[Order] = ()
    ) -> Outcome:
        named = ("id", "state", "checks", "failed", "version")
        reply = {name: getattr(site, name) for name in named} | {"week": week, "made": list(made), "known": list(known)}
        detail = {"campaign": site.campaign, "state": site.state, "made": len(made)}
        return Outcome(reply, "site", site.id, site.version, told, detail=detail)
