"""Matters handed to another service: what it needs to know of them, and what it tells of them afterwards."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from kernel import audit, deadline, inbox
from kernel.clock import today
from kernel.command import record
from kernel.db import Tx
from kernel.errors import Denied
from kernel.events import event_handler
from kernel.rpc import rpc
from kernel.wire import load
from services.grid import schemas
from services.grid.domain import handover
from services.grid.domain.doer import SYSTEM
from services.grid.domain.incident import Incident
from services.grid.domain.part.part import HANDLE
from services.grid.domain.stage import running
from services.grid.service import clocks, view
from services.grid.service.acting import Acting, Order
from services.grid.service.order.dating import DATED as ORDER_DATED
from services.grid.store import incident as store
from services.grid.store import reporter, stale
from services.grid.store.part import part as part_store

Event = dict[str, Any]


class Following(Acting):
    """The thread between the grid and the services it hands matters to."""

    @rpc
    def hand_over_file(self, command: Order) -> Order:
        """Give the service that takes a matter over what it must know, the reporter's identity opened.

        version: that of the handing over, as its event told it.

        Asked by services only, no route leads here. It leaves an audit row on the incident.

        :raises Denied: grid.role_not_allowed
        :raises Missing: grid.incident_missing
        :raises Conflict: grid.incident_not_handed_over
        """
        order = load(schemas.HandOverFile, command)
        if self.call.actor.role != SYSTEM.role:
            raise Denied("grid.role_not_allowed", act="hand_over_file", roles=[SYSTEM.role])
        with self.db.transaction() as tx:
            incident = store.lock(tx, order["incident"])
            handover.current(incident, store.list_steps(tx, incident.id), version=order["version"])
            who = reporter.open_(tx, self.seal, incident.id)
            audit.append(
                tx, self.call, act="identity_opened", kind="incident", subject=incident.id, version=incident.version,
                detail={"for": incident.handed_to},
            )  # fmt: skip
        return _file(incident) | {"name": who.name, "phone": who.phone, "account": who.account, "minor": who.minor}

    @event_handler("petition", "#")
    def hear_petition(self, event: Event) -> None:
        """Write what the petition service tells of a matter into its thread."""
        self._hear(event, handover.PETITION)

    @event_handler("mediation", "#")
    def hear_mediation(self, event: Event) -> None:
        """Write what the mediation service tells of a matter into its thread."""
        self._hear(event, handover.MEDIATION)

    @event_handler("grid", "deadline_moved")
    def move_dates(self, event: Event) -> None:
        """Bring an incident's dates in line with its clock after a change of the calendar; safe to repeat."""
        with self.db.transaction() as tx:
            DATED.get(event["data"].get("kind"), _nobody)(self, tx, event["subject"])

    def _hear(self, event: Event, source: str) -> None:
        """Append one fact to the thread of the incident it came from, once.

        A fact about a matter that was taken back meanwhile belongs to nobody's thread here.
        """
        origin = event["data"].get("origin")
        if not origin:
            return
        with self.db.transaction() as tx:
            if not inbox.first(tx, f"grid.hear_{source}", event["id"]):
                return
            incident = store.lock(tx, origin)
            if incident.handed_to == source:
                self._append(tx, incident, event)

    def _append(self, tx: Tx, incident: Incident, event: Event) -> None:
        at = datetime.fromisoformat(event["occurred_at"])
        decision = handover.hear(incident, name=event["name"], number=event["data"].get("number"), at=at)
        act = "conclude" if decision.record.state != incident.state else "follow"
        outcome = self.settle(tx, act, decision, before=incident, doer=SYSTEM, order={})
        record(tx, self.call.system(), act, outcome)


def _nobody(service: Following, tx: Tx, subject: str) -> None:
    """Leave the dates of other records to those who keep them."""


def _date_incident(service: Following, tx: Tx, subject: str) -> None:
    incident = store.lock(tx, subject)
    stale.mark(tx, subject)
    shown = next(iter(running(incident)), None)
    clock = deadline.lock(tx, subject).get(shown or "")
    if clock:
        store.copy_dates(tx, incident, clocks.dated(incident, clock, service.calendar))


def _date_part(service: Following, tx: Tx, subject: str) -> None:
    if clock := deadline.lock(tx, subject).get(HANDLE):
        part_store.date(tx, subject, clock.due_at)


DATED: Mapping[str, Callable[[Following, Tx, str], None]] = {"incident": _date_incident, "part": _date_part, **ORDER_DATED}


def _file(incident: Incident) -> Order:
    """Give what is known of the matter itself."""
    return {
        **{name: getattr(incident, name) for name in ("id", "number", "round", "description", "case_type")},
        "place": view.place(incident),
        "created_on": today(incident.created_at).isoformat(),
    }
