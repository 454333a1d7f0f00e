"""What petitioners ask of their own data: a copy, a correction, and to be erased; asked by the front door alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from kernel import correction, number, page
from kernel.call import Call
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.erasing import Erasing, Kept, Whose
from kernel.erasure import Counts, total
from kernel.errors import Conflict, Missing
from kernel.own_shape import Copy, Correct, Holding
from kernel.page import Order as Sorted
from kernel.rows import Reader
from kernel.rpc import rpc
from kernel.wire import load
from services.petition.domain.doer import Doer
from services.petition.domain.life import OPEN
from services.petition.domain.permit import has_role
from services.petition.domain.petition import Petition
from services.petition.service import view
from services.petition.service.acting import KIND, Order
from services.petition.service.correcting import FIELDS, NOUN, Correcting
from services.petition.service.reading import Reading
from services.petition.service.window.acting import KIND as BROUGHT
from services.petition.service.window.own import OwnIntakes
from services.petition.store import erasure, petitioner, said
from services.petition.store import petition as store

INTAKE = "intake"
HOLDER = Doer("", "anyone", None, petitioner=True)


class Owning(OwnIntakes, Correcting, Reading, Erasing):
    """The petitioner's own data, and that of who brought something to the window."""

    @rpc
    def personal_holding(self, command: Order) -> Order:
        """Count what is kept of an account or in one petition -> open, bound, free.

        :raises Denied: petition.role_not_allowed
        """
        order = load(Holding, command)
        has_role("audience", self.doer(None))
        account = order["account"]
        return self._holding(self.db, Whose(account, self.seal.aliases(account), order["matter"] or ""))

    @rpc
    def personal_copy(self, command: Order) -> Order:
        """Give a page of all that is kept of the one who asks, themselves in clear.

        Rule GR-405, 《个人信息保护法》 art. 45.

        :raises Missing: petition.code_unknown
        """
        order = load(Copy, command)
        if order["number"]:
            copied = self.intake_copied(self.intake_proven(order)) if _brought(order) else self._copied(self._proven(order))
            return {"items": [copied], "next": None}
        at = dict(order["after"] or {})
        if at.pop("of", None) == INTAKE:
            brought = self.intakes_copied({**order, "after": at or None})
            return {**brought, "next": brought["next"] and {**brought["next"], "of": INTAKE}}
        parts = [("party = ANY(%s)", [list(self.seal.aliases(self.call.actor.id))])]
        asked = {"limit": order["limit"], "after": order["after"]}
        found, following = page.page(self.db, store.PETITIONS, Sorted("registered_at"), parts, **asked)
        return {"items": [self._copied(one) for one in found], "next": following or {"of": INTAKE}}

    @rpc
    def personal_correct(self, command: Order) -> Order:
        """Put right who petitions, while it is open; what stood there before opens no more.

        Rule GR-406, 《个人信息保护法》 art. 46: the audit says which fields were changed, neither from what nor to what.

        :raises Missing: petition.code_unknown
        :raises Conflict: petition.identity_fixed
        """
        order = load(Correct, command)
        if _brought(order):
            return self.correct_intake(command)
        given = {name: order[name] for name in FIELDS if name in order}

        def work(tx: Tx) -> Outcome:
            petition = store.lock_by_number(tx, self._proven(order).number)
            if petition.state not in OPEN:
                raise Conflict("petition.identity_fixed", number=petition.number)
            self.unsay(tx, petition.id, given)
            stamps = correction.stamped(given, self.call.now, petitioner.stamps(tx, petition.id))
            return self.put_right(tx, petition, given, stamps)

        return perform(self.db, self.call, "personal_correct", command, work)

    def next_to_erase(self, tx: Tx, whose: Whose, limit: int) -> list[Kept]:
        """Give ended petitions of theirs that still say who, and then intakes that are over at the window."""
        found = [Kept(NOUN, id, version) for id, version in erasure.ended(tx, whose, limit)]
        return found or [Kept(INTAKE, id, version) for id, version in said.ended(tx, whose, limit)]

    def erase(self, tx: Tx, call: Call, kept: Sequence[Kept]) -> Counts:
        """Make petitions or intakes nobody's; a batch is of one kind."""
        ids = [one.id for one in kept]
        return said.anonymise(tx, ids) if kept[0].kind == INTAKE else erasure.anonymise(tx, call, NOUN, ids)

    def forget(self, tx: Tx, whose: Whose) -> Counts:
        """Count what is open or examined, and stays; nothing else is kept of them here."""
        left = self._holding(tx, whose)
        return {"kept_open": left["open"], "kept_bound": left["bound"] if whose.account else 0}

    def _holding(self, db: Reader, whose: Whose) -> Counts:
        return total([erasure.holding(db, whose), said.holding(db, whose)])

    def _proven(self, order: Order) -> Petition:
        if order["code"]:
            return self.coded(order, lambda named: store.get_by_number(self.db, named))
        try:
            found = store.get_by_number(self.db, str(number.parse(order["number"], kinds=(KIND,))))
        except Missing:
            raise Missing("petition.code_unknown") from None
        if found.party not in self.seal.aliases(self.call.actor.id):
            raise Missing("petition.code_unknown")
        return found

    def _copied(self, petition: Petition) -> dict[str, Any]:
        who = petitioner.open_(self.db, self.seal, petition.id)
        record = {
            **view.short(petition, HOLDER),
            "claims": [view.claim(one) for one in store.list_claims(self.db, petition.id)],
            **self._story(petition),
        }
        person = {name: getattr(who, name) for name in ("kind", *FIELDS)} | {"account": bool(who.account)}
        return {"kind": NOUN, "id": petition.id, "number": petition.number, "person": person, "record": record}


def _brought(order: Order) -> bool:
    return number.parse(order["number"], kinds=(KIND, BROUGHT)).kind == BROUGHT
