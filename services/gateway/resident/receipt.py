"""What who holds a receipt and no account asks of one matter: who looked, a correction, being erased."""

from __future__ import annotations

from collections.abc import Callable

from kernel.errors import Failure, Invalid
from services.gateway.http.answer import Answer
from services.gateway.http.visit import Visit
from services.gateway.resident import page
from services.gateway.resident.carry import FIELDS, Acts, Carrying, Order
from services.gateway.resident.page import ERASURE, RECEIPT
from services.gateway.session.cookie import Cookies
from services.gateway.session.pocket import Pocket
from services.gateway.window.field import fresh_key

PROOF = ("number", "code")


class Receipts(Carrying):
    """Acts of the service `gateway` by name in `acts`.

    Rule GR-488, 《个人信息保护法》 art. 44-48, 50: as easily as by an account. Number and code are typed once, and stay in the
    sealed cookie.
    """

    def __init__(self, local: Acts, *, cookies: Cookies, pocket: Pocket):
        super().__init__(local, cookies=cookies, pocket=pocket)
        self.acts: dict[str, Callable[[Visit, Order], Answer]] = {
            "receipt_page": self.page,
            "receipt_page_open": self.open,
            "receipt_page_correct": self.correct,
            "receipt_page_erase": self.erase,
        }

    def page(self, visit: Visit, command: Order) -> Answer:
        """Ask for number and code, or give what may be done by them."""
        sheet, told = self._sheet(visit, command)
        if "receipt" not in told:
            return page.proof(sheet)
        try:
            looks = self._local["looks_by_code"](visit, told["receipt"])
        except Failure:
            self._pocket.empty(visit)  # it may have been erased: the next page asks anew
            raise
        return page.receipt(sheet, told["receipt"]["number"], looks, keys=(fresh_key(), fresh_key()))

    def open(self, visit: Visit, command: Order) -> Answer:
        """Prove number and code; of what has gone on from the window, those of where it is now."""
        given = self._given(visit)
        asked = {name: given.get(name, "") for name in PROOF}

        def prove() -> Order:
            found = self._local["progress"](visit, asked)
            now = found.get("matter") or {}
            return {"receipt": {name: now[name] for name in PROOF} if now.get("code") else asked}

        return self._done(visit, RECEIPT, prove)

    def correct(self, visit: Visit, command: Order) -> Answer:
        """Put right what was typed; what was left empty stays as it is.

        What stands there is not shown: whoever finds a receipt would read it.
        """
        given, told = self._given(visit), self._carried(visit, RECEIPT)
        visit.key = given.get("key")
        right = {name: given[name] for name in sorted(FIELDS & given.keys())}

        def correct() -> Order:
            if not right:
                raise Invalid("wire.required")
            self._local["correct_by_code"](visit, {**told.get("receipt", {}), **right})
            return {**told, "done": "corrected", "wrong": None}

        return self._done(visit, RECEIPT, correct, **told) if told else self._done(visit, RECEIPT, dict)

    def erase(self, visit: Visit, command: Order) -> Answer:
        """Ask for what the matter says of its holder to be erased."""
        given, told = self._given(visit), self._carried(visit, RECEIPT)
        visit.key = given.get("key")
        if not told:
            return self._done(visit, RECEIPT, dict)
        if given.get("sure") != "1":
            return self._done(visit, RECEIPT, _unsure, **told)
        return self._done(visit, ERASURE, lambda: {"request": self._local["ask_erasure_by_code"](visit, told["receipt"])})


def _unsure() -> Order:
    raise Invalid("gateway.erasure_unsure", pointer="/sure")
