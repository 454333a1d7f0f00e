"""What is put right of a party, here or where the dispute came from: told to the other copy, and taken from it."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kernel import audit, correction, minor_act
from kernel.command import Outcome, record
from kernel.correction import Stamps
from kernel.db import Tx
from kernel.decision import Event
from kernel.events import event_handler
from kernel.own_shape import Corrected
from kernel.rpc import Calls, rpc
from kernel.scope import Scope
from kernel.wire import load
from services.mediation.domain import unmask as rule
from services.mediation.domain.dispute import Case, Party
from services.mediation.domain.permit import has_role
from services.mediation.service.acting import Acting, Order
from services.mediation.store import dispute as store
from services.mediation.store import identity, person
from services.mediation.store.minor import PEOPLE

NOUN = "dispute"
FIELDS = ("name", "phone", "address")


class Correcting(Acting):
    """Between a dispute and the incident it was handed over from."""

    calls: Calls

    @rpc
    def personal_corrected(self, command: Order) -> Order:
        """Give the service a dispute came from what was put right of who reported it since -> fields.

        Asked by services only, no route leads here. Nothing is opened where nothing was put right.

        :raises Denied: mediation.role_not_allowed
        :raises Missing: mediation.dispute_missing
        """
        order = load(Corrected, command)
        has_role("audience", self.doer(None))
        with self.db.transaction() as tx:
            case = store.lock(tx, order["subject"], Scope())
            side = brought_by(case)
            known = person.stamps(tx, side.id) if side else {}
            if side is None or not known:
                return {"fields": {}}
            who = person.open_all(tx, self.seal, [side])[side.id]
            audit.append(
                tx, self.call, act="identity_opened", kind=NOUN, subject=case.dispute.id, version=case.dispute.version,
                detail={"for": "correction"},
            )  # fmt: skip
        return {"fields": correction.words(who, known)}

    @event_handler("grid", "identity_corrected")
    def hear_reporter_corrected(self, event: dict[str, Any]) -> None:
        """Put right in a dispute what was put right in the matter it came from."""
        self.follow(event["subject"])

    def follow(self, origin: str) -> None:
        """Take the later word of an incident into the open disputes made of it; safe to repeat, and in any order.

        :raises Unavailable: while the grid service does not answer; the broker brings the fact again
        """
        if not store.open_of(self.db, origin):
            return
        found = self.calls.call("grid", "personal_corrected", {"subject": origin}, call=self.call.system())
        words, age = found["fields"], found.get("minor")
        if not words and not age:
            return
        with self.db.transaction() as tx:
            for case in store.open_of(tx, origin, lock=True):
                if age:
                    self.follow_minor(tx, case, age)
                side = brought_by(case)
                fresh = correction.newer(words, self._said(tx, side), FIELDS) if side else {}
                if side and fresh:
                    given = {field: word["value"] for field, word in fresh.items()}
                    outcome = self.put_right(tx, case, [side], given, correction.stamps(fresh))
                    record(tx, self.call.system(), "personal_correct", outcome)

    def follow_minor(self, tx: Tx, found: Case, told: Order) -> None:
        """Take the later word of a reporter's age for the side of a locked dispute with whom it was handed over."""
        side = brought_by(found)
        if side is not None:
            case = rule.unmasked(found, side, **identity.traits(tx, side.id))
            minor_act.follow(tx, self.call, PEOPLE, case, told)

    def _said(self, tx: Tx, side: Party) -> dict[str, dict[str, str]]:
        known = person.stamps(tx, side.id)
        return correction.words(person.open_all(tx, self.seal, [side])[side.id], known) if known else {}

    def put_right(self, tx: Tx, case: Case, sides: Sequence[Party], given: dict[str, str], stamps: Stamps) -> Outcome:
        """Put fields of sides of a locked dispute right, and tell which, and of whom; `of` where it is about who brought it."""
        for side in sides:
            person.change(tx, self.seal, side, given, stamps)
        detail = {"fields": sorted(given)}
        told: dict[str, Any] = {**detail, "roles": sorted({one.role for one in sides})}
        if brought_by(case) in sides:
            told["of"] = case.dispute.origin
        event = Event("mediation.identity_corrected", case.dispute.id, told, case.dispute.version, case.dispute.round)
        reply = {"id": case.dispute.id, "number": case.dispute.number, **detail}
        return Outcome(reply, NOUN, case.dispute.id, case.dispute.version, (event,), detail=detail)


def brought_by(case: Case) -> Party | None:
    """Give the side with whom the dispute was handed over; one that was named later is no copy of anybody's data."""
    dispute = case.dispute
    came = (one for one in case.parties if one.role == "applicant" and one.joined_at == dispute.opened_at)
    return next(came, None) if dispute.origin else None
