"""What the own pages do: each form is the same act as of any client, and leads to a page that may be loaded again."""

from __future__ import annotations

from collections.abc import Callable

from kernel.errors import Failure
from services.gateway.http import problem, trace
from services.gateway.http.answer import Answer
from services.gateway.http.cursor import Cursor
from services.gateway.http.visit import Visit
from services.gateway.resident import page
from services.gateway.resident.carry import FIELDS, Acts, Carrying, Order, said
from services.gateway.resident.page import ERASURE, HOME, Sheet
from services.gateway.session.cookie import Cookies
from services.gateway.session.pocket import Pocket
from services.gateway.window.field import fresh_key

AT_ONCE = 8  # matters of a page: with their folds it stays below what a slow line brings at once
PHONE = f"{HOME}/phone"


class Residing(Carrying):
    """Acts of the service `gateway` by name in `acts`. local: those of the front door that the pages stand for.

    Rule GR-488, 《个人信息保护法》 art. 44-48, 50: who has nothing but a cheap telephone reaches all of it as easily: what is
    kept, who looked, the own number, a copy, a correction, being erased; by links and forms, with no script.
    """

    def __init__(self, local: Acts, *, cookies: Cookies, pocket: Pocket, cursor: Cursor):
        super().__init__(local, cookies=cookies, pocket=pocket)
        self._cursor = cursor
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
        return page.home(sheet, account, matters, following=following, keys=[fresh_key() for _ in matters])

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
        return page.erasure(sheet, key=fresh_key(), request=told.get("request"))

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

    def _sent(self, visit: Visit, act: str, typed: str, name: str) -> Order:
        self._local[act](visit, {"phone": typed})
        return {name: typed}


def refuse(visit: Visit, failure: Failure) -> Answer:
    """Give a failure as a page, with the trace to quote when asking for help."""
    sheet = Sheet(visit.language, "", {"wrong": said(failure, visit.language)})
    small = f"<p><small>{trace.identifier(visit.traceparent)}</small></p>"
    made = sheet.page("title", sheet.link(HOME, "back") + small, status=problem.status_of(failure))
    make = problem.HEADERS.get(problem.status_of(failure))
    made.headers += [make(failure)] if make else []
    return made


def _only(told: Order, name: str) -> Order:
    return {name: told[name]} if name in told else {}


def _context(visit: Visit) -> str:
    return f"{visit.path}|{visit.actor.id}|{visit.actor.role}"
