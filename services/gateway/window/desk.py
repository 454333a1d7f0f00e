"""What the forms of the one window do: each is a plain page, and the same act as of any client."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kernel.call import Actor, Call
from kernel.errors import Failure, Missing, Problem
from kernel.wire import Schema, load
from services.gateway.http import problem
from services.gateway.http.answer import Answer
from services.gateway.http.visit import Visit
from services.gateway.session.pocket import Pocket
from services.gateway.window import form, page, schema
from services.gateway.window.field import NAMES, fresh_key
from services.gateway.window.words import WORDS
from services.gateway.words import catalogue

FIRST, TOLD, FOLLOWED = "/window", "/window/told", "/window/progress"
FORM = "form"
Order = dict[str, Any]
Remote = Callable[[str, str, Order, Call], Order]


class Window:
    """Acts of the service `gateway` by name in `acts`. Whoever uses the pages does so as nobody: their receipt is enough.

    Rule GR-486, design: what a form was sent for is shown by a page of its own, so that to load it again, or to come back
    to it, sends nothing again; a browser that keeps no cookies is shown it at once. following: carries which matter is
    followed, apart from the receipt, so that who goes back still finds the code that is shown once.
    """

    def __init__(self, remote: Remote, pocket: Pocket, following: Pocket):
        self._remote, self._pocket, self._following = remote, pocket, following
        self.acts: dict[str, Callable[[Visit, Order], Answer]] = {
            "window_page": self.page,
            "window_asset": self.asset,
            "window_told": self.told,
            "window_followed": self.followed,
            "window_send": self.send,
            "window_confirm": self.confirm,
            "window_support": self.support,
            "window_progress": self.progress,
            "window_leave": self.leave,
        }

    def page(self, visit: Visit, command: Order) -> Answer:
        """Give the first page, with what was typed where something was wrong with it."""
        self._pocket.ready(visit)
        self._following.ready(visit)
        language, held = command.get("language"), self._pocket.look(visit)
        if held is not None and held[0] == FORM:
            typed = held[1]
            return page.form(language or typed["language"], key=typed["key"], said=typed["said"], wrong=typed["wrong"])
        return page.form(language or visit.language, key=fresh_key())

    def told(self, visit: Visit, command: Order) -> Answer:
        """Give the page after a form, as often as it is asked for; the first one where nothing is there any more."""
        held = self._pocket.look(visit)
        if held is None or held[0] not in SHOWN:
            return away(FIRST)
        return self._show(visit, *held)

    def asset(self, visit: Visit, command: Order) -> Answer:
        """Give a file of the pages.

        :raises Missing: gateway.path_unknown
        """
        if command["asset"] not in page.ASSETS:
            raise Missing("gateway.path_unknown")
        return page.asset(visit, command["asset"])

    def send(self, visit: Visit, command: Order) -> Answer:
        """Take in what was written, and give the receipt with what it may be; what was typed wrongly comes back to be changed."""
        given = form.read(visit.environ)
        language = _language(given, visit)
        try:
            order = load(schema.WindowSent, given)
            taken = self._call(visit, "take_in", _brought(order), language, order["key"])
        except Failure as failure:
            if problem.status_of(failure) not in (400, 409, 422):
                raise
            # who came back and wrote something else brings another matter
            other = failure.code == "once.key_reused"
            key = given.get("key") if failure.pointer != "/key" and not other else None
            wrong = {"": WORDS[language]["sent_before"]} if other else _why(failure, language)
            typed: Order = {"language": language, "key": key or fresh_key(), "said": given, "wrong": wrong}
            if self._pocket.put(visit, FORM, typed):
                return away(FIRST)
            return page.form(language, key=typed["key"], said=given, wrong=wrong, status=400)
        return self._after(visit, "receipt", {"language": language, "taken": taken})

    def confirm(self, visit: Visit, command: Order) -> Answer:
        """Say which of the things suggested it is."""
        order, language = self._given(visit, schema.WindowChosen)
        sent = {name: order[name] for name in ("number", "code", "kind", "thing", "opposite")}
        seen = self._call(visit, "confirm_intake_by_code", sent, language, order["key"])
        return self._after(visit, "confirmed", {"language": language, "number": seen["number"], "code": order["code"]})

    def support(self, visit: Visit, command: Order) -> Answer:
        """Stand behind an open matter nearby instead."""
        order, language = self._given(visit, schema.WindowSupported)
        sent = {name: order[name] for name in ("number", "code", "incident")}
        seen = self._call(visit, "support_by_intake", sent, language, order["key"])
        return self._after(visit, "supported", {"language": language, "number": seen["number"], "code": order["code"]})

    def progress(self, visit: Visit, command: Order) -> Answer:
        """Tell how far it is."""
        order, language = self._given(visit, schema.WindowFollowed)
        told = {"language": language, "number": order["number"], "code": order["code"]}
        return away(FOLLOWED) if self._following.put(visit, FOLLOWED, told) else self._progress(visit, told)

    def leave(self, visit: Visit, command: Order) -> Answer:
        """Leave nothing for the next at the same device: who goes back finds the first page, and it is empty."""
        _, language = self._given(visit, schema.WindowLeft)
        self._pocket.empty(visit)
        self._following.empty(visit)
        return away(f"{FIRST}?language={language}")

    def _after(self, visit: Visit, name: str, told: Order) -> Answer:
        """Lead to the page that shows what was done, or show it where the browser carries nothing there."""
        return away(TOLD) if self._pocket.put(visit, name, told) else self._show(visit, name, told)

    def _show(self, visit: Visit, name: str, told: Order) -> Answer:
        visit.language = told["language"]
        return SHOWN[name](self, visit, told)

    def _receipt(self, visit: Visit, told: Order) -> Answer:
        return page.receipt(told["language"], told["taken"], fresh_key)

    def _confirmed(self, visit: Visit, told: Order) -> Answer:
        return page.confirmed(told["language"], told["number"], told["code"])

    def _supported(self, visit: Visit, told: Order) -> Answer:
        return page.confirmed(told["language"], told["number"], told["code"], "supported")

    def _progress(self, visit: Visit, told: Order) -> Answer:
        """Give how far it is now, however often the page is loaded again."""
        sent, language = {name: told[name] for name in ("number", "code")}, told["language"]
        seen = self._call(visit, "progress", sent, language, None)
        return page.progress(language, seen, told["code"], key=fresh_key(), photos=told.get("photos"))

    def followed(self, visit: Visit, command: Order) -> Answer:
        """Give how far it is now, as often as it is asked for; the first page where nothing is there any more.

        :raises Missing: petition.code_unknown
        """
        held = self._following.look(visit)
        if held is None:
            return away(FIRST)
        visit.language = held[1]["language"]
        return self._progress(visit, held[1])

    def _given(self, visit: Visit, kind: type[Schema]) -> tuple[Order, str]:
        given = form.read(visit.environ)
        visit.language = _language(given, visit)
        return load(kind, given), visit.language

    def _call(self, visit: Visit, act: str, order: Order, language: str, key: str | None) -> Order:
        call = replace(visit.call(key), actor=Actor(), language=language)
        return self._remote("petition", act, order, call)


SHOWN: dict[str, Callable[[Window, Visit, Order], Answer]] = {
    "receipt": Window._receipt,
    "confirmed": Window._confirmed,
    "supported": Window._supported,
}


def away(to: str) -> Answer:
    """Lead a browser on to a page of ours, which it then asks for."""
    return Answer(303, b"", [("Location", to), *page.HEADERS[1:]])


def refuse(visit: Visit, failure: Failure) -> Answer:
    """Give a failure as a page; what cannot be documented apart for a page is simply wrong input."""
    found = problem.status_of(failure)
    status = {409: 400, 412: 400, 422: 400, 428: 400}.get(found, found)
    title, detail = catalogue.say(failure.code, visit.language, failure.facts)
    trace = visit.traceparent.split("-")[1]
    made = page.sorry(visit.language, title, detail, status=status, trace=trace)
    make = problem.HEADERS.get(status)
    made.headers += [make(failure)] if make else []
    return made


def _brought(order: Order) -> Order:
    contact: Order = {"name": order["name"], "phone": order["phone"].replace(" ", "").replace("-", "")}
    contact["minor"] = bool(order["minor"])
    given = any(contact.values()) and not order["unnamed"]
    stands = order["lon"] and order["lat"]
    point = {"lon": float(order["lon"]), "lat": float(order["lat"]), "system": "wgs84"} if stands else None
    return {
        "text": order["text"],
        "place": {"address": order["address"], "point": point} if order["address"] or point else None,
        "contact": contact if given else None,
        "unnamed": bool(order["unnamed"]),
        "channel": "web",
        "language": order["language"],
    }


def _language(given: dict[str, str], visit: Visit) -> str:
    asked = given.get("language", "")
    return asked if asked in ("zh", "en") else visit.language


def _why(failure: Failure, language: str) -> dict[str, str]:
    """Give what is wrong by the field it is beside, under '' what is of none."""
    found: dict[str, str] = {}
    for one in failure.problems or (failure,):
        name = (one.pointer or "").rpartition("/")[2]
        name = name if name in NAMES else ""
        found[name] = " ".join(filter(None, (found.get(name), fault_words(one, name, language))))
    return found


def fault_words(one: Failure | Problem, name: str, language: str) -> str:
    """Say one thing that is wrong: in words of the field where it has some."""
    if f"{name}_wrong" in WORDS[language] and one.code == "wire.wrong_form":
        return WORDS[language][f"{name}_wrong"]
    title, detail = catalogue.say(one.code, language, one.facts)
    return title if title == detail else " ".join(filter(None, (title, detail)))
