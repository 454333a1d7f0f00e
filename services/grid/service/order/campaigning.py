"""Campaigns: opened with a list of sites, each looked at by a checklist; what is wrong becomes an incident at once."""

from __future__ import annotations

from typing import Any

from kernel import clock, deadline
from kernel.clock import today
from kernel.command import Outcome, perform, record
from kernel.db import Tx
from kernel.errors import Invalid, Missing
from kernel.number import Number
from kernel.obligation import Limit
from kernel.rpc import rpc
from kernel.scope import subtree
from kernel.wire import load
from services.grid import schemas as incident_schemas
from services.grid.domain.admission.assignment import days_left
from services.grid.domain.order import campaign, site
from services.grid.domain.order.campaign import Bulletin, Campaign, Template
from services.grid.domain.order.site import Check, Site
from services.grid.domain.report import Reporter, report
from services.grid.domain.role import let
from services.grid.schemas import campaign as schemas
from services.grid.service.acting import Order
from services.grid.service.duty.sweeping import said
from services.grid.service.order import view
from services.grid.service.reach import reach
from services.grid.service.reporting import Reporting
from services.grid.store.order import campaign as store
from services.grid.store.premises import premises


class Campaigning(Reporting):
    """Acts on campaigns and their sites."""

    @rpc
    def add_campaign_template(self, command: Order) -> Order:
        """Write down what a kind of campaign looks at.

        :raises Denied: grid.role_not_allowed
        :raises Conflict: grid.campaign_template_taken
        """
        order = load(schemas.AddCampaignTemplate, command)
        let(campaign.ROLES, "add_campaign_template", self.call.actor.role)
        made = Template(**{**order, "items": tuple(order["items"])}, created_at=self.now)

        def work(tx: Tx) -> Outcome:
            store.add_template(tx, made)
            return Outcome(view.shown(made, schemas.TemplateView), "campaign_template", made.code, 1)

        return perform(self.db, self.call, "add_campaign_template", command, work)

    @rpc
    def open_campaign(self, command: Order) -> Order:
        """Open a campaign with its sites, each with an owner.

        :raises Denied: grid.role_not_allowed
        :raises Invalid: grid.campaign_template_unknown, grid.campaign_ends_early, grid.site_due_missing,
            grid.site_due_late, grid.site_outside, grid.unit_unknown, grid.unit_elsewhere, grid.task_due_early
        """
        order = load(schemas.OpenCampaign, command)
        let(campaign.ROLES, "open_campaign", self.call.actor.role)
        days_left(order["ends_on"], self.now)
        self.ground.serving(order["unit"], self.ground.place(order["area"]).area)
        if not reach(self.call.actor, self.seal).covers(area=order["area"]):
            raise Invalid("grid.site_outside", pointer="/area", area=order["area"])
        return perform(self.db, self.call, "open_campaign", command, lambda tx: self._begin_campaign(tx, order))

    @rpc
    def end_campaign(self, command: Order) -> Order:
        """End a campaign.

        :raises Missing: grid.campaign_missing
        :raises Conflict: grid.campaign_changed, grid.campaign_act_not_allowed
        """
        order = load(schemas.EndCampaign, command)
        let(campaign.ROLES, "end_campaign", self.call.actor.role)

        def work(tx: Tx) -> Outcome:
            before = store.lock(tx, order["campaign"], order["version"])
            reach(self.call.actor, self.seal).within(Missing("grid.campaign_missing"), area=before.area)
            moved = campaign.end(before, at=self.now)
            store.save(tx, before, moved.record)
            deadline.stop(tx, before.id, at=self.now)
            reply = view.campaigned(moved.record, self.call.language)
            return Outcome(reply, "campaign", before.id, moved.record.version, moved.events)

        return perform(self.db, self.call, "end_campaign", command, work)

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
            return self._site_outcome(moved.record, moved.events, week="", made=[])

        return perform(self.db, self.call, "solve_campaign_site", command, work)

    @rpc
    def publish_bulletin(self, command: Order) -> Order:
        """Tell all concerned what was found in a week, once.

        :raises Missing: grid.campaign_missing
        :raises Conflict: grid.bulletin_published_already
        """
        order = load(schemas.PublishBulletin, command)
        let(campaign.ROLES, "publish_bulletin", self.call.actor.role)
        return perform(self.db, self.call, "publish_bulletin", command, lambda tx: self._publish(tx, order))

    def _begin_campaign(self, tx: Tx, order: Order) -> Outcome:
        template = store.template(tx, order["template"])
        campaign.timely(template.kind, order["starts_on"], order["ends_on"], order["sites"])
        made = self._made_campaign(tx, order, template)
        sites = [self._site(tx, made, index, one) for index, one in enumerate(order["sites"])]
        store.add(tx, made, sites)
        self._day_clock(tx, made.id, made.number, owner=made.unit, area=made.area, on=made.ends_on)
        for one in sites:
            if one.due_on:
                self._day_clock(tx, one.id, made.number, owner=one.unit, area=one.area, on=one.due_on)
        told = (campaign.tell(made, campaign.OPENED),)
        reply = view.campaigned(made, self.call.language)
        return Outcome(reply, "campaign", made.id, 1, told, detail={"template": made.template, "sites": made.sites})

    def _made_campaign(self, tx: Tx, order: Order, template: Template) -> Campaign:
        named = ("template", "title", "area", "unit", "starts_on", "ends_on", "weekly")
        on = today(self.now)
        return Campaign(
            **{name: order[name] for name in named},
            id=clock.new_id(),
            number=str(Number("ZX", self.ground.ground.district[:6], on, store.number(tx))),
            kind=template.kind,
            sites=len(order["sites"]),
            opened_by=self.call.actor.id,
            created_at=self.now,
        )

    def _site(self, tx: Tx, made: Campaign, index: int, given: Order) -> Site:
        """Look up one line of the list; it lies in the campaign's area.

        :raises Invalid: grid.site_outside, grid.unit_unknown, grid.unit_elsewhere
        """
        kind, ref, area, grid = self._found_site(tx, index, given)
        unit = given["unit"] or made.unit
        prefix = subtree(made.area)
        if not area.startswith(prefix):
            raise Invalid("grid.site_outside", pointer=f"/sites/{index}", area=area)
        self.ground.serving(unit, area)
        return Site(
            clock.new_id(), made.id, kind, ref, area, grid, unit, given["words"], given["due_on"], created_at=self.now
        )

    def _found_site(self, tx: Tx, index: int, given: Order) -> tuple[str, str, str, str | None]:
        if given["premises"]:
            found = premises.find(tx, given["premises"])
            if found is None:
                raise Invalid("grid.site_outside", pointer=f"/sites/{index}", area="")
            return "premises", found.id, found.area, found.grid or None
        spot = self.ground.place(given["place"], pointer=f"/sites/{index}/place")
        kind = "grid" if spot.grid else "area"
        return kind, given["place"], spot.area, spot.grid or None

    def _day_clock(self, tx: Tx, id: str, number: str, *, owner: str, area: str, on: Any) -> None:
        limit = Limit(max(1, (on - today(self.now)).days), "D")
        deadline.open(
            tx, self.calendar, limit, subject=id, kind="campaign", stage="campaign", rule="GR-161", owner=owner, area=area,
            at=self.now, number=number,
        )  # fmt: skip

    def _hazard_report(self, hazard: Order) -> Order:
        """Read a hazard as any other report is read; without a point it gets the site's place once that is known."""
        return load(incident_schemas.Report, said(hazard))

    def _check_site(self, tx: Tx, order: Order, ready: list[tuple[Order, str]]) -> Outcome:
        held, before = self._locked_site(tx, order)
        week = campaign.week_of(held, today(self.now))
        results = order["results"]
        campaign.known_items(store.template(tx, held.template), [one["item"] for one in results])
        left, checks, made = iter(ready), [], []
        for one in results:
            seen = self._report_wrong(tx, before, *next(left)) if one["hazard"] else None
            checks.append(self._check_row(before, week, one, seen))
            if seen:
                made.append({"item": one["item"], "incident": seen["id"], "number": seen["number"]})
        for check in checks:
            store.add_check(tx, check)
        moved = site.checked(before, checks)
        store.save_site(tx, before, moved.record)
        return self._site_outcome(moved.record, moved.events, week=week, made=made)

    def _check_row(self, site: Site, week: str, one: Order, seen: Order | None) -> Check:
        return Check(
            id=clock.new_id(),
            campaign=site.campaign,
            site=site.id,
            area=site.area,
            unit=site.unit,
            week=week,
            item=one["item"],
            passed=one["passed"],
            words=one["words"],
            incident=seen["id"] if seen else None,
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

    def _locked_site(self, tx: Tx, order: Order) -> tuple[Campaign, Site]:
        held, found = store.lock_site(tx, order["site"], order["version"])
        reach(self.call.actor, self.seal).within(Missing("grid.site_missing"), area=found.area, unit=found.unit)
        return held, found

    def _site_outcome(self, site: Site, told: tuple[Any, ...], *, week: str, made: list[Order]) -> Outcome:
        named = ("id", "state", "checks", "failed", "version")
        reply = {name: getattr(site, name) for name in named} | {"week": week, "made": made}
        detail = {"campaign": site.campaign, "state": site.state, "made": len(made)}
        return Outcome(reply, "site", site.id, site.version, told, detail=detail)

    def _publish(self, tx: Tx, order: Order) -> Outcome:
        found = store.get(tx, order["campaign"], reach(self.call.actor, self.seal).predicate(party="NULL::text"))
        checks, failed = store.counted(tx, found.id, order["week"])
        made = Bulletin(
            clock.new_id(), found.id, order["week"], checks, failed, order["words"], self.call.actor.id, self.now
        )
        store.add_bulletin(tx, made)
        more = {"week": made.week, "checks": checks, "failed": failed}
        told = (campaign.tell(found, campaign.PUBLISHED, **more),)
        return Outcome(view.shown(made, schemas.BulletinView), "bulletin", made.id, 1, told, detail=more)
