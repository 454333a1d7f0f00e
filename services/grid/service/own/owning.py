"""What reporters ask of their own data: a copy, a correction, and to be erased; asked by the front door alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kernel import correction, deadline, number, page
from kernel.call import Call
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.erasing import Erasing, Kept, Whose
from kernel.erasure import Counts
from kernel.errors import Conflict, Denied, Missing
from kernel.own_shape import Copy, Correct, Holding
from kernel.page import Order as Sorted
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.doer import SYSTEM, Doer
from services.grid.domain.incident import Incident
from services.grid.service import view
from services.grid.service.acting import Order
from services.grid.service.attachment import view as evidence
from services.grid.service.own.correcting import FIELDS, Correcting
from services.grid.service.reading import Reading
from services.grid.store import incident as store
from services.grid.store import reporter
from services.grid.store.erasure import erasure, own

KIND = "incident"
HOLDER = Doer(id="", role="anyone", reporter=True)


class Owning(Correcting, Reading, Erasing):
    """The reporter's own data."""

    @rpc
    def personal_holding(self, command: Order) -> Order:
        """Count what is kept of an account or in one matter -> open, bound, free: matters.

        :raises Denied: grid.role_not_allowed
        """
        order = load(Holding, command)
        if self.call.actor.role != SYSTEM.role:
            raise Denied("grid.role_not_allowed", act="personal_holding", roles=[SYSTEM.role])
        return own.holding(self.db, self._whose(order["account"], order["matter"]))

    @rpc
    def personal_copy(self, command: Order) -> Order:
        """Give a page of all that is kept of the one who asks, themselves in clear and everybody else masked.

        Rule GR-405, 《个人信息保护法》 art. 45.

        :raises Missing: grid.incident_missing, for a number or a code that is wrong
        """
        order = load(Copy, command)
        if order["number"]:
            return {"items": [self._copied(self._coded(order["number"], order["code"]))], "next": None}
        aliases = list(self.seal.aliases(self.call.actor.id))
        parts = [("party = ANY(%s)", [aliases])]
        asked = {"limit": order["limit"], "after": order["after"]}
        found, following = page.page(self.db, store.INCIDENTS, Sorted("created_at"), parts, **asked)
        others = [] if order["after"] else [{"kind": "support", **one} for one in own.supports(self.db, aliases)]
        return {"items": [*others, *(self._copied(one) for one in found)], "next": following}

    @rpc
    def personal_correct(self, command: Order) -> Order:
        """Put right who reported, while the matter is open; what stood there before opens no more.

        Rule GR-406, 《个人信息保护法》 art. 46: the audit says which fields were changed, neither from what nor to what.

        :raises Missing: grid.incident_missing
        :raises Conflict: grid.identity_fixed
        """
        order = load(Correct, command)
        given = {name: order[name] for name in FIELDS if name in order}

        def work(tx: Tx) -> Outcome:
            incident = store.lock(tx, self._coded(order["number"], order["code"]).id)
            # what is joined to another is open: its answer is still to come
            if incident.closed_at is not None and incident.state != "merged":
                raise Conflict("grid.identity_fixed", number=incident.number)
            stamps = correction.stamped(given, self.call.now, reporter.stamps(tx, incident.id))
            return self.put_right(tx, incident, given, stamps)

        return perform(self.db, self.call, "personal_correct", command, work)

    def next_to_erase(self, tx: Tx, whose: Whose, limit: int) -> list[Kept]:
        """Give ended matters of theirs that still say who or what."""
        return [Kept(KIND, id, version) for id, version in own.ended(tx, whose, limit)]

    def erase(self, tx: Tx, call: Call, kept: Sequence[Kept]) -> Counts:
        """Make matters nobody's."""
        return erasure.anonymise(tx, call, KIND, [one.id for one in kept])

    def forget(self, tx: Tx, whose: Whose) -> Counts:
        """Take them out of what they stood behind; what is open is counted and stays."""
        tickets = self.seal.aliases(f"ticket/{whose.matter}") if whose.matter else ()
        left = own.holding(tx, whose)
        kept = {"kept_open": left["open"], "kept_bound": left["bound"]}
        return erasure.forget(tx, [*whose.aliases, *tickets]) | kept

    def _whose(self, account: str, matter: str | None) -> Whose:
        return Whose(account, self.seal.aliases(account), matter or "")

    def _coded(self, named: str, code: str) -> Incident:
        incident = store.find_by_number(self.db, str(number.parse(named, kinds=("SJ",))))
        if incident is None or not (self._own(incident) or self.seal.code_matches(incident.id, code)):
            raise Missing("grid.incident_missing")
        return incident

    def _copied(self, incident: Incident) -> dict[str, Any]:
        who = reporter.open_(self.db, self.seal, incident.id)
        record = {
            **self._row(incident, HOLDER),
            "description": incident.description,
            "address": incident.address,
            "steps": self._steps(incident.id, inside=False),
            "clocks": [view.clock(one, self.calendar) for one in deadline.of(self.db, incident.id)],
            "evidence": evidence.pieces(self.db, incident.id, self.call.language, inside=False),
        }
        person = {"name": who.name, "phone": who.phone, "account": bool(who.account)}
        return {"kind": KIND, "id": incident.id, "number": incident.number, "person": person, "record": record}
