"""What parties ask of their own data: a copy, a correction, and to be erased; asked by the front door alone."""

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
from kernel.rpc import rpc
from kernel.wire import load
from services.mediation.domain.dispute import Case, Party
from services.mediation.domain.doer import Doer
from services.mediation.domain.life import OPEN
from services.mediation.domain.permit import has_role
from services.mediation.service import view
from services.mediation.service.acting import KIND, Order
from services.mediation.service.correcting import FIELDS, NOUN, Correcting
from services.mediation.service.reading import Reading
from services.mediation.store import dispute as store
from services.mediation.store import erasure, person
from services.mediation.store.person import Person

SIDE, AGREED = "party", "agreed_party"
OWN = "id IN (SELECT dispute FROM party WHERE party = ANY(%s))"


class Owning(Correcting, Reading, Erasing):
    """A party's own data; what the other side said of itself is never in it."""

    @rpc
    def personal_holding(self, command: Order) -> Order:
        """Count what is kept of an account or of one side -> open, bound, free.

        :raises Denied: mediation.role_not_allowed
        """
        order = load(Holding, command)
        has_role("audience", self.doer(None))
        account = order["account"]
        return erasure.holding(self.db, Whose(account, self.seal.aliases(account), order["matter"] or ""))

    @rpc
    def personal_copy(self, command: Order) -> Order:
        """Give a page of all that is kept of the one who asks: themselves in clear, the other side masked.

        Rule GR-405, 《个人信息保护法》 art. 45.

        :raises Missing: mediation.code_unknown
        """
        order = load(Copy, command)
        if order["number"]:
            case, doer = self._proven(order)
            return {"items": [self._copied(case, doer)], "next": None}
        parts = [(OWN, [list(self.seal.aliases(self.call.actor.id))])]
        asked = {"limit": order["limit"], "after": order["after"]}
        found, following = page.page(self.db, store.DISPUTES, Sorted("opened_at"), parts, **asked)
        cases = store.parties_of(self.db, found)
        return {"items": [self._copied(one, self.doer(one)) for one in cases], "next": following}

    @rpc
    def personal_correct(self, command: Order) -> Order:
        """Put right who one is, while the dispute is open; what stood there before opens no more.

        Rule GR-406, 《个人信息保护法》 art. 46: the audit says which fields were changed, neither from what nor to what.

        :raises Missing: mediation.code_unknown
        :raises Conflict: mediation.identity_fixed
        """
        order = load(Correct, command)
        given = {name: order[name] for name in FIELDS if name in order}

        def work(tx: Tx) -> Outcome:
            proven, doer = self._proven(order)
            case = store.lock_by_number(tx, proven.dispute.number)
            if case.dispute.state not in OPEN:
                raise Conflict("mediation.identity_fixed", number=case.dispute.number)
            sides = _sides(case, doer)
            known = {field: at for one in sides for field, at in person.stamps(tx, one.id).items()}
            return self.put_right(tx, case, sides, given, correction.stamped(given, self.call.now, known))

        return perform(self.db, self.call, "personal_correct", command, work)

    def next_to_erase(self, tx: Tx, whose: Whose, limit: int) -> list[Kept]:
        """Give sides of theirs in ended disputes that still say who."""
        found = erasure.ended(tx, whose, limit)
        return [Kept(AGREED if agreed else SIDE, side, version) for side, _, version, agreed in found]

    def erase(self, tx: Tx, call: Call, kept: Sequence[Kept]) -> Counts:
        """Make sides nobody's, and overwrite what was said; an agreement binds the other side too, and keeps its words.

        Rule GR-408, 《人民调解法》 art. 31: whoever relies on an agreement can still show it.
        """
        sides = [one.id for one in kept]
        spoken = erasure.disputes_of(tx, [one.id for one in kept if one.kind == SIDE])
        done = [erasure.anonymise(tx, call, "party", sides)]
        if spoken:
            done.append(erasure.anonymise(tx, call, "words", spoken))
        return total([*done, {"kept_agreements": sum(one.kind == AGREED for one in kept)}])

    def forget(self, tx: Tx, whose: Whose) -> Counts:
        """Count what is open or examined, and stays; nothing else is kept of them here."""
        left = erasure.holding(tx, whose)
        return {"kept_open": left["open"], "kept_bound": left["bound"] if whose.account else 0}

    def _proven(self, order: Order) -> tuple[Case, Doer]:
        if order["code"]:
            return self.coded(order, lambda named: store.get_by_number(self.db, named))
        try:
            case = store.get_by_number(self.db, str(number.parse(order["number"], kinds=(KIND,))))
        except Missing:
            raise Missing("mediation.code_unknown") from None
        doer = self.doer(case)
        if not doer.parties:
            raise Missing("mediation.code_unknown")
        return case, doer

    def _copied(self, case: Case, doer: Doer) -> dict[str, Any]:
        people = person.open_all(self.db, self.seal, case.parties)
        own = [people.get(one.id, Person()) for one in _sides(case, doer)]
        others = [view.masked(one, people.get(one.id, Person())) for one in case.parties if one.id not in doer.parties]
        record = {**view.short(case, doer), "matter": case.dispute.matter, "others": others, **self._story(case)}
        who = own[0] if own else Person()
        known = {name: getattr(who, name) for name in FIELDS} | {"account": bool(who.account)}
        side = next(iter(sorted(doer.parties)), case.dispute.id)
        return {"kind": NOUN, "id": side, "number": case.dispute.number, "person": known, "record": record}


def _sides(case: Case, doer: Doer) -> list[Party]:
    return [one for one in case.parties if one.id in doer.parties]
