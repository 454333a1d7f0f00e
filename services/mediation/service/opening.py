"""How disputes come in: applied for by a party, proposed at a desk, or handed over by the grid service."""
from __future__ import annotations

from typing import Any

from kernel import clock, logs, succession
from kernel.command import Outcome, perform, record
from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.events import event_handler
from kernel.inbox import first
from kernel.lineage import place_now
from kernel.number import Number
from kernel.rpc import rpc
from kernel.wire import load
from services.mediation import schemas
from services.mediation.domain.doer import SYSTEM, Doer
from services.mediation.domain.opening import Asked, open_
from services.mediation.domain.permit import has_role
from services.mediation.service import view
from services.mediation.service.acting import KIND, Order
from services.mediation.service.correcting import Correcting
from services.mediation.store import dispute as store
from services.mediation.store import person
from services.mediation.store.person import Person

HANDED = "grid.incident_handed_over"
HERE = "mediation"
UNTOLD = "other"  # kind of a dispute that was handed over: the desk there does not know our kinds

log = logs.get(__name__)


class Opening(Correcting):
    """The ways in."""

    @rpc
    def open(self, command: Order) -> Order:
        """Open a case, and give the applicant's receipt with the query code.

        :raises Invalid: wire.invalid, mediation.area_outside
        :raises Denied: mediation.role_not_allowed
        """
        order = load(schemas.Open, command)
        actor = self.call.actor
        applicant = Person(**order["applicant"], account=actor.id if actor.role == "resident" else "")
        people = {"applicant": applicant, "respondent": Person(**order["respondent"])}
        doer = Doer(actor.id, actor.role, actor.unit)
        asked = {"dispute_type": order["dispute_type"], "area": order["area"], "matter": order["matter"]}
        reply = perform(
            self.db, self.call, "open", command, lambda tx: self.begin(tx, asked, people, doer)
        )
        party = next(one["id"] for one in reply["parties"] if one["role"] == "applicant")
        return reply | {"party": party, "code": self.seal.code(party)}  # derived again each time, never stored

    @rpc
    def refer(self, command: Order) -> Order:
        """Open a case for what came to the one window, once for each round of it; no route leads here.

        To ask at a window is not to consent: who brought it becomes the applicant, and is asked like the other side.

        :raises Invalid: wire.invalid, mediation.area_outside
        :raises Denied: mediation.role_not_allowed
        """
        order, doer = load(schemas.Refer, command), self.doer(None)
        has_role("refer", doer)
        # whoever brought it is the applicant also when they stay unnamed: the code is theirs
        people = {"applicant": Person(**{name: order[name] for name in ("name", "phone", "account", "minor")})}
        if order["opposite"]:
            people["respondent"] = Person(name=order["opposite"])
        asked = {name: order[name] for name in ("dispute_type", "area", "matter", "origin", "origin_version")}
        reply = perform(self.db, self.call, "refer", command, lambda tx: self._once(tx, asked, people))
        party = next(one["id"] for one in reply["parties"] if one["role"] == "applicant")
        return {"id": reply["id"], "number": reply["number"], "code": self.seal.code(party)}

    @event_handler("grid", "incident_handed_over")
    def hear_grid(self, event: Order) -> None:
        """Open a case for an incident that was handed over here, once; its reporter goes on with one thread.

        To report is not to consent: the reporter becomes the applicant, and is asked like the other side. What was put right of
        them between the asking and the opening was told before anybody here could hear it: it is asked for.
        """
        if event["name"] != HANDED or event["data"].get("to") != HERE:
            return
        file = self._file(event)
        if file is not None:
            self._take(event, file)
        self.follow(event["subject"])

    def _once(self, tx: Tx, asked: dict[str, Any], people: dict[str, Person]) -> Outcome:
        """Open it unless it was opened before, however long ago: then give that one."""
        found = store.find_by_origin(tx, asked["origin"], asked["origin_version"])
        if found is None:
            return self.begin(tx, asked, people, SYSTEM)
        seen = view.short(found, SYSTEM)
        return Outcome(seen, "dispute", found.dispute.id, found.dispute.version)

    @event_handler("mediation", "deadline_moved")
    def move_dates(self, event: Order) -> None:
        """Bring a dispute's dates in line with its clock after a change of the calendar; safe to repeat."""
        with self.db.transaction() as tx:
            store.copy_dates(tx, event["subject"])

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
        applicant = Person(name=file["name"], phone=file["phone"], account=file["account"], minor=file.get("minor", False))
        people = {"applicant": applicant} if applicant else {}
        asked = {
            "dispute_type": UNTOLD,
            "area": file["place"]["area"],
            "matter": file["description"],
            "origin": origin,
            "origin_version": version,
        }
        with self.db.transaction() as tx:
            if not first(tx, "mediation.hear_grid", event["id"]) or store.has_come(tx, origin, version):
                return
            record(tx, self.call.system(), "open", self.begin(tx, asked, people, SYSTEM))

    def begin(self, tx: Tx, asked: dict[str, Any], people: dict[str, Person], doer: Doer) -> Outcome:
        """Write down a fresh case with its parties; `asked` has the fields of `Asked` but for those of the parties."""
        now, district = self.call.now, self.db.district
        ids = {role: clock.new_id() for role in people}
        account = people["applicant"].account if "applicant" in people else ""
        succession.hold(tx)
        area = place_now(asked["area"] or district + "000000", succession.read(tx))
        filled = asked | ids | {"party": self.seal.alias(account), "area": area}
        number = Number(KIND, district, clock.today(now), store.next_sequence(tx))
        decision = open_(
            Asked(**filled), doer, id=clock.new_id(), number=str(number), district=district, at=now
        )
        if doer.role == "resident":
            doer = Doer(doer.id, doer.role, doer.unit, frozenset({ids["applicant"]}))
        outcome = self.settle(tx, None, decision, doer)
        for role, who in people.items():
            person.add(tx, self.seal, ids[role], who)
        return outcome
