"""What a person has confirmed is made, exactly once, by whoever owns it; what comes back is for the window again."""
from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import orjson

from kernel import logs
from kernel.call import Actor, Call
from kernel.command import record
from kernel.db import Tx
from kernel.errors import Failure, Invalid, Missing, Unavailable
from kernel.events import event_handler
from kernel.once import KEPT_DAYS
from kernel.rpc import Calls
from kernel.scope import Scope
from services.petition.domain.channel import GRID, PHONE, VISIT, WEB
from services.petition.domain.doer import SYSTEM, Doer
from services.petition.domain.registration import Received
from services.petition.domain.window import confirming
from services.petition.domain.window.intake import Intake
from services.petition.domain.window.kind import DISPUTE, INCIDENT
from services.petition.domain.window.wrong import wrongly_sent
from services.petition.service.acting import Order
from services.petition.service.registering import Registering
from services.petition.service.window.acting import AtWindow
from services.petition.store import intake as store
from services.petition.store import said as kept
from services.petition.store.petitioner import Petitioner
from services.petition.store.said import Said

EVERYTHING = Scope()
# an owner knows a repeated request for KEPT_DAYS; after that, asking again could make a second thing
FRESH = timedelta(days=KEPT_DAYS - 1)
# of a place as it was given, by which the grid service finds none
NOWHERE = frozenset({"grid.point_outside", "grid.point_out_of_range", "grid.area_unknown", "grid.place_contradicts"})
CHANNEL = {"web": WEB, "app": WEB, "phone": PHONE, "counter": VISIT}

log = logs.get(__name__)


