"""Features as GeoJSON: a page of them, and one."""
from __future__ import annotations

from typing import Any

import orjson

from services.gateway.ogc.collection import Collection
from services.gateway.ogc.link import HTML, JSON, Link, Links
from services.gateway.ogc.link import collection as path_of

Reply = dict[str, Any]
Document = dict[str, Any]


def drawn(reply: Reply, cursor: str | None) -> Document:
    """Give a page for a map of our own. cursor: of the page that follows."""
    return {"type": "FeatureCollection", "features": orjson.Fragment(reply["features"]), "next": cursor}


def items(one: Collection, reply: Reply, links: Links, cursor: str | None) -> Document:
    """Give a page as the standard has it; how many there are is told where nobody had to count.

    The features are passed on as they came, unread, unless a page of HTML is made of them.
    """
    matched = {} if reply["matched"] is None else {"numberMatched": reply["matched"]}
    return {
        "type": "FeatureCollection",
        "features": orjson.loads(reply["features"]) if links.html else orjson.Fragment(reply["features"]),
        **matched,
        "numberReturned": reply["count"],
        "links": [*links.own(), _home(one, links), *([links.following(cursor)] if cursor else [])],
    }


def item(one: Collection, reply: Reply, links: Links) -> Document:
    """Give one feature."""
    return {**reply["feature"], "links": [*links.own(), _home(one, links)]}


def header(document: Document) -> list[tuple[str, str]]:
    """Give the links of a GeoJSON document as a header too, for clients that look there."""
    text = ", ".join(f'<{link["href"]}>; rel="{link["rel"]}"; type="{link["type"]}"' for link in document["links"])
    return [("Link", text)]


def _home(one: Collection, links: Links) -> Link:
    media = HTML if links.html else JSON
    return links.to("collection", path_of(one.id), media)
