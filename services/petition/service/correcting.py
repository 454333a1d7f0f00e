"""What is put right of a petitioner, here or where the petition came from: told to the other copy, and taken from it."""
from __future__ import annotations

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
from services.petition.domain import unmask as rule
from services.petition.domain.permit import has_role
from services.petition.domain.petition import Petition
from services.petition.service.acting import Acting, Order
from services.petition.store import identity, petitioner
from services.petition.store import petition as store
from services.petition.store.minor import PEOPLE

NOUN = "petition"
FIELDS = ("name", "phone", "address")


class Correcting(Acting):
    """Between a petition and the incident it was handed over from."""

    calls: Calls

    @rpc
    def personal_corrected(self, command: Order) -> Order:
        """Give the service a petition came from what was put right of its petitioner since -> fields.

        Asked by services only, no route leads here. Nothing is opened where nothing was put right.

        :raises Denied: petition.role_not_allowed
        :raises Missing: petition.petition_missing
        """
        order = load(Corrected, command)
        has_role("audience", self.doer(None))
        with self.db.transaction() as tx:
            petition = store.lock(tx, order["subject"], Scope())
            known = petitioner.stamps(tx, petition.id)
            if not known:
                return {"fields": {}}
            who = petitioner.open_(tx, self.seal, petition.id)
            audit.append(
                tx, self.call, act="identity_opened", kind=NOUN, subject=petition.id, version=petition.version,
                detail={"for": "correction"},
            )  # fmt: skip
        return {"fields": correction.words(who, known)}

    @event_handler("grid", "identity_corrected")
    def hear_reporter_corrected(self, event: dict[str, Any]) -> None:
        """Put right in a petition what was put right in the matter it came from."""
        self.follow(event["subject"])

    def follow(self, origin: str) -> None:
        """Take the later word of an incident into the open petitions made of it; safe to repeat, and in any order.

        :raises Unavailable: while the grid service does not answer; the broker brings the fact again
        """
        if not store.open_of(self.db, origin):
            return
        found = self.calls.call("grid", "personal_corrected", {"subject": origin}, call=self.call.system())
        words, age = found["fields"], found.get("minor")
        if not words and not age:
            return
        with self.db.transaction() as tx:
            for petition in store.open_of(tx, origin, lock=True):
                if age:
                    self.follow_minor(tx, petition, age)
                own = correction.words(petitioner.open_(tx, self.seal, petition.id), petitioner.stamps(tx, petition.id))
                fresh = correction.newer(words, own, FIELDS)
                if fresh:
                    given = {field: word["value"] for field, word in fresh.items()}
                    outcome = self.put_right(tx, petition, given, correction.stamps(fresh))
                    record(tx, self.call.system(), "personal_correct", outcome)

    def follow_minor(self, tx: Tx, petition: Petition, told: Order) -> None:
        """Take the later word of a reporter's age for who petitions in a locked petition that came from the grid."""
        case = rule.case(petition, **identity.traits(tx, petition.id))
        minor_act.follow(tx, self.call, PEOPLE, case, told)

    def put_right(self, tx: Tx, petition: Petition, given: dict[str, str], stamps: Stamps) -> Outcome:
        """Put fields of a locked petition right, and tell which where it was handed over from somewhere."""
        petitioner.change(tx, self.seal, petition.id, given, stamps)
        detail = {"fields": sorted(given)}
        told = {**detail, "of": petition.origin}
        event = Event("petition.identity_corrected", petition.id, told, petition.version, petition.round)
        reply = {"id": petition.id, "number": petition.number, **detail}
        return Outcome(reply, NOUN, petition.id, petition.version, (event,) if petition.origin else (), detail=detail)
