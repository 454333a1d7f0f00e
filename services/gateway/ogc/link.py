"""Addresses and links of the documents, as the client that asks sees them."""
from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from services.gateway.http.visit import Visit
from services.gateway.words import catalogue

ROOT = "/ogc"
JSON, GEO, HTML = "application/json", "application/geo+json", "text/html"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
Link = dict[str, Any]
SAID = {
    "self": ("This document", "本文档"),
    "alternate": ("This document in another format", "本文档的其他格式"),
    "next": ("Next page", "下一页"),
    "service-desc": ("API document", "接口文档"),
    "service-doc": ("API document as a page", "接口文档页面"),
    "conformance": ("Conformance", "符合的标准"),
    "data": ("Collections", "要素集"),
    "items": ("Features", "要素"),
    "collection": ("Collection", "所属要素集"),
}


class Links:
    """Makes the links of one answer. media: of the document in its JSON form."""

    def __init__(self, visit: Visit, media: str, *, html: bool):
        self._visit = visit
        self._media = media
        self.html = html
        self.language = visit.language

    def to(self, rel: str, path: str, media: str, **query: str) -> Link:
        """Give a link to a path under ROOT, '' for ROOT itself."""
        title = SAID[rel][self._visit.language == catalogue.LANGUAGES[0]]
        text = f"?{urlencode(query)}" if query else ""
        return {"href": f"{self._visit.origin}{ROOT}{path}{text}", "rel": rel, "type": media, "title": title}

    def own(self) -> list[Link]:
        """Give the links to this very document, and to its other format."""
        formats = {self._media: "json", HTML: "html"}
        here, other = (HTML, self._media) if self.html else (self._media, HTML)
        return [
            {**self.to("self", "", here), "href": self.here()},
            {**self.to("alternate", "", other), "href": self.here(f=formats[other])},
        ]

    def following(self, cursor: str) -> Link:
        """Give the link to the page that follows."""
        media = HTML if self.html else self._media
        return {**self.to("next", "", media), "href": self.here(cursor=cursor)}

    def here(self, **changes: str) -> str:
        """Give the address that was asked, with changes of its query."""
        given = dict(parse_qsl(self._visit.environ.get("QUERY_STRING", ""), keep_blank_values=True))
        query = urlencode({**given, **changes})
        return f"{self._visit.origin}{self._visit.path}" + (f"?{query}" if query else "")


def collection(id: str) -> str:
    """Give the path of a collection under ROOT."""
    return f"/collections/{id}"


def item(id: str, feature: str) -> str:
    """Give the path of a feature under ROOT."""
    return f"{collection(id)}/items/{quote(feature, safe='')}"
