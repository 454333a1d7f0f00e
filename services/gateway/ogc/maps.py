"""The acts of the front door that show the map: features from the grid service, documents made here."""
from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import orjson

from kernel.call import Call
from services.gateway.access.look import watched
from services.gateway.http.answer import BARE, Answer
from services.gateway.http.cursor import Cursor
from services.gateway.http.held import Held, Shape
from services.gateway.http.visit import Visit
from services.gateway.ogc import accept, api, ask, document, feature, html
from services.gateway.ogc.collection import COLLECTIONS, Collection
from services.gateway.ogc.link import GEO, HTML, JSON, OPENAPI, Links
from services.gateway.page import POLICY, Pages

CASES = "cases"
FEATURE_IDS = re.compile(r'"id":"([0-9a-f-]{36})"')
Act = Callable[[Visit, dict[str, Any]], Answer]
Remote = Callable[[str, str, dict[str, Any], Call], dict[str, Any]]
Command = dict[str, Any]
Document = dict[str, Any]


class Maps:
    """The acts of the map, by name in `acts`. remote: calls the grid service. cursor: seals where a page ended."""

    def __init__(self, *, remote: Remote, cursor: Cursor, pages: Pages):
        self._remote = remote
        self._cursor = cursor
        self.acts: dict[str, Act] = {
            "map_page": pages.map_page,
            "map_asset": pages.map_asset,
            "ogc_landing": partial(self._plain, document.landing),
            "ogc_front": partial(self._plain, document.landing),
            "ogc_conformance": partial(self._plain, document.conformance),
            "ogc_api": self.api,
            "ogc_collections": self.collections,
        }
        for one in COLLECTIONS.values():
            self.acts[f"map_{one.id}"] = partial(self.drawn, one)
            self.acts[f"ogc_{one.id}"] = partial(self.collection, one)
            self.acts[f"ogc_{one.id}_items"] = partial(self.items, one)
            self.acts[f"ogc_{one.id}_item"] = partial(self.item, one)

    def api(self, visit: Visit, command: Command) -> Answer:
        """Give the API document; as a page, the one that shows the whole of it."""
        if _as_page(visit, command):
            return Answer(303, b"", [("Location", "/api/v1/docs"), ("Cache-Control", "no-cache"), *BARE])
        return Held(visit, Shape(OPENAPI)).give(orjson.dumps(api.document(visit.origin, visit.language)))

    def collections(self, visit: Visit, command: Command) -> Answer:
        """Give all collections."""
        return self._plain(partial(document.collections, bbox=self._bbox(visit)), visit, command)

    def collection(self, one: Collection, visit: Visit, command: Command) -> Answer:
        """Give one collection."""
        return self._plain(partial(document.collection, one, bbox=self._bbox(visit)), visit, command)

    def drawn(self, one: Collection, visit: Visit, command: Command) -> Answer:
        """Give a page of features as our own map draws them."""
        held = Held(visit, Shape(GEO, private=one.private))
        reply = self._page(one, visit, command, held)
        if reply["same"]:
            return held.same(reply["edition"])
        _show(one, visit, reply["features"])
        return held.give(orjson.dumps(feature.drawn(reply, self._seal(visit, reply))), reply["edition"])

    def items(self, one: Collection, visit: Visit, command: Command) -> Answer:
        """Give a page of features."""
        links, held = self._form(visit, command, GEO, private=one.private)
        reply = self._page(one, visit, command, held)
        if reply["same"]:
            return held.same(reply["edition"])
        _show(one, visit, reply["features"])
        made = feature.items(one, reply, links, self._seal(visit, reply))
        return _given(held, links, made, edition=reply["edition"], title=one.title(visit.language))

    def item(self, one: Collection, visit: Visit, command: Command) -> Answer:
        """Give one feature.

        :raises Missing: grid.feature_missing
        """
        links, held = self._form(visit, command, GEO, private=one.private)
        asked = {"layer": one.id, "feature": command["feature"], "held": held.edition()}
        reply = self._remote("grid", "chart_feature", asked, visit.call(None))
        if reply["same"]:
            return held.same(reply["edition"])
        if one.id == CASES:
            visit.shows("incident", [reply["feature"]["id"]])
        made = feature.item(one, reply, links)
        return _given(held, links, made, edition=reply["edition"], title=f"{one.title(visit.language)} {made['id']}")

    def _plain(self, make: Callable[..., Document], visit: Visit, command: Command) -> Answer:
        links, held = self._form(visit, command, JSON)
        return _given(held, links, make(links, visit.language))

    def _page(self, one: Collection, visit: Visit, command: Command, held: Held) -> Document:
        cursor = command.get("cursor")
        after = self._cursor.open(cursor, _context(visit)) if cursor else None
        asked = {**ask.page(one, {**command, "after": after}), "held": held.edition()}
        return self._remote("grid", "chart", asked, visit.call(None))

    def _seal(self, visit: Visit, reply: Document) -> str | None:
        return self._cursor.seal(reply["next"], _context(visit)) if reply["next"] else None

    def _bbox(self, visit: Visit) -> list[float] | None:
        found: list[float] | None = self._remote("grid", "chart_extent", {}, visit.call(None))["bbox"]
        return found

    @staticmethod
    def _form(visit: Visit, command: Command, media: str, *, private: bool = False) -> tuple[Links, Held]:
        page = _as_page(visit, command)
        shape = Shape(HTML, private, POLICY) if page else Shape(media, private)
        return Links(visit, media, html=page), Held(visit, shape)


def _show(one: Collection, visit: Visit, features: str) -> None:
    """Say which incidents are shown; read from the text, which is passed on unread otherwise, where it is written down."""
    if one.id == CASES and watched(visit.actor):
        visit.shows("incident", FEATURE_IDS.findall(features))


def _given(held: Held, links: Links, made: Document, *, edition: str | None = None, title: str = "") -> Answer:
    body = html.page(made, links.language, title) if links.html else orjson.dumps(made)
    answer = held.give(body, edition)
    if "links" in made:
        answer.headers.extend(feature.header(made))
    return answer


def _as_page(visit: Visit, command: Command) -> bool:
    """Tell whether a page is wanted: by name, else by what Accept puts first, as a browser's does."""
    if command.get("f"):
        return bool(command["f"] == "html")
    return accept.page(visit.environ.get("HTTP_ACCEPT", ""))


def _context(visit: Visit) -> str:
    return f"{visit.path}|{visit.actor.id}|{visit.actor.role}"
