"""Providers of help, needs of communities, and who could take them on."""

from __future__ import annotations

from collections.abc import Callable

from kernel.db import Tx
from kernel.decision import Decision
from kernel.errors import Missing
from kernel.rpc import rpc
from kernel.wire import Schema, load
from services.grid.domain.neighbour import need, neighbour, provider
from services.grid.domain.neighbour.need import Match, Need
from services.grid.domain.neighbour.neighbour import ACTIVE, ENDED
from services.grid.domain.neighbour.provider import CHANGEABLE, Provider
from services.grid.schemas import neighbour as schemas
from services.grid.service.acting import Order
from services.grid.service.neighbour.neighbour import KeepingNeighbours, community, named, shown
from services.grid.store import neighbour as store

Decide = Callable[[Tx, Need, Order], Decision[Need]]
DecideProvider = Callable[[Tx, Provider, Order], Decision[Provider]]


class Helping(KeepingNeighbours):
    """Needs meet providers; a person confirms."""

    @rpc
    def register_provider(self, command: Order) -> Order:
        """Register who gives help."""

        def make(tx: Tx, order: Order, id: str) -> Decision[Provider]:
            said = {**order, "helps": tuple(dict.fromkeys(order["helps"]))}
            made = Provider(**said, id=id, state=ACTIVE, created_at=self.now, changed_at=self.now, version=1)
            return neighbour.begin(made, "grid.provider_registered", kind=made.kind)

        return self.begin_neighbour("register_provider", schemas.RegisterProvider, command, table=store.PROVIDERS, make=make)

    @rpc
    def change_provider(self, command: Order) -> Order:
        """Put a provider right; what it has taken on stays."""

        def decide(tx: Tx, before: Provider, order: Order) -> Decision[Provider]:
            neighbour.active(before)
            changes = {name: order[name] for name in CHANGEABLE if name in order}
            if "helps" in changes:
                changes["helps"] = tuple(dict.fromkeys(changes["helps"]))
            if "area" in changes:
                named(self.ground, changes["area"])
                self.own_ground(changes["area"])
            return neighbour.step(before, "grid.provider_changed", changes, at=self.now)

        return self._with_provider("change_provider", schemas.ChangeProvider, command, decide)

    @rpc
    def end_provider(self, command: Order) -> Order:
        """Say that a provider gives help no more."""

        def decide(tx: Tx, before: Provider, order: Order) -> Decision[Provider]:
            neighbour.active(before)
            return neighbour.step(before, "grid.provider_ended", {"state": ENDED}, at=self.now)

        return self._with_provider("end_provider", schemas.EndProvider, command, decide)

    @rpc
    def list_providers(self, command: Order) -> Order:
        """Give one page of the providers, within scope."""
        return self.page_neighbours(schemas.ListProviders, command, store.PROVIDERS, filters=("kind", "state"))

    @rpc
    def raise_need(self, command: Order) -> Order:
        """Write down what a community needs."""

        def make(tx: Tx, order: Order, id: str) -> Decision[Need]:
            community(self.ground, order["area"])
            return need.raise_(order, id=id, at=self.now)

        return self.begin_neighbour("raise_need", schemas.RaiseNeed, command, table=store.NEEDS, make=make)

    @rpc
    def match_need(self, command: Order) -> Order:
        """Confirm that a provider takes on a part of a need.

        :raises Missing: grid.neighbour_missing
        :raises Conflict: grid.need_act_not_allowed, grid.provider_unfit, grid.provider_full, grid.need_exceeded,
            grid.provider_matched
        """

        def decide(tx: Tx, before: Need, order: Order) -> Decision[Need]:
            # locked after the need, always: two needs that want one provider wait for each other and never in a ring
            giver = store.lock(tx, store.PROVIDERS, order["provider"])
            free = store.free(tx, giver.id, from_on=before.from_on, until_on=before.until_on)
            fits = provider.fits(before, giver)
            decision = need.match(before, order["quantity"], free=free, fits=fits, at=self.now)
            store.add_match(tx, Match(before.id, giver.id, order["quantity"], self.now))
            return decision

        return self._with_need("match_need", schemas.MatchNeed, command, decide)

    @rpc
    def finish_need(self, command: Order) -> Order:
        """Say that a need is served."""
        return self._with_need("finish_need", schemas.NeedAct, command, self._over("finish_need"))

    @rpc
    def withdraw_need(self, command: Order) -> Order:
        """Say that a need is needed no more."""
        return self._with_need("withdraw_need", schemas.NeedAct, command, self._over("withdraw_need"))

    @rpc
    def list_needs(self, command: Order) -> Order:
        """Give one page of the needs, within scope."""
        return self.page_neighbours(schemas.ListNeeds, command, store.NEEDS, filters=("kind", "state"))

    @rpc
    def suggest_providers(self, command: Order) -> Order:
        """Propose who could take on a need, each with the reasons; nothing is decided by it.

        :raises Missing: grid.neighbour_missing
        """
        need = load(schemas.SuggestProviders, command)["need"]
        asked = store.NEEDS.get(self.db, need, Missing("grid.neighbour_missing"))
        self.in_reach(asked.area, Missing("grid.neighbour_missing"))
        found = provider.suggest(asked, store.list_offers(self.db, asked))[: schemas.SUGGESTED_MOST]
        return {
            "items": [
                {"provider": shown(one.provider), "free": one.free, "reasons": list(one.reasons)} for one in found
            ]
        }

    def _over(self, act: str) -> Decide:
        return lambda tx, before, order: need.act(before, act, at=self.now)

    def _with_need(self, act: str, schema: type[Schema], command: Order, decide: Decide) -> Order:
        return self.step_neighbour(act, schema, command, table=store.NEEDS, decide=decide)

    def _with_provider(self, act: str, schema: type[Schema], command: Order, decide: DecideProvider) -> Order:
        return self.step_neighbour(act, schema, command, table=store.PROVIDERS, decide=decide)
