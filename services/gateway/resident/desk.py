"""What the own pages do: each form is the same act as of any client, and leads to a page that may be loaded again."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Any

from kernel.errors import Denied, Failure
from services.gateway.http import problem, trace
from services.gateway.http.answer import Answer
from services.gateway.http.cursor import Cursor
from services.gateway.http.visit import Visit
from services.gateway.resident import page
from services.gateway.resident.page import HOME, Sheet
from services.gateway.resident.words import WORDS
from services.gateway.session import cookie
from services.gateway.session.cookie import Cookies
from services.gateway.session.pocket import Pocket
from services.gateway.token import Bearer
from services.gateway.window import form
from services.gateway.window.desk import away
from services.gateway.words import catalogue

Order = dict[str, Any]
Acts = Mapping[str, Callable[[Visit, Order], Any]]
AT_ONCE = 8  # matters of a page: with their folds it stays below what a slow line brings at once
FIELDS = frozenset({"name", "phone", "address"})
STAY = frozenset({"phone", "new", "request"})  # what the next step needs; all else is told once
PHONE, ERASURE = f"{HOME}/phone", f"{HOME}/erasure"


class Residing:
    """Acts of the service `gateway` by name in `acts`. local: those of the front door that the pages stand for.

    Rule GR-488, 《个人信息保护法》 art. 44-48, 50: who has nothing but a cheap telephone reaches all of it as easily: what is
    kept, who looked, the own number, a copy, a correction, being erased; by links and forms, with no script.
    """

    def __init__(self, local: Acts, *, cookies: Cookies, pocket: Pocket, cursor: Cursor):
        self._local, self._cookies, self._pocket, self._cursor = local, cookies, pocket, cursor
        self.acts: dict[str, Callable[[Visit, Order], Answer]] = {
            "own_page": self.home,
            "own_looks_page": self.looks,
            "own_phone_page": self.number,
            "own_erasure_page": self.erasure,
            "own_page_code": self.send,
            "own_page_enter": self.enter,
            "own_page_again": self.again,
            "own_page_leave": self.leave,
            "own_page_phone_code": self.send_change,
            "own_page_phone": self.change,
            "own_page_correct": self.correct,
            "own_page_erase": self.erase,
            "own_page_follow": self.follow,
        }

    def home(self, visit: Visit, command: Order) -> Answer:
        """Give the own matters, or the way in."""
        sheet, told = self._sheet(visit, command)
        if not sheet.guard:
            return page.entry(sheet, coded="phone" in told)
        place = self._cursor.open(command["place"], _context(visit)) if command.get("place") else None
        account, matters, after = self._gathered(visit, place)
        following = self._cursor.seal(after, _context(visit)) if after else ""
        return page.home(sheet, account, matters, following=following, keys=[_fresh() for _ in matters])

    def _gathered(self, visit: Visit, after: Order | None) -> tuple[Order, list[Order], Order | None]:
        """Give the account, where the list begins with it, a page of matters over all services, and where it goes on."""
        account: Order = {}
        matters: list[Order] = []
        while len(matters) < AT_ONCE:
            found = self._local["own_copy"](visit, {"limit": AT_ONCE - len(matters), "after": after})
            account = next((one for one in found["items"] if one["kind"] == "account"), account)
            # what somebody stands behind comes all at once; the file of all data has the rest
            stood = [one for one in found["items"] if one["kind"] == "support"][:AT_ONCE]
            matters += stood + [one for one in found["items"] if one["kind"] not in ("account", "support")]
            after = found["next"]
            if after is None:
                break
        return account, matters, after

    def looks(self, visit: Visit, command: Order) -> Answer:
        """Tell which offices saw an own matter.

        :raises Missing: as reading it does
        """
        sheet, _ = self._sheet(visit, command)
        told = self._local[f"{command['kind']}_looks"](visit, {command["kind"]: command["matter"]})
        return page.looks(sheet, told, visit.path)

    def number(self, visit: Visit, command: Order) -> Answer:
        """Give the page that changes the own number."""
        sheet, told = self._sheet(visit, command)
        own = self._local["own_copy"](visit, {"limit": 1, "after": None})["items"][0]
        return page.number(sheet, own["person"]["phone"], coded="new" in told)

    def erasure(self, visit: Visit, command: Order) -> Answer:
        """Give the page of requests to be erased, also to who has an account no more."""
        sheet, told = self._sheet(visit, command)
        return page.erasure(sheet, key=_fresh(), request=told.get("request"))

    def send(self, visit: Visit, command: Order) -> Answer:
        """Have a code sent for signing in."""
        given = self._given(visit)
        typed = given.get("phone", "")
        return self._done(visit, HOME, lambda: self._sent(visit, "send_code", typed, "phone"), typed=typed)

    def enter(self, visit: Visit, command: Order) -> Answer:
        """Open a session by the code that came."""
        given, told = self._given(visit), self._carried(visit, HOME)
        asked = {"phone": told.get("phone", ""), "code": given.get("code", ""), "kind": "cookie"}
        return self._done(visit, HOME, lambda: self._local["sign_in_by_code"](visit, asked) and {}, **_only(told, "phone"))

    def again(self, visit: Visit, command: Order) -> Answer:
        """Forget the number that was typed."""
        self._given(visit)
        return self._done(visit, HOME, dict)

    def leave(self, visit: Visit, command: Order) -> Answer:
        """End the session."""
        self._given(visit, signed=True)
        return self._done(visit, HOME, lambda: self._local["sign_out"](visit, {}))

    def send_change(self, visit: Visit, command: Order) -> Answer:
        """Have a code sent to the new number."""
        typed = self._given(visit, signed=True).get("phone", "")
        return self._done(visit, PHONE, lambda: self._sent(visit, "send_change_code", typed, "new"), typed=typed)

    def change(self, visit: Visit, command: Order) -> Answer:
        """Let the new number open the account."""
        given, told = self._given(visit, signed=True), self._carried(visit, PHONE)
        asked = {"phone": told.get("new", ""), "code": given.get("code", "")}

        def change() -> Order:
            self._local["change_phone"](visit, asked)
            return {"done": "changed"}

        return self._done(visit, PHONE, change, **_only(told, "new"))

    def correct(self, visit: Visit, command: Order) -> Answer:
        """Put right who the resident is in one matter."""
        given = self._given(visit, signed=True)
        right = {name: given.get(name, "") for name in given.get("shown", "").split(",") if name in FIELDS}

        def correct() -> Order:
            self._local["correct_own"](visit, {"number": given.get("number", ""), **right})
            return {"done": "corrected"}

        return self._done(visit, HOME, correct)

    def erase(self, visit: Visit, command: Order) -> Answer:
        """Ask to be erased."""
        sure = self._given(visit, signed=True).get("sure") == "1"
        return self._done(visit, ERASURE, lambda: {"request": self._local["ask_erasure"](visit, {"sure": sure})})

    def follow(self, visit: Visit, command: Order) -> Answer:
        """Look how far a request is, by number and code."""
        given = self._given(visit)
        asked = {name: given.get(name, "") for name in ("request", "code")}
        return self._done(visit, ERASURE, lambda: {"request": self._local["follow_erasure"](visit, asked)})

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

    def _sent(self, visit: Visit, act: str, typed: str, name: str) -> Order:
        self._local[act](visit, {"phone": typed})
        return {name: typed}

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


def refuse(visit: Visit, failure: Failure) -> Answer:
    """Give a failure as a page, with the trace to quote when asking for help."""
    sheet = Sheet(visit.language, "", {"wrong": said(failure, visit.language)})
    small = f"<p><small>{trace.identifier(visit.traceparent)}</small></p>"
    made = sheet.page("title", sheet.link(HOME, "back") + small, status=problem.status_of(failure))
    make = problem.HEADERS.get(problem.status_of(failure))
    made.headers += [make(failure)] if make else []
    return made


def said(failure: Failure, language: str) -> str:
    """Give in plain words why not."""
    told = failure.problems or (failure,)
    lines = [" ".join(dict.fromkeys(filter(None, catalogue.say(one.code, language, one.facts)))) for one in told]
    return " ".join(dict.fromkeys(lines))


def _only(told: Order, name: str) -> Order:
    return {name: told[name]} if name in told else {}


def _context(visit: Visit) -> str:
    return f"{visit.path}|{visit.actor.id}|{visit.actor.role}"


def _fresh() -> str:
    return str(uuid.uuid4())
