"""What is put right of a reporter, here or where the matter was handed to: told to every copy, and taken from each."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kernel import audit, correction, minor
from kernel.command import Outcome, record
from kernel.correction import Stamps
from kernel.db import Tx
from kernel.decision import Event
from kernel.errors import Denied
from kernel.events import event_handler
from kernel.own_shape import Corrected
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.doer import SYSTEM
from services.grid.domain.incident import Incident
from services.grid.service.acting import Acting, Order
from services.grid.store import incident as store
from services.grid.store import reporter
from services.grid.store.minor import PEOPLE

FIELDS = ("name", "phone")  # an address of a reporter is not kept: the one of the matter is a place
APPLICANT = "applicant"


class Correcting(Acting):
    """Between the grid and the services it hands matters to; the incident is what all copies of one hand-over share."""

    @rpc
    def personal_corrected(self, command: Order) -> Order:
        """Give a service that a matter was handed to what was put right or said of its reporter since -> fields, minor.

        Asked by services only, no route leads here. Nothing is opened where nothing was put right.

        :raises Denied: grid.role_not_allowed
        :raises Missing: grid.incident_missing
        """
        order = load(Corrected, command)
        if self.call.actor.role != SYSTEM.role:
            raise Denied("grid.role_not_allowed", act="personal_corrected", roles=[SYSTEM.role])
        with self.db.transaction() as tx:
            incident = store.lock(tx, order["subject"])
            known, flag = reporter.stamps(tx, incident.id), PEOPLE.lock(tx, incident.id)
            # said after the report came in: what came with it went along with the file
            age = {"minor": minor.say(flag)} if flag and flag.at else {}
            if not known:
                return {"fields": {}, **age}
            who = reporter.open_(tx, self.seal, incident.id)
            audit.append(
                tx, self.call, act="identity_opened", kind="incident", subject=incident.id, version=incident.version,
                detail={"for": "correction"},
            )  # fmt: skip
        return {"fields": correction.words(who, known), **age}

    @event_handler("petition", "identity_corrected")
    def hear_petitioner_corrected(self, event: dict[str, Any]) -> None:
        """Put right here what was put right in the petition a matter became."""
        self._follow("petition", event)

    @event_handler("mediation", "identity_corrected")
    def hear_applicant_corrected(self, event: dict[str, Any]) -> None:
        """The same of a dispute: of its applicant, who reported the matter."""
        if APPLICANT in event["data"]["roles"]:
            self._follow("mediation", event)

    def put_right(self, tx: Tx, incident: Incident, given: dict[str, str], stamps: Stamps) -> Outcome:
        """Put fields of a locked incident's reporter right, and tell which; whoever keeps a copy asks what they say."""
        reporter.change(tx, self.seal, incident.id, given, stamps)
        detail = {"fields": sorted(given)}
        told = Event("grid.identity_corrected", incident.id, detail, incident.version, incident.round)
        reply = {"id": incident.id, "number": incident.number, **detail}
        return Outcome(reply, "incident", incident.id, incident.version, (told,), detail=detail)

    def _follow(self, service: str, event: dict[str, Any]) -> None:
        """Take the later word of a copy, while the matter is not over; safe to repeat, and in any order.

        It is told on from here, so that it reaches the other copies of the same hand-over and the window; to whom it came from
        it is no news.

        :raises Unavailable: while the service does not answer; the broker brings the fact again
        """
        of: str | None = event["data"].get("of")
        if not of or self._unclosed(of) is None:
            return
        asked = {"subject": event["subject"]}
        words = self.others.call(service, "personal_corrected", asked, call=self.call.system())["fields"]
        with self.db.transaction() as tx:
            incident = store.lock(tx, of)
            own = correction.words(reporter.open_(tx, self.seal, of), reporter.stamps(tx, of))
            fresh = correction.newer(words, own, FIELDS)
            if fresh and incident.closed_at is None:
                given = {field: word["value"] for field, word in fresh.items()}
                outcome = self.put_right(tx, incident, given, correction.stamps(fresh))
                record(tx, self.call.system(), "personal_correct", outcome)

    def _unclosed(self, id: str) -> Incident | None:
        found: Sequence[Incident] = store.INCIDENTS.all(self.db, "WHERE id = %s AND closed_at IS NULL", (id,))
        return next(iter(found), None)
