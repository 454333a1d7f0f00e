"""The documents that lead to the features: landing page, conformance, collections."""
from __future__ import annotations

from typing import Any

from services.gateway.ogc.collection import COLLECTIONS, Collection
from services.gateway.ogc.link import GEO, HTML, JSON, OPENAPI, Links
from services.gateway.ogc.link import collection as path_of

Document = dict[str, Any]
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
CONFORMS = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{part}" for part in ("core", "geojson", "html", "oas30")
)
TITLES = ("Linli: the map", "邻里地图")
ABOUTS = (
    "Areas, grids and places for anyone; cases for those whose they are. Positions of cases are those of their grids.",
    "区划、网格、场所对公众开放；事项仅限有权查看者，其位置为所在网格的代表点。",
)


def landing(links: Links, language: str) -> Document:
    """Give where everything begins."""
    chinese = language == "zh"
    return {
        "title": TITLES[chinese],
        "description": ABOUTS[chinese],
        "links": [
            *links.own(),
            links.to("service-desc", "/api", OPENAPI),
            links.to("service-doc", "/api", HTML, f="html"),
            links.to("conformance", "/conformance", JSON),
            links.to("data", "/collections", JSON),
        ],
    }


def conformance(links: Links, language: str) -> Document:
    """Give which parts of the standard are kept."""
    return {"conformsTo": list(CONFORMS), "links": links.own()}


def collections(links: Links, language: str, bbox: list[float] | None) -> Document:
    """Give all collections. bbox: holds everything drawn, None when nothing is."""
    return {
        "links": links.own(),
        "collections": [_about(one, links, language, bbox) for one in COLLECTIONS.values()],
    }


def collection(one: Collection, links: Links, language: str, bbox: list[float] | None) -> Document:
    """Give one collection."""
    made = _about(one, links, language, bbox)
    return {**made, "links": [*links.own(), *made["links"]]}


def _about(one: Collection, links: Links, language: str, bbox: list[float] | None) -> Document:
    items = f"{path_of(one.id)}/items"
    extent: Document = {"spatial": {"bbox": [bbox], "crs": CRS84}} if bbox else {}
    if one.timed:
        extent["temporal"] = {"interval": [[None, None]], "trs": GREGORIAN}
    return {
        "id": one.id,
        "title": one.title(language),
        "description": one.about(language),
        "itemType": "feature",
        "crs": [CRS84],
        **({"extent": extent} if extent else {}),
        "links": [
            links.to("items", items, GEO),
            links.to("items", items, HTML, f="html"),
        ],
    }
