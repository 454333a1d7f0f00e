"""The API document of this part, OpenAPI 3.0, as the standard wants it and its clients read it."""
from __future__ import annotations

from typing import Any

from services.gateway.ogc.collection import COLLECTIONS, Collection
from services.gateway.ogc.document import ABOUTS, TITLES
from services.gateway.ogc.link import GEO, HTML, JSON, OPENAPI
from services.grid.schemas.chart import LIMIT_MOST, LIMIT_USUAL

Document = dict[str, Any]
NUMBERS = {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}}
LIMIT = {"type": "integer", "minimum": 1, "maximum": LIMIT_MOST, "default": LIMIT_USUAL}
PARAMETERS: Document = {
    "f": {"schema": {"type": "string", "enum": ["json", "html"]}, "description": "Format; else by Accept"},
    "bbox": {"schema": NUMBERS, "style": "form", "explode": False, "description": "west,south,east,north, CRS84"},
    "datetime": {"schema": {"type": "string"}, "description": "A date or instant, or two with a slash; `..` is an open end"},
    "limit": {"schema": LIMIT, "style": "form", "explode": False, "description": "Features in a page"},
    "cursor": {"schema": {"type": "string"}, "description": "From the link `next`; means nothing by itself"},
}
LINKS = {"type": "array", "items": {"$ref": "#/components/schemas/link"}}
GEOMETRY = {
    "type": "object",
    "nullable": True,
    "required": ["type", "coordinates"],
    "properties": {
        "type": {"type": "string", "enum": ["Point", "Polygon", "MultiPolygon"]},
        "coordinates": {"type": "array", "items": {}},
    },
}
SCHEMAS: Document = {
    "link": {
        "type": "object",
        "required": ["href", "rel"],
        "properties": {name: {"type": "string"} for name in ("href", "rel", "type", "title")},
    },
    "problem": {
        "type": "object",
        "required": ["title", "status", "code"],
        "properties": {
            **{name: {"type": "string"} for name in ("type", "title", "code", "detail", "instance")},
            "status": {"type": "integer"},
        },
    },
    "landing": {"type": "object", "required": ["links"], "properties": {"links": LINKS}},
    "conformance": {
        "type": "object",
        "required": ["conformsTo"],
        "properties": {"conformsTo": {"type": "array", "items": {"type": "string"}}},
    },
    "collection": {
        "type": "object",
        "required": ["id", "links"],
        "properties": {"id": {"type": "string"}, "links": LINKS},
    },
    "collections": {
        "type": "object",
        "required": ["links", "collections"],
        "properties": {
            "links": LINKS,
            "collections": {"type": "array", "items": {"$ref": "#/components/schemas/collection"}},
        },
    },
}


def document(origin: str, language: str) -> Document:
    """Give the document for clients that come by `origin`."""
    chinese = language == "zh"
    return {
        "openapi": "3.0.3",
        "info": {"title": TITLES[chinese], "version": "1", "description": ABOUTS[chinese]},
        "servers": [{"url": f"{origin}/ogc"}],
        "paths": {
            "/": {"get": _read("landing", "landing", JSON)},
            "/conformance": {"get": _read("conformance", "conformance", JSON)},
            "/api": {"get": _read("api", None, OPENAPI)},
            "/collections": {"get": _read("collections", "collections", JSON)},
            **{path: {"get": get} for one in COLLECTIONS.values() for path, get in _paths(one).items()},
        },
        "components": {
            "schemas": {
                **SCHEMAS,
                **{name: schema for one in COLLECTIONS.values() for name, schema in _schemas(one).items()},
            },
            "parameters": {name: {"name": name, "in": "query", **rest} for name, rest in PARAMETERS.items()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _paths(one: Collection) -> Document:
    path = f"/collections/{one.id}"
    filters = [_query(name, one.told[name]) for name in one.filters]
    asked = [*(_known(name) for name in ("bbox", "datetime", "limit", "cursor")), *filters]
    feature = {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}}
    secured: Document = {"security": [{"token": []}]} if one.private else {}
    return {
        path: _read(f"{one.id}", "collection", JSON),
        f"{path}/items": {**_read(f"{one.id}_items", f"{one.id}_page", GEO, asked), **secured},
        f"{path}/items/{{featureId}}": {**_read(f"{one.id}_item", f"{one.id}_feature", GEO, [feature]), **secured},
    }


def _read(name: str, schema: str | None, media: str, parameters: list[Document] | None = None) -> Document:
    shown = {"schema": {"$ref": f"#/components/schemas/{schema}"}} if schema else {"schema": {"type": "object"}}
    content = {media: shown, HTML: {"schema": {"type": "string"}}}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/problem"}}}
    return {
        "operationId": name,
        "parameters": [*(parameters or ()), _known("f")],
        "responses": {
            "200": {"description": "What was asked for", "content": content},
            "304": {"description": "What you hold is the present one"},
            "default": {"description": "A problem, RFC 9457", "content": problem},
        },
    }


def _schemas(one: Collection) -> Document:
    feature = {
        "type": "object",
        "required": ["type", "geometry", "properties"],
        "properties": {
            "type": {"type": "string", "enum": ["Feature"]},
            "id": {"type": "string"},
            "geometry": GEOMETRY,
            "properties": {"type": "object", "properties": {n: {**s, "nullable": True} for n, s in one.told.items()}},
            "links": LINKS,
        },
    }
    page = {
        "type": "object",
        "required": ["type", "features"],
        "properties": {
            "type": {"type": "string", "enum": ["FeatureCollection"]},
            "features": {"type": "array", "items": {"$ref": f"#/components/schemas/{one.id}_feature"}},
            "links": LINKS,
            "numberMatched": {"type": "integer", "minimum": 0},
            "numberReturned": {"type": "integer", "minimum": 0},
        },
    }
    return {f"{one.id}_feature": feature, f"{one.id}_page": page}


def _query(name: str, schema: Document) -> Document:
    return {"name": name, "in": "query", "schema": schema, "style": "form", "explode": False}


def _known(name: str) -> Document:
    return {"$ref": f"#/components/parameters/{name}"}
