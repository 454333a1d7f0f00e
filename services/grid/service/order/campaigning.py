"""Campaigns: opened with a list of sites, told of in bulletins, ended."""

from __future__ import annotations

from kernel import clock, deadline
from kernel.clock import today
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.errors import Invalid, Missing
from kernel.number import Number
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.admission.assignment import days_left
from services.grid.domain.order import campaign, site
from services.grid.domain.order.campaign import Bulletin, Campaign, Template
from services.grid.domain.order.site import Site
from services.grid.domain.role import let
from services.grid.schemas import campaign as schemas
from services.grid.service.acting import Acting, Order
from services.grid.service.order import day, listing, view
from services.grid.service.reach import reach, whole
from services.grid.store.order import campaign as store


class Campaigning(Acting):
    """Acts on campaigns."""

    @rpc
    def add_campaign_template(self, command: Order) -> Order:
        """Write down what a kind of campaign looks at.

        :raises Denied: grid.role_not_allowed, grid.leader_not_of_root
        :raises Conflict: grid.campaign_template_taken
        """
        order = load(schemas.AddCampaignTemplate, command)
        let(campaign.ROLES, "add_campaign_template", self.call.actor.role)
        whole(reach(self.call.actor, self.seal), self.ground.ground.district)
        made = Template(**{**order, "items": tuple(order["items"])}, created_at=self.now)

        def work(tx: Tx) -> Outcome:
            store.add_template(tx, made)
            return Outcome(view.shown(made, schemas.TemplateView), "campaign_template", made.code, 1)

        return perform(self.db, self.call, "add_campaign_template", command, work)

    @rpc
    def open_campaign(self, command: Order) -> Order:
        """Open a campaign with its sites, each with an owner.

        :raises Denied: grid.role_not_allowed
        :raises Invalid: grid.campaign_template_unknown, grid.campaign_ends_early, grid.sites_faulty, grid.site_outside,
            grid.unit_unknown, grid.unit_elsewhere, grid.task_due_early
        """
        order = load(schemas.OpenCampaign, command)
        let(campaign.ROLES, "open_campaign", self.call.actor.role)
        days_left(order["ends_on"], self.now)
        self.ground.serving(order["unit"], self.ground.place(order["area"]).area)
        if not reach(self.call.actor, self.seal).covers(area=order["area"]):
            raise Invalid("grid.site_outside", pointer="/area", area=order["area"])
        campaign.timely(order["starts_on"], order["ends_on"])
        return perform(self.db, self.call, "open_campaign", command, lambda tx: self._begin_campaign(tx, order))

    @rpc
    def add_campaign_sites(self, command: Order) -> Order:
        """Give a campaign more sites, all of them or, with one fault, none.

        :raises Denied: grid.role_not_allowed
        :raises Missing: grid.campaign_missing
        :raises Conflict: grid.campaign_changed, grid.campaign_not_running
        :raises Invalid: grid.sites_faulty
        """
        order = load(schemas.AddCampaignSites, command)
        let(campaign.ROLES, "add_campaign_sites", self.call.actor.role)
        return perform(self.db, self.call, "add_campaign_sites", command, lambda tx: self._add_sites(tx, order))

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
            unsolved, dated = store.leave(tx, before.id)
            moved = campaign.end(before, unsolved=unsolved, at=self.now)
            store.save(tx, before, moved.record)
            for id in (before.id, *dated):
                deadline.stop(tx, id, at=self.now)
            reply = view.campaigned(moved.record, self.call.language)
            return Outcome(reply, "campaign", before.id, moved.record.version, moved.events)

        return perform(self.db, self.call, "end_campaign", command, work)

    @rpc
    def publish_bulletin(self, command: Order) -> Order:
        """Tell all concerned what was found in a week, once.

        :raises Missing: grid.campaign_missing, also when it reaches beyond the own area
        :raises Invalid: grid.bulletin_week_outside
        :raises Conflict: grid.bulletin_published_already
        """
        order = load(schemas.PublishBulletin, command)
        let(campaign.ROLES, "publish_bulletin", self.call.actor.role)
        return perform(self.db, self.call, "publish_bulletin", command, lambda tx: self._publish(tx, order))

    def _begin_campaign(self, tx: Tx, order: Order) -> Outcome:
        made = self._made_campaign(tx, order, store.template(tx, order["template"]))
        sites = listing.read(tx, self.ground, made, order["sites"], at=self.now)
        store.add(tx, made)
        day.begin(tx, self.calendar, made.id, made.number, owner=made.unit, area=made.area, on=made.ends_on, at=self.now)
        self._put_sites(tx, made, sites)
        # the owner hears of the campaign itself
        others = site.given((one for one in sites if one.unit != made.unit), made.number)
        told = (campaign.tell(made, campaign.OPENED), *others)
        reply = view.campaigned(made, self.call.language)
        return Outcome(reply, "campaign", made.id, 1, told, detail={"template": made.template, "sites": made.sites})

    def _add_sites(self, tx: Tx, order: Order) -> Outcome:
        before = store.lock(tx, order["campaign"], order["version"])
        reach(self.call.actor, self.seal).within(Missing("grid.campaign_missing"), area=before.area)
        after = campaign.add_sites(before, len(order["sites"]))
        sites = listing.read(tx, self.ground, after, order["sites"], at=self.now)
        store.save(tx, before, after)
        self._put_sites(tx, after, sites)
        reply = view.campaigned(after, self.call.language)
        told = site.given(sites, after.number)
        return Outcome(reply, "campaign", after.id, after.version, told, detail={"sites": after.sites})

    def _put_sites(self, tx: Tx, held: Campaign, sites: list[Site]) -> None:
        for one in sites:
            store.add_site(tx, one)
            day.of_site(tx, self.calendar, one, held.number, at=self.now)

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

    def _publish(self, tx: Tx, order: Order) -> Outcome:
        scope = reach(self.call.actor, self.seal)
        found = store.get(tx, order["campaign"], scope.predicate(party="NULL::text"))
        # it speaks of all sites: who reaches only some of them has not seen what it says
        scope.within(Missing("grid.campaign_missing"), area=found.area)
        week = campaign.reported_week(found, order["week"], today(self.now))
        checks, failed = store.counted(tx, found.id, week)
        made = Bulletin(clock.new_id(), found.id, week, checks, failed, order["words"], self.call.actor.id, self.now)
        store.add_bulletin(tx, made)
        more = {"week": made.week, "checks": checks, "failed": failed}
        told = (campaign.tell(found, campaign.PUBLISHED, **more),)
        return Outcome(view.shown(made, schemas.BulletinView), "bulletin", made.id, 1, told, detail=more)
