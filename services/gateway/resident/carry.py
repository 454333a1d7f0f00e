"""How the forms of the own pages are read, and how what became of them comes to the page after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kernel.errors import Denied, Failure
from services.gateway.http import problem
from services.gateway.http.answer import Answer
from services.gateway.http.visit import Visit
from services.gateway.resident.page import HOME, Sheet
from services.gateway.resident.words import WORDS
from services.gateway.session import cookie
from services.gateway.session.cookie import Cookies
from services.gateway.session.pocket import Pocket
from services.gateway.token import Bearer
from services.gateway.window import form
from services.gateway.window.desk import away, fault_words

Order = dict[str, Any]
Acts = Mapping[str, Callable[[Visit, Order], Any]]
FIELDS = frozenset({"name", "phone", "address"})
STAY = frozenset({"phone", "new", "request", "receipt"})  # what the next step needs; all else is told once


class Carrying:
    """What the acts of all own pages have in common. local: the acts of the front door that the pages stand for."""

    def __init__(self, local: Acts, *, cookies: Cookies, pocket: Pocket):
        self._local, self._cookies, self._pocket = local, cookies, pocket

    def _sheet(self, visit: Visit, command: Order) -> tuple[Sheet, Order]:
        visit.language = command.get("language") or visit.language
        self._pocket.ready(visit)
        told, guard = self._carried(visit, visit.path), self._guard(visit.bearer)
        if told and not told.keys() & STAY:
            self._pocket.empty(visit)
        staff = {"wrong": WORDS[visit.language]["staff"]} if visit.bearer is not None and not guard else {}
        return Sheet(visit.language, guard, staff or told), told

    def _guard(self, bearer: Bearer | None) -> str:
        """Give what the forms of a session carry; '' for who is not signed in as a resident."""
        return self._cookies.guard(bearer.id) if bearer is not None and bearer.actor.role == "resident" else ""

    def _carried(self, visit: Visit, to: str) -> Order:
        """Give what a form has left for a page, {} for another."""
        held = self._pocket.look(visit)
        found: Order = held[1] if held is not None and held[0] == to else {}
        return found

    def _given(self, visit: Visit, *, signed: bool = False) -> Order:
        """Read a form. signed: it does something in a session, and must come from a page of it.

        Nobody's forms have texts sent and sessions opened: they, too, come from no page of another site.

        :raises Denied: gateway.csrf_refused, gateway.token_missing
        """
        cookie.refuse_foreign(visit)
        given: Order = dict(form.read(visit.environ))
        if given.get("language") in WORDS:
            visit.language = given["language"]
        if signed:
            if visit.bearer is None:
                raise Denied("gateway.token_missing")
            self._cookies.fits(visit.bearer.id, given.get("guard", ""))
            visit.key = given.get("key")
        return given

    def _done(self, visit: Visit, to: str, act: Callable[[], Order], **kept: Any) -> Answer:
        """Do it, and lead to the page that tells what became of it; do nothing that the next page could not go on with.

        kept: what that page is to have when it was refused.
        """
        if not self._pocket.kept(visit):
            return self._unkept(visit)
        try:
            told = act()
        except Failure as failure:
            if problem.status_of(failure) >= 500:
                raise
            told = {**kept, "wrong": said(failure, visit.language)}
        if not self._pocket.put(visit, to, told):
            return self._unkept(visit)
        return away(f"{to}?language={visit.language}")

    def _unkept(self, visit: Visit) -> Answer:
        """Ask for cookies, and lead back to where the browser is given one."""
        sheet = Sheet(visit.language, "", {"wrong": WORDS[visit.language]["cookies"]})
        return sheet.page("title", sheet.link(HOME, "back"), status=400)


def said(failure: Failure, language: str) -> str:
    """Give in plain words why not, once each, in those of the field where it has some."""
    told = failure.problems or (failure,)
    return " ".join(dict.fromkeys(fault_words(one, (one.pointer or "").rpartition("/")[2], language) for one in told))
