"""Campaigns: opened with a list of sites, told of in bulletins, ended."""

from __future__ import annotations

from kernel import clock, deadline
from kernel.clock import today
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.errors import Invalid, Missing
from kernel.number import Number
from kernel.rpc import rpc
from kernel.scope import subtree
from kernel.wire import load
from services.grid.domain.admission.assignment import days_left
from services.grid.domain.order import campaign, site
from services.grid.domain.order.campaign import Bulletin, Campaign, Template
from services.grid.domain.order.site import Site
from services.grid.domain.role import let
from services.grid.schemas import campaign as schemas
from services.grid.service.acting import Acting, Order
from services.grid.service.order import day, view
from services.grid.service.reach import reach
from services.grid.store.order import campaign as store
from services.grid.store.premises import premises


class Campaigning(Acting):
    """Acts on campaigns."""

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
        template = store.template(tx, order["template"])
        campaign.timely(template.kind, order["starts_on"], order["ends_on"], order["sites"])
        made = self._made_campaign(tx, order, template)
        sites = [self._site(tx, made, index, one) for index, one in enumerate(order["sites"])]
        store.add(tx, made, sites)
        day.begin(tx, self.calendar, made.id, made.number, owner=made.unit, area=made.area, on=made.ends_on, at=self.now)
        for one in sites:
            day.of_site(tx, self.calendar, one, made.number, at=self.now)
        # the owner hears of the campaign itself
        told = (campaign.tell(made, campaign.OPENED), *site.given((one for one in sites if one.unit != made.unit), made.number))
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
