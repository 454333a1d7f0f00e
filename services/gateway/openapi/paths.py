"""The API document, OpenAPI 3.1, made from the route table and the schemas: nothing in it is written twice."""
from __future__ import annotations

from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema

from services.gateway import sample
from services.gateway.attachment.media import JPEG, KNOWN, PDF, TEXT
from services.gateway.export.sheet import MEDIA
from services.gateway.http.answer import STATUS_LINES
from services.gateway.http.route import CLIENT, JSON, STREAM, Foreign, Route
from services.gateway.openapi.frame import ABOUT, CURSOR, EVENT, HEADERS, NEXT, PROBLEM, SECURITY, TITLE, VERSION, problems
from services.gateway.openapi.status import refusals
from services.gateway.openapi.tag import tag, tags
from services.gateway.session.cookie import READING

BINARY = {
    "openapi.json": "application/json",
    "docs": "text/html",
    "{asset}": "*/*",
    "api": "application/vnd.oai.openapi+json;version=3.0",
}
STRING = {"schema": {"type": "string"}}
RAW = {"schema": {"type": "string", "format": "binary"}}
GIVEN = (JPEG, PDF, TEXT)
ZIP = ("application/zip",)
WRITTEN = {"export_file": tuple(MEDIA.values()), "own_archive": ZIP, "archive_by_code": ZIP, "window_copy": ZIP}
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class Document:
    """Collects paths and schemas. Commands refuse unknown fields; replies may gain fields, so they promise no end."""

    def __init__(self, rows: tuple[Route, ...]):
        self._rows = rows
        self._commands = MarshmallowPlugin(schema_name_resolver=name_of)
        self._views = MarshmallowPlugin(schema_name_resolver=name_of)
        self._specs = [APISpec(TITLE, "1", VERSION, plugins=[plugin]) for plugin in (self._commands, self._views)]

    def make(self) -> dict[str, Any]:
        """Give the whole document as JSON data."""
        paths: dict[str, Any] = {}
        for row in self._rows:
            paths.setdefault(row.path, {})[row.verb.lower()] = self._operation(row)
        commands, views = (_schemas(spec) for spec in self._specs)
        schemas = {"Problem": PROBLEM, **plain(opened(self._paged(views))), **plain(commands)}
        return {
            "openapi": VERSION,
            "info": {"title": TITLE, "version": "1", "description": ABOUT},
            "servers": [{"url": "/"}],
            "tags": tags(self._rows),
            "paths": paths,
            "components": {
                "schemas": schemas,
                "responses": problems(),
                "securitySchemes": SECURITY,
            },
        }

    def _paged(self, views: dict[str, Any]) -> dict[str, Any]:
        """Let `next` of a page be what the front door makes of it: a cursor instead of the service's own place."""
        pages = {name_of(row.view) for row in self._rows if row.paged and row.view}
        more = {name: {**views[name]["properties"], "next": NEXT} for name in pages}
        return {name: {**view, "properties": more.get(name, view["properties"])} for name, view in views.items()}

    def _operation(self, row: Route) -> dict[str, Any]:
        operation = {
            "tags": [tag(row)],
            "operationId": f"{row.service}_{row.act}",
            "summary": f"{row.said[0]} {row.said[1]}",
            "description": _who(row),
            "security": _security(row),
            "parameters": self._parameters(row),
            "responses": self._responses(row),
        }
        if row.verb in ("POST", "PATCH") and row.takes != ():
            operation["requestBody"] = self._body(row)
        return operation

    def _parameters(self, row: Route) -> list[dict[str, Any]]:
        given = self._fields(row.schema())
        found = [_segment(name, given[name]) for name in row.parameters]
        if row.verb != "POST":
            hidden = {*row.parameters, "after"}
            found += [{"name": n, "in": "query", "schema": s} for n, s in given.items() if n not in hidden]
        ticket = row.raw and not row.foreign
        flags = {"stream": row.media == STREAM, "key": row.keyed, "version": row.version, "held": _tagged(row), "ticket": ticket}
        headers = [HEADERS[name] for name in (*(name for name, on in flags.items() if on), "language", *row.headers)]
        return [*found, *([CURSOR] if row.paged else []), *headers]

    def _body(self, row: Route) -> dict[str, Any]:
        if row.foreign and row.foreign.form:
            return self._form(row)
        if row.raw:
            return {"required": True, "content": dict.fromkeys(row.takes or KNOWN, RAW), "description": row.schema.__doc__}
        hidden = {*row.parameters, *(("version",) if row.version else ())}
        schema = plain(self._converter(self._commands).schema2jsonschema(row.schema(exclude=hidden)))
        schema["description"] = row.schema.__doc__
        example = sample.body(schema, plain(_schemas(self._specs[0])))
        media = {"application/json": {"schema": schema, "example": example}}
        return {"required": bool(schema.get("required")), "content": media}

    def _form(self, row: Route) -> dict[str, Any]:
        schema = plain(self._converter(self._commands).schema2jsonschema(row.schema()))
        # what is not named is passed over
        schema = {**schema, "additionalProperties": True, "description": row.schema.__doc__}
        media = {"schema": schema, "example": sample.body(schema, plain(_schemas(self._specs[0])))}
        return {"required": True, "content": dict.fromkeys(row.takes or FORMS, media)}

    def _responses(self, row: Route) -> dict[str, Any]:
        fault = {"type": "array", "items": self._reference(row.foreign.fault)} if row.foreign else None
        same = {"304": {"description": STATUS_LINES[304][4:]}} if _tagged(row) else {}
        away = {"303": {"description": STATUS_LINES[303][4:], "headers": {"Location": STRING}}} if row.redirect else {}
        return {**away, str(row.status): self._success(row), **same, **refusals(row, fault=fault)}

    def _success(self, row: Route) -> dict[str, Any]:
        answer: dict[str, Any] = {"description": STATUS_LINES[row.status][4:]}
        if row.status == 204:
            return {**answer, "headers": _headers(row)} if row.told else answer
        if row.binary:
            return {**answer, "content": dict.fromkeys(WRITTEN.get(row.act, GIVEN), RAW), "headers": _headers(row)}
        media = BINARY.get(row.path.rpartition("/")[2])
        if media:
            return {**answer, "content": {media: {}, **dict.fromkeys(row.also, STRING)}}
        if row.textual:
            return {**answer, "content": {row.media: EVENT if row.media == STREAM else STRING}, "headers": _headers(row)}
        assert row.view is not None  # a contract test holds that each answer with data has a view
        schema = self._reference(row.view)
        if row.foreign:
            whole = {"type": "array", "items": schema} if row.foreign.listed else schema
            return {**answer, "content": _both(row.foreign, whole), "headers": _headers(row)}
        also = dict.fromkeys(row.also, STRING)
        return {**answer, "content": {row.media: {"schema": schema}, **also}, "headers": _headers(row)}

    def _reference(self, view: type[Schema]) -> dict[str, Any]:
        found: dict[str, Any] = self._converter(self._views).resolve_nested_schema(view)
        return found

    def _fields(self, schema: Schema) -> dict[str, Any]:
        found: dict[str, Any] = plain(self._converter(self._commands).schema2jsonschema(schema)["properties"])
        return found

    @staticmethod
    def _converter(plugin: MarshmallowPlugin) -> Any:
        return plugin.converter


