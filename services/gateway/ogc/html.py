"""The same documents as plain pages, so that a person can look: no script, nothing from elsewhere."""
from __future__ import annotations

from html import escape
from typing import Any

from services.gateway.ogc import picture

Document = dict[str, Any]
LANGUAGES = {"zh": "zh-CN", "en": "en"}
HEADS = {"zh": ("要素", "匹配"), "en": ("Features", "matched")}


def page(document: Document, language: str, title: str = "") -> bytes:
    """Give any of the documents as a page. title: of one that has none of its own."""
    title = title or document.get("title") or "OGC API - Features"
    parts = [_plain(document), _lists(document), _picture(document), _table(document, language), _links(document["links"])]
    return f"""<!doctype html>
<html lang="{LANGUAGES[language]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/map/map.css">
</head>
<body class="document">
<header><a href="/ogc?f=html">OGC API</a> <a href="/map">{"地图" if language == "zh" else "Map"}</a></header>
<main>
<h1>{escape(title)}</h1>
{"".join(parts)}
</main>
</body>
</html>
""".encode()


def _plain(document: Document) -> str:
    told = f"<p>{escape(document['description'])}</p>" if "description" in document else ""
    conforms = "".join(f"<li><code>{escape(one)}</code></li>" for one in document.get("conformsTo", ()))
    return told + (f"<ul>{conforms}</ul>" if conforms else "")


def _lists(document: Document) -> str:
    found = "".join(map(_listed, document.get("collections", ())))
    return f"<ul>{found}</ul>" if found else ""


def _listed(one: Document) -> str:
    id, title, about = (escape(one[name]) for name in ("id", "title", "description"))
    return f'<li><a href="/ogc/collections/{id}?f=html">{title}</a> {about}</li>'


def _picture(document: Document) -> str:
    features = document.get("features", [document] if document.get("type") == "Feature" else [])
    return picture.draw(features)


def _table(document: Document, language: str) -> str:
    if document.get("type") == "Feature":
        rows = "".join(f"<tr><th>{escape(name)}</th>{_cell(value)}</tr>" for name, value in document["properties"].items())
        return f"<div class=\"wide\"><table>{rows}</table></div>"
    features = document.get("features")
    if not features:
        return ""
    names = list(features[0]["properties"])
    base = next(link["href"] for link in document["links"] if link["rel"] == "collection").partition("?")[0]
    head = "".join(f"<th>{escape(name)}</th>" for name in ("id", *names))
    rows = "".join(_row(one, names, base) for one in features)
    return f"{_count(document, language)}<div class=\"wide\"><table><tr>{head}</tr>{rows}</table></div>"


def _count(document: Document, language: str) -> str:
    shown, matched = HEADS[language]
    total = f", {matched}: {document['numberMatched']}" if "numberMatched" in document else ""
    return f"<p>{shown}: {document['numberReturned']}{total}</p>"


def _row(feature: Document, names: list[str], base: str) -> str:
    id = escape(feature["id"])
    cells = "".join(_cell(feature["properties"].get(name)) for name in names)
    return f'<tr><td><a href="{escape(base)}/items/{id}?f=html">{id}</a></td>{cells}</tr>'


def _cell(value: Any) -> str:
    return f"<td>{'' if value is None else escape(str(value))}</td>"


def _links(links: list[Document]) -> str:
    found = [
        f'<li><a rel="{escape(link["rel"])}" href="{escape(link["href"])}">{escape(link["title"])}</a> '
        f"<small>{escape(link['type'])}</small></li>"
        for link in links
    ]
    return f"<nav><ul>{''.join(found)}</ul></nav>"
