"""Photos that somebody without an account adds, on a page, to what they brought once an incident was made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from kernel import clock
from kernel.call import Actor, Call
from kernel.errors import Conflict, Invalid
from kernel.wire import load
from services.gateway.http.answer import Answer
from services.gateway.http.spool import Spools
from services.gateway.http.visit import Visit
from services.gateway.open311 import form
from services.gateway.open311.photo import Photos
from services.gateway.session.pocket import Pocket
from services.gateway.window import page, schema
from services.gateway.window.album import taking
from services.gateway.window.desk import FOLLOWED, away
from services.gateway.window.words import WORDS

Order = dict[str, Any]
Remote = Callable[[str, str, Order, Call], Order]


class Photographing:
    """The act of the form. fresh: names a file that a form is written to while it comes. most: bytes of one photo."""

    def __init__(self, remote: Remote, photos: Photos, fresh: Callable[[], Path], most: int, following: Pocket):
        self._remote, self._photos, self._fresh, self._most, self._following = remote, photos, fresh, most, following
        self._spools = Spools()
        self.acts: dict[str, Callable[[Visit, Order], Answer]] = {"window_photos": self.send}

    def send(self, visit: Visit, command: Order) -> Answer:
        """Take photos in, or let the matter refer to those that a script has sent in parts before.

        Rule GR-145, domain 3.5: whoever holds number and query code of a receipt may show what they brought.

        :raises Invalid: wire.*, gateway.body_*, gateway.content_type_refused
        :raises Missing: petition.code_unknown
        :raises Conflict: petition.intake_act_not_allowed, while nothing was made of it that takes photos
        """
        with form.read(visit.environ, self._spools, self._fresh, most=self._most) as given:
            language = given.fields.get("language", "")
            visit.language = language if language in WORDS else visit.language
            order = load(schema.WindowPhotographed, dict(given.fields))
            refs = tuple(filter(None, order["refs"].split(",")))
            if not given.photos and not refs:
                raise Invalid("wire.required", pointer="/media")
            matter = taking(self._told(visit, order))
            if matter is None:
                raise Conflict("petition.intake_act_not_allowed")
            refused = self._photos.send(visit, given, matter, key=order["key"], refs=refs)
        told = {"language": visit.language, "number": order["number"], "code": order["code"], "photos": refused}
        if self._following.put(visit, FOLLOWED, told):
            return away(FOLLOWED)
        return page.progress(visit.language, self._told(visit, order), order["code"], key=clock.new_id(), photos=refused)

    def _told(self, visit: Visit, order: Order) -> Order:
        call = replace(visit.call(None), actor=Actor())
        return self._remote("petition", "progress", {name: order[name] for name in ("number", "code")}, call)
