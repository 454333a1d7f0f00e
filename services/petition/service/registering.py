"""How petitions come in: brought by somebody, keyed in at a desk, or handed over by the grid service."""
from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from kernel import clock, logs, succession
from kernel.bulk import each
from kernel.call import Call
from kernel.command import Outcome, perform, record
from kernel.db import Tx
from kernel.errors import Conflict, Invalid, Missing
from kernel.events import event_handler
from kernel.inbox import first
from kernel.lineage import place_now
from kernel.number import Number
from kernel.rpc import rpc
from kernel.scope import Scope, subtree
from kernel.wire import load
from services.petition import schemas
from services.petition.domain import notice
from services.petition.domain.channel import TRANSFER
from services.petition.domain.doer import SYSTEM, Doer
from services.petition.domain.permit import PETITIONERS
from services.petition.domain.registration import Received, claims_of, register
from services.petition.service.acting import KIND, Order, Written
from services.petition.service.correcting import Correcting
from services.petition.store import petition as store
from services.petition.store import petitioner
from services.petition.store.petitioner import Petitioner

HANDED = "grid.incident_handed_over"
HERE = "petition"
CLIENT = "client"  # another system, let in with a key of its own

log = logs.get(__name__)


class Registering(Correcting):
    """The ways in."""

    @rpc
    def register(self, command: Order) -> Order:
        """Register what somebody brings, and give its receipt with the query code.

        :raises Invalid: wire.invalid, petition.area_outside, petition.receipt_not_yours, petition.receipt_in_future
        :raises Denied: petition.role_not_allowed, petition.channel_not_allowed
        """
        reply = self._register(self.call, command)
        return reply | {"code": self.seal.code(reply["id"])}  # derived again each time, so that it is never stored

    @rpc
    def register_rows(self, command: Order) -> Order:
        """Register many matters, each once for its own key; what is wrong with one is told of that one."""
        rows = load(schemas.RegisterRows, command)["rows"]
        items = each(self.db, self.call, "register", rows, self._register)
        return {"items": [one | {"code": self.seal.code(one["id"]) if one["id"] else None} for one in items]}

    def _register(self, call: Call, command: Order) -> Order:
        order = load(schemas.Register, command)
        actor = call.actor
        brings = actor.role in PETITIONERS
        who = Petitioner(**(order["petitioner"] or {}), account=actor.id if brings else "")
        given = self._received(order, who)
        if actor.role == CLIENT and not Scope(area=subtree(actor.area)).covers(area=given.area):
            raise Invalid("petition.area_outside", pointer="/area", district=actor.area)
        doer = Doer(actor.id, actor.role, actor.unit, petitioner=brings)
        return perform(self.db, call, "register", command, lambda tx: self.begin(tx, given, who, doer))

    @event_handler("grid", "incident_handed_over")
    def hear_grid(self, event: Order) -> None:
        """Register an incident that was handed over here, once; its reporter goes on with one thread.

        What the grid service no longer has handed over when it is asked is not taken: the fact is out of date. What was put
        right of its reporter between the asking and the registering was told before anybody here could hear it: it is asked for.
        """
        if event["name"] != HANDED or event["data"].get("to") != HERE:
            return
        file = self._file(event)
        if file is not None:
            self._take(event, file)
        self.follow(event["subject"])

    def _file(self, event: Order) -> dict[str, Any] | None:
        """Ask for the file, outside any transaction."""
        asked = {"incident": event["subject"], "version": event["version"]}
        try:
            file: dict[str, Any] = self.calls.call("grid", "hand_over_file", asked, call=self.call.system())
        except (Conflict, Missing) as gone:
            log.info("hand_over_outdated", incident=event["subject"], code=gone.code)
            return None
        return file

    def _take(self, event: Order, file: dict[str, Any]) -> None:
        origin, version = event["subject"], event["version"]
        who = Petitioner(name=file["name"], phone=file["phone"], account=file["account"], minor=file.get("minor", False))
        given = Received(
            area=file["place"]["area"] or self._root(),
            claims=((file["description"], "", ""),),
            channel=TRANSFER,
            received_at=datetime.fromisoformat(event["occurred_at"]),
            party=self.seal.alias(who.account),
            origin=origin,
            origin_version=version,
        )
        with self.db.transaction() as tx:
            if not first(tx, "petition.hear_grid", event["id"]) or store.has_come(tx, origin, version):
                return
            record(tx, self.call.system(), "register", self.begin(tx, given, who, SYSTEM))

    def begin(self, tx: Tx, given: Received, who: Petitioner, doer: Doer) -> Outcome:
        """Write down a fresh petition with its petitioner, its claims and its receipt."""
        now, district = self.call.now, self.db.district
        succession.hold(tx)
        given = replace(given, area=place_now(given.area, succession.read(tx)))
        number = Number(KIND, district, clock.today(now), store.next_sequence(tx))
        decision = register(given, doer, id=clock.new_id(), number=str(number), district=district, at=now)
        written = Written(
            decision,
            lambda after, until: notice.receipt(after, on=clock.today(now), until=until),
            claims_of(given, decision.record.id),
        )
        outcome = self.settle(tx, "register", None, written, doer)
        petitioner.add(tx, self.seal, decision.record.id, who)
        return outcome

    def _received(self, order: Order, who: Petitioner) -> Received:
        return Received(
            area=order["area"] or self._root(),
            claims=tuple((one["request"], one["facts"], one["reasons"]) for one in order["claims"]),
            channel=order["channel"],
            urgency=order["urgency"],
            received_at=order["received_at"],
            party=self.seal.alias(who.account),
        )

    def _root(self) -> str:
        return self.db.district + "000000"