def document(rows: tuple[Route, ...]) -> dict[str, Any]:
    """Give the API document of these rows."""
    return Document(rows).make()


def _schemas(spec: APISpec) -> dict[str, Any]:
    found: dict[str, Any] = spec.to_dict().get("components", {}).get("schemas", {})
    return found


def name_of(schema: Any) -> str:
    """Name a schema by its service and class, since services choose the same words for different things."""
    kind = schema if isinstance(schema, type) else type(schema)
    return f"{kind.__module__.split('.')[1].capitalize()}{kind.__name__}"


def opened(schemas: dict[str, Any]) -> dict[str, Any]:
    """Let replies hold more than is named."""
    return {
        name: {key: value for key, value in schema.items() if key not in ("additionalProperties", "required")}
        for name, schema in schemas.items()
    }


def plain(data: Any) -> Any:
    """Write patterns as JSON Schema does, where Python's end of text is a dollar sign; leave out empty defaults."""
    if isinstance(data, dict):
        kept = {key: value for key, value in data.items() if not (key == "default" and value in ("", None))}
        return {key: _pattern(value) if key == "pattern" else plain(value) for key, value in kept.items()}
    return [plain(item) for item in data] if isinstance(data, list) else data


def _segment(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema, "example": sample.of(name, schema)}


