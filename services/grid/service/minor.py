"""Saying that who reported is under age, after the report came in; and hearing it of a matter that was handed over."""
from __future__ import annotations

from dataclasses import replace

from kernel import minor, minor_act, outbox
from kernel.db import Tx
from kernel.errors import Missing
from kernel.events import event_handler
from kernel.minor_act import Held, Marking
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain import unmask as rule
from services.grid.domain.role import let
from services.grid.schemas import unmask as schemas
from services.grid.service.acting import Acting, Order
from services.grid.service.reach import reach, within
from services.grid.store import identity
from services.grid.store import incident as store
from services.grid.store.minor import PEOPLE


class MarkingReporters(Acting):
    """What is known of the age of reporters."""

    @rpc
    def mark_minor(self, command: Order) -> Order:
        """Say that who reported is under age, or no more; from then on they are named nowhere, and seen only with approval.

        Rule GR-455, 《未成年人网络保护条例》 art. 36.

        :raises Missing: grid.incident_missing, minor.person_missing
        :raises Denied: grid.role_not_allowed, grid.reporter_not_in_hands, minor.leader_needed
        :raises Conflict: grid.incident_changed, minor.unchanged
        :raises Invalid: minor.reason_wrong
        """
        let(rule.ROLES, minor.ACT, self.call.actor.role)
        order = load(schemas.MarkReporterMinor, command)
        desk = Marking(self, rule.SERVICE, PEOPLE, rule.DECIDERS)
        return desk.mark(order, lambda tx: self._markable(tx, order))

    @event_handler("petition", "minor_marked")
    def hear_petitioner_marked(self, event: Order) -> None:
        """Follow what was said of the petition a matter was handed over to."""
        self._hear_marked(event)

    @event_handler("mediation", "minor_marked")
    def hear_party_marked(self, event: Order) -> None:
        """Follow what was said of who reported a matter in the dispute it was handed over to."""
        self._hear_marked(event)

    def _hear_marked(self, event: Order) -> None:
        """Follow it, and tell it on to the other copies: a matter may have been handed to both services."""
        if event["data"]["of"] is None:
            return
        with self.db.transaction() as tx:
            try:
                found = store.lock(tx, event["data"]["of"])
            except Missing:  # it came from the window, which hears of it by itself
                return
            case = rule.case(found, **identity.traits(tx, found.id))
            flag = minor_act.follow(tx, self.call, PEOPLE, case, event["data"])
            if flag is not None:
                outbox.append(tx, self.call.system(), (minor.tell(rule.SERVICE, case, flag, of=None),))

    def _markable(self, tx: Tx, order: Order) -> Held:
        found = store.lock(tx, order["incident"])
        doer = self.doer(found)
        within(reach(self.call.actor, self.seal), found, unit=doer.unit)
        if doer.role not in rule.DECIDERS:
            rule.in_hands(found, doer)
        store.same(found, order["version"])
        case = rule.case(found, **identity.traits(tx, found.id))
        return Held(case, lambda: store.save(tx, found, replace(found, version=found.version + 1)), None)
