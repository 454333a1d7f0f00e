"""Questions about campaigns; and folding their figures."""

from __future__ import annotations

from collections import defaultdict

from nameko.timer import timer

from kernel.errors import Unavailable
from kernel.page import Part
from kernel.rpc import rpc
from kernel.scope import Scope, subtree
from kernel.shape import instant
from kernel.wire import load
from services.grid.domain.order.progress import FIGURES
from services.grid.schemas import campaign as schemas
from services.grid.service.acting import Acting, Order
from services.grid.service.order import view
from services.grid.service.reach import reach
from services.grid.store.order import campaign as store
from services.grid.store.order import tally
from services.grid.store.tally import FOLDED

FOLD_SECONDS = 2


class ReadingCampaigns(Acting):
    """Nothing changes by asking."""

    @rpc
    def list_campaign_templates(self, command: Order) -> Order:
        """Give what each kind of campaign looks at."""
        load(schemas.ListCampaignTemplates, command)
        return {"items": [view.shown(one, schemas.TemplateView) for one in store.templates(self.db)]}

    @rpc
    def find_campaign(self, command: Order) -> Order:
        """Give one campaign.

        :raises Missing: grid.campaign_missing, also when it is out of scope
        """
        order = load(schemas.FindCampaign, command)
        return view.campaigned(store.get(self.db, order["campaign"], self._campaign_scope()), self.call.language)

    @rpc
    def list_campaigns(self, command: Order) -> Order:
        """Give one page of campaigns with a site within scope, the newest first."""
        order = load(schemas.ListCampaigns, command)
        found, following = store.page(self.db, self._campaign_scope(), order, limit=order["limit"], after=order["after"])
        return {"items": [view.campaigned(one, self.call.language) for one in found], "next": following}

    @rpc
    def list_campaign_sites(self, command: Order) -> Order:
        """Give one page of a campaign's sites within scope."""
        order = load(schemas.ListCampaignSites, command)
        found, following = store.sites(self.db, self._campaign_scope(), order, limit=order["limit"], after=order["after"])
        return {"items": [view.shown(one, schemas.SiteView) for one in found], "next": following}

    @rpc
    def list_campaign_checks(self, command: Order) -> Order:
        """Give one page of what was looked at within scope, the newest first."""
        order = load(schemas.ListCampaignChecks, command)
        found, following = store.checks(self.db, self._campaign_scope(), order, limit=order["limit"], after=order["after"])
        return {"items": [view.shown(one, schemas.CheckView) for one in found], "next": following}

    @rpc
    def list_bulletins(self, command: Order) -> Order:
        """Give one page of a campaign's bulletins, the newest first.

        :raises Missing: grid.campaign_missing
        """
        order = load(schemas.ListBulletins, command)
        campaign = store.get(self.db, order["campaign"], self._campaign_scope())
        found, following = store.bulletins(self.db, campaign.id, limit=order["limit"], after=order["after"])
        return {"items": [view.shown(one, schemas.BulletinRow) for one in found], "next": following}

    @rpc
    def campaign_progress(self, command: Order) -> Order:
        """Count a campaign's sites within scope by area and unit, exact at once."""
        order = load(schemas.CampaignProgress, command)
        mine, params = self._campaign_scope()
        asked, more = Scope(area=subtree(order["area"]) if order["area"] else None).predicate()
        scope = f"campaign = %s AND ({mine}) AND {asked}"
        cells: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(FIGURES, 0))
        for _, figure, unit, area, n in tally.CUBE.read(self.db, (scope, [order["campaign"], *params, *more])):
            cells[area, unit][figure] += n
        items = [{"area": area, "unit": unit, **counts} for (area, unit), counts in sorted(cells.items())]
        return {"at": instant(self.now), "items": items}

    @timer(interval=FOLD_SECONDS, expected_exceptions=Unavailable)
    def fold_campaigns(self) -> None:
        """Fold the figures of the last seconds; while the database is away they wait."""
        while tally.CUBE.fold(self.db) == FOLDED:
            continue

    def _campaign_scope(self) -> Part:
        return reach(self.call.actor, self.seal).predicate(party="NULL::text")