def _pattern(text: Any) -> Any:
    return f"^{text.removesuffix(chr(92) + 'Z')}$" if isinstance(text, str) and text.endswith("\\Z") else text


def _who(row: Route) -> str:
    if row.roles is None:
        return "Anyone, with or without an account. 无需登录。"
    return "Roles: " + ", ".join(row.roles)


def _security(row: Route) -> list[dict[str, Any]]:
    """Say by what a caller is known, each way by itself; where anybody may call, first that nothing is needed.

    Rule GR-441, source: OpenAPI 3.1.0, 4.8.30.
    """
    page: dict[str, Any] = {"cookie": []} if row.verb in READING else {"cookie": [], "csrf": []}
    known = [{"token": []}, page]
    if row.roles is None:
        return [{}, *known, {"client_key": []}]
    return [*known, {"client_key": []}] if CLIENT in row.roles else known


def _both(foreign: Foreign, schema: dict[str, Any]) -> dict[str, Any]:
    """Give what is written in the media of a standard; what is no JSON is told as text."""
    return {media: {"schema": schema if media == JSON else {"type": "string"}} for media in foreign.media}


def _tagged(row: Route) -> bool:
    """Tell whether what is read may be held: a record, with a version, or what is written in a medium of its own."""
    own = row.binary or row.foreign is not None or row.media not in (JSON, STREAM)
    return row.verb == "GET" and (own or (row.view is not None and "version" in row.view().fields))


MASKED = {
    "description": "How many numbers of people were typed into words of this request and are kept masked; absent when none. "
    "A telephone to call back belongs in the contact's own field",
    "schema": {"type": "string", "pattern": "^[1-9][0-9]*$"},
    "example": "1",
}


# of a row that counts its callers
RATE = {
    "RateLimit-Policy": {
        "description": "Name of the limit, calls, seconds; absent where the caller is not counted",
        "schema": {"type": "string"}, "example": '"client";q=60;w=60',
    },
    "RateLimit": {
        "description": "What is left (r) and in how many seconds the count begins anew (t)",
        "schema": {"type": "string"}, "example": '"client";r=59;t=42',
    },
}  # fmt: skip
PART = {
    "Upload-Offset": {"description": "Bytes that have come: where to go on", "schema": {"type": "integer", "minimum": 0}},
    "Upload-Expires": {"description": "When an upload that is not ended goes", "schema": {"type": "string"}},
}


def _headers(row: Route) -> dict[str, Any]:
    text = {"schema": {"type": "string"}}
    versioned = row.view is not None and "version" in row.view().fields
    found = {"ETag": {**text, "description": "Version of the record, for If-Match"}} if versioned else {}
    if not versioned and _tagged(row):
        found["ETag"] = {**text, "description": "What is held, for If-None-Match"}
    if row.location:
        found["Location"] = {**text, "description": "Address of what was made"}
    if row.paged:
        found["Link"] = {**text, "description": 'rel="next": the page that follows'}
    if row.verb not in ("GET", "DELETE") and not row.raw:
        found["Numbers-Masked"] = MASKED
    if row.quota or row.roles is None or CLIENT in row.roles:
        found |= RATE
    if row.told and row.verb != "DELETE":
        found |= PART
    return found
