"""What the forms of the one window do: each is a plain page, and the same act as of any client."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kernel.call import Actor, Call
from kernel.errors import Failure, Missing, Problem
from kernel.wire import Schema, load
from services.gateway.http import problem
from services.gateway.http.answer import Answer
from services.gateway.http.visit import Visit
from services.gateway.window import form, page, schema
from services.gateway.window.field import NAMES
from services.gateway.window.words import WORDS
from services.gateway.words import catalogue

Order = dict[str, Any]
Remote = Callable[[str, str, Order, Call], Order]


class Window:
    """Acts of the service `gateway` by name in `acts`. Whoever uses the pages does so as nobody: their receipt is enough."""

    def __init__(self, remote: Remote):
        self._remote = remote
        self.acts: dict[str, Callable[[Visit, Order], Answer]] = {
            "window_page": self.page,
            "window_asset": self.asset,
            "window_send": self.send,
            "window_confirm": self.confirm,
            "window_support": self.support,
            "window_progress": self.progress,
        }

    def page(self, visit: Visit, command: Order) -> Answer:
        """Give the first page."""
        return page.form(command.get("language") or visit.language, key=_fresh())

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
            return page.form(language, key=key or _fresh(), said=given, wrong=wrong, status=400)
        return page.receipt(language, taken, _fresh)

    def confirm(self, visit: Visit, command: Order) -> Answer:
        """Say which of the things suggested it is."""
        order, language = self._given(visit, schema.WindowChosen)
        sent = {name: order[name] for name in ("number", "code", "kind", "thing", "opposite")}
        seen = self._call(visit, "confirm_intake_by_code", sent, language, order["key"])
        return page.confirmed(language, seen["number"], order["code"])

    def support(self, visit: Visit, command: Order) -> Answer:
        """Stand behind an open matter nearby instead."""
        order, language = self._given(visit, schema.WindowSupported)
        sent = {name: order[name] for name in ("number", "code", "incident")}
        seen = self._call(visit, "support_by_intake", sent, language, order["key"])
        return page.confirmed(language, seen["number"], order["code"], "supported")

    def progress(self, visit: Visit, command: Order) -> Answer:
        """Tell how far it is."""
        order, language = self._given(visit, schema.WindowFollowed)
        sent = {name: order[name] for name in ("number", "code")}
        return page.progress(language, self._call(visit, "progress", sent, language, None), order["code"], key=_fresh())

    def _given(self, visit: Visit, kind: type[Schema]) -> tuple[Order, str]:
        given = form.read(visit.environ)
        visit.language = _language(given, visit)
        return load(kind, given), visit.language

    def _call(self, visit: Visit, act: str, order: Order, language: str, key: str | None) -> Order:
        call = replace(visit.call(key), actor=Actor(), language=language)
        return self._remote("petition", act, order, call)


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
        found[name] = " ".join(filter(None, (found.get(name), _fault(one, name, language))))
    return found


def _fault(fault: Failure | Problem, name: str, language: str) -> str:
    """Say one thing that is wrong: in words of the field where it has some."""
    if f"{name}_wrong" in WORDS[language] and fault.code == "wire.wrong_form":
        return WORDS[language][f"{name}_wrong"]
    title, detail = catalogue.say(fault.code, language, fault.facts)
    return title if title == detail else " ".join(filter(None, (title, detail)))


def _fresh() -> str:
    return str(uuid.uuid4())
