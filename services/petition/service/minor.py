"""Saying that who petitions, or came to the window, is under age, after it came in; hearing it of the same matter elsewhere."""
from __future__ import annotations

from dataclasses import replace

from kernel import minor, minor_act
from kernel.db import Tx
from kernel.events import event_handler
from kernel.minor_act import Held, Marking
from kernel.rpc import rpc
from kernel.unmask import Case
from kernel.wire import load
from services.petition.domain import unmask as rule
from services.petition.domain.permit import LEADERS, has_role
from services.petition.domain.window import permit as at_window
from services.petition.domain.window.intake import Intake
from services.petition.schemas import unmask as schemas
from services.petition.schemas import window
from services.petition.service.acting import Order
from services.petition.service.correcting import Correcting
from services.petition.service.window.acting import AtWindow
from services.petition.store import identity
from services.petition.store import intake as intakes
from services.petition.store import petition as store
from services.petition.store.minor import BROUGHT, PEOPLE, lock_made_of


class MarkingPetitioners(AtWindow, Correcting):
    """What is known of the age of petitioners."""

    @rpc
    def mark_minor(self, command: Order) -> Order:
        """Say that who petitions is under age, or no more; from then on they are named nowhere, and seen only with approval.

        Rule GR-455, 《未成年人网络保护条例》 art. 36.

        :raises Missing: petition.petition_missing, minor.person_missing
        :raises Denied: petition.role_not_allowed, minor.leader_needed, and as `in_hands`
        :raises Conflict: petition.petition_changed, minor.unchanged
        :raises Invalid: minor.reason_wrong
        """
        has_role(minor.ACT, self.doer(None))
        order = load(schemas.MarkPetitionerMinor, command)
        desk = Marking(self, rule.SERVICE, PEOPLE, LEADERS)
        return desk.mark(order, lambda tx: self._markable(tx, order))

    @rpc
    def mark_intake_minor(self, command: Order) -> Order:
        """Say that who came to the window is under age, or no more; from then on they are named nowhere, nor where it goes.

        Rule GR-455, 《未成年人网络保护条例》 art. 36.

        :raises Missing: petition.intake_missing, minor.person_missing
        :raises Denied: petition.role_not_allowed, petition.unit_not_responsible, minor.leader_needed
        :raises Conflict: petition.intake_changed, petition.identity_on_its_way, minor.unchanged
        :raises Invalid: minor.reason_wrong
        """
        at_window.has_role(minor.ACT, self.doer_at(None))
        order = load(window.MarkIntakeMinor, command)
        return Marking(self, rule.SERVICE, BROUGHT, LEADERS).mark(order, lambda tx: self._markable_at_window(tx, order))

    @event_handler("grid", "minor_marked")
    def hear_reporter_marked(self, event: Order) -> None:
        """Follow what was said of the reporter of a matter that was handed over here, or came from the window."""
        with self.db.transaction() as tx:
            for found in lock_made_of(tx, event["subject"]):
                self.follow_minor(tx, found, event["data"])
            self._follow_brought(tx, event)

    @event_handler("petition", "minor_marked")
    def hear_petitioner_marked(self, event: Order) -> None:
        """Follow at the window what was said of the petition that was made there."""
        with self.db.transaction() as tx:
            self._follow_brought(tx, event)

    @event_handler("mediation", "minor_marked")
    def hear_party_marked(self, event: Order) -> None:
        """Follow at the window what was said of who brought it in the dispute that was made there."""
        if event["data"]["of"] is not None:
            self.hear_petitioner_marked(event)

    def _follow_brought(self, tx: Tx, event: Order) -> None:
        intake = intakes.lock_brought(tx, event["subject"], event["data"]["of"])
        if intake is not None:
            minor_act.follow(tx, self.call, BROUGHT, _brought(intake), event["data"])

    def _markable(self, tx: Tx, order: Order) -> Held:
        found = store.lock(tx, order["petition"], self.scope())
        if self.call.actor.role not in LEADERS:
            rule.in_hands(found, self.doer(found))
        store.same(found, order["version"])
        case = rule.case(found, **identity.traits(tx, found.id))
        bump = lambda: store.save(tx, found, replace(found, version=found.version + 1))  # noqa: E731
        return Held(case, bump, found.origin)

    def _markable_at_window(self, tx: Tx, order: Order) -> Held:
        found = intakes.lock(tx, order["intake"], self.scope())
        at_window.markable(found, self.doer_at(found))
        intakes.same(found, order["version"])
        return Held(_brought(found), lambda: intakes.save(tx, found, replace(found, version=found.version + 1)), None)


def _brought(intake: Intake) -> Case:
    """Give an intake as the rules know a record with a person."""
    return Case(
        kind="intake", id=intake.id, subject=intake.id, number=intake.number, version=intake.version, round=intake.round,
        area=intake.area, unit=intake.unit, closed=True, handler=None, party=intake.party, sealed=True, named=True,
    )  # fmt: skip