class Handing(AtWindow, Registering):
    """Facts the window hears."""

    calls: Calls

    @event_handler("petition", "intake_sent_on")
    def hear_sent_on(self, event: Order) -> None:
        """Have it made by its owner, and lead the first number to the new one; safe to repeat at any time.

        Rule GR-430, architecture 3.5, ADR 0006: the fact is durable with the confirmation, its consequence follows it, and
        contact, place and photos go along, so that nobody is asked twice.

        :raises Unavailable: while the owner does not answer; the broker brings the fact again
        """
        intake = self._awaited(event)
        if intake is None:
            return
        said = kept.open_(self.db, self.seal, intake.id)
        try:
            self._fresh(event)
            make = {INCIDENT: self._make_incident, DISPUTE: self._make_dispute}.get(intake.kind or "", self._make_petition)
            make(intake, said)
        except Unavailable:
            raise
        except Failure as refused:
            log.info("window_refused", intake=intake.id, kind=intake.kind, code=refused.code)
            self._back(intake, refused.code)

    @event_handler("grid", "incident_rejected")
    def hear_rejected(self, event: Order) -> None:
        """Take back to the window what the grid's centre says is none of its matters."""
        self._hear_refusal(event)

    @event_handler("petition", "refused")
    def hear_refused(self, event: Order) -> None:
        """Take back to the window what a petition desk says is outside its powers."""
        self._hear_refusal(event)

    @event_handler("petition", "deadline_moved")
    def move_intake_dates(self, event: Order) -> None:
        """Bring an intake's dates in line with its clock after a change of the calendar; safe to repeat."""
        with self.db.transaction() as tx:
            store.copy_dates(tx, event["subject"])

    def _awaited(self, event: Order) -> Intake | None:
        """Give the intake of a fact while it still waits to be made in that round."""
        intake = store.get(self.db, event["subject"], EVERYTHING)
        return intake if intake.state == "sent_on" and intake.round == event["round"] else None

    def _fresh(self, event: Order) -> None:
        if self.call.now - datetime.fromisoformat(event["occurred_at"]) > FRESH:
            raise Missing("petition.intake_stale")

    def _make_incident(self, intake: Intake, said: Said) -> None:
        order: dict[str, Any] = {
            "description": said.words,
            "case_type": intake.code,
            "urgent": intake.urgent,
            "unnamed": intake.unnamed,
            "point": intake.point,
            "area": None if intake.point or intake.area == self._root() else intake.area,
            "address": said.address,
            "evidence": [{"kind": "photo_before", "ref": ref} for ref in intake.photos],
        }
        person = {name: value for name in ("name", "phone", "minor") if (value := getattr(said, name))}
        order |= {"reporter": person} if person else {}
        call = self._as(intake, said)
        try:
            made = self.calls.call("grid", "report", order, call)
        except Invalid as refused:
            if refused.code not in NOWHERE:
                raise
            # where somebody stood need not be where it is: the grid's centre places it by the words
            made = self.calls.call("grid", "report", order | {"point": None, "area": None}, call)
        self._link(intake, made)

    def _make_dispute(self, intake: Intake, said: Said) -> None:
        order = {
            "origin": intake.id,
            "origin_version": intake.round,
            "dispute_type": intake.code or "other",
            "area": None if intake.area == self._root() else intake.area,
            "matter": _placed(said),
            "name": said.name,
            "phone": said.phone,
            "account": said.account,
            "opposite": said.opposite,
            # said only where it is so: a process of before knows no such field
            **({"minor": True} if said.minor else {}),
        }
        self._link(intake, self.calls.call("mediation", "refer", order, self._keyed(intake, self.call.system())))

    def _make_petition(self, intake: Intake, said: Said) -> None:
        """Register it here, in one transaction with the link; its limit counts from first receipt."""
        sender = _sender(said)
        given = Received(
            area=intake.area,
            claims=((_placed(said), "", ""),),
            channel=GRID if sender.role == "grid_worker" else CHANNEL[intake.channel],
            urgency="urgent" if intake.urgent else "ordinary",
            received_at=intake.received_at,
            party=self.seal.alias(said.account),
        )
        who = Petitioner(
            name=said.name, phone=said.phone, address=said.address, account=said.account, minor=said.minor
        )
        doer = Doer("", "system", None if intake.own else sender.unit)
        with self.db.transaction() as tx:
            held = self._held(tx, intake)
            if held is None:
                return
            outcome = self.begin(tx, given, who, doer)
            record(tx, self.call.system(), "register", outcome)
            self._linked(tx, held, outcome.reply | {"code": self.seal.code(outcome.subject)})

    def _link(self, intake: Intake, made: Order) -> None:
        with self.db.transaction() as tx:
            held = self._held(tx, intake)
            if held is not None:
                self._linked(tx, held, made)

    def _linked(self, tx: Tx, intake: Intake, made: Order) -> None:
        decision = confirming.link(intake, SYSTEM, became=made["id"], number=made["number"], at=self.call.now)
        kept.put(tx, self.seal, intake.id, opened=made["code"])
        record(tx, self.call.system(), "link_intake", self.settle_at(tx, intake, decision, SYSTEM))

    def _held(self, tx: Tx, intake: Intake) -> Intake | None:
        """Lock it, and give it while it still waits in this round: of two copies of a fact the second finds it done."""
        found = store.lock(tx, intake.id, EVERYTHING)
        return found if (found.state, found.round) == ("sent_on", intake.round) else None

    def _back(self, intake: Intake, reason: str) -> None:
        with self.db.transaction() as tx:
            held = self._held(tx, intake)
            if held is not None:
                self._came_back(tx, held, reason)

    def _hear_refusal(self, event: Order) -> None:
        if not wrongly_sent(event["data"].get("reason")):
            return
        with self.db.transaction() as tx:
            found = store.lock_what_became(tx, event["subject"])
            # what was erased meanwhile says nothing any more that a window could decide about
            if found is not None and found.state == "linked" and kept.open_(tx, self.seal, found.id).words:
                self._came_back(tx, found, f"{event['name'].partition('.')[0]}.{event['data']['reason']}")

    def _came_back(self, tx: Tx, intake: Intake, reason: str) -> None:
        decision = confirming.come_back(intake, SYSTEM, reason=reason, at=self.call.now)
        record(tx, self.call.system(), "come_back_intake", self.settle_at(tx, intake, decision, SYSTEM))

    def _as(self, intake: Intake, said: Said) -> Call:
        """Give the call on behalf of who brought it in, so that what is made is theirs.

        What a grid worker keys in for somebody is no finding of their round: the grid's centre looks at it first. Photos are
        vouched for by who sent them.
        """
        sender = _sender(said)
        sender = Actor() if sender.role == "grid_worker" and not intake.photos else sender
        language = intake.language
        return self._keyed(intake, Call(actor=sender, trace=self.call.trace, language=language, now=self.call.now))

    def _keyed(self, intake: Intake, call: Call) -> Call:
        """Give the key of this round of the intake: nobody else can name it, and each repetition does."""
        key = self.seal.index(f"{intake.id}/{intake.round}", "window").hex()
        return Call(actor=call.actor, key=key, trace=call.trace, language=call.language, now=call.now)


def _sender(said: Said) -> Actor:
    return Actor(**orjson.loads(said.sender))


def _placed(said: Said) -> str:
    return f"{said.words}\n{said.address}" if said.address else said.words
