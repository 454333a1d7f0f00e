"""What the API document says whatever the routes: its introduction, its headers, and how a problem looks."""
from __future__ import annotations

from typing import Any

from services.gateway import sample
from services.gateway.http.answer import STATUS_LINES
from services.gateway.session.cookie import GUARD, NAME
from services.gateway.words import catalogue

VERSION = "3.1.0"
TITLE = "Linli 邻里"
ABOUT = """What residents raise is registered, reaches those who can solve it, is solved in time, checked and answered.
居民反映的事项：登记、派遣、处置、核查、答复，一件不漏。

* Acting POSTs want an `Idempotency-Key`: the same key and body give the same stored answer.
* Acts on a record want its version: send the `ETag` you read back as `If-Match`.
* Lists go by `limit` and `cursor`; `next` is the cursor of the page that follows. A page that is short or empty is the last only
  when its `next` is null.
* Problems are `application/problem+json`, in Chinese or English by `Accept-Language`; go by `code`, not by words.
* A 503 means that the outcome is unknown: send the same request with the same key again.
* Limits are told by `RateLimit` and `RateLimit-Policy`; 429 and 503 say by `Retry-After` after how many seconds to come back.
* Another system calls with a key of its own, `Authorization: Bearer llk_…`; operators give and renew it (`/api/v1/clients`)."""
# who calls: a bearer token of a sign-in; the key of an API client, sent likewise; a page, by the cookies of its session, which
# carry the prefix `__Host-` where the line is encrypted, and with acts the second cookie's value as a header
SECURITY = {
    "token": {
        "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
        "description": "What signing in gives. 登录所得令牌",
    },
    "client_key": {
        "type": "http", "scheme": "bearer", "bearerFormat": "llk_…",
        "description": "The key of an API client, within its scopes, quota and time. 接口客户端密钥",
    },
    "cookie": {
        "type": "apiKey", "in": "cookie", "name": f"__Host-{NAME}",
        "description": f"Of a page that signed in with `kind` `cookie`: HttpOnly, SameSite=Strict; `{NAME}` on a line of the own "
        "machine. 页面会话",
    },
    "csrf": {
        "type": "apiKey", "in": "header", "name": "X-CSRF-Token",
        "description": f"With the cookie, for whatever does not only read: the value of the cookie `__Host-{GUARD}`. 防跨站请求",
    },
}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable name of the problem, e.g. grid.incident_changed"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri", "description": "The trace to quote when asking for help"},
        "pointer": {"type": "string", "description": "JSON pointer to the field at fault"},
        "facts": {"type": "object", "description": "What words speak of; `names`: what units and areas are called, by code"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "pointer", "title", "detail"],
                "properties": {
                    "code": {"type": "string"},
                    "pointer": {"type": "string"},
                    "title": {"type": "string"},
                    "detail": {"type": "string"},
                    "facts": {"type": "object"},
                },
            },
        },
    },
}
HEADERS: dict[str, dict[str, Any]] = {
    "key": {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "description": "1 to 64 printable characters, a UUID for choice; kept for 7 days",
        "schema": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[!-~]+$"},
        "example": "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f",
    },
    "version": {
        "name": "If-Match",
        "in": "header",
        "required": True,
        "description": "The ETag of the record as you read it",
        "schema": {"type": "string", "pattern": '^(W/)?"[1-9][0-9]{0,9}(\\.[0-9a-f]{16})?(-gz)?"$'},
        "example": '"3"',
    },
    "stream": {
        "name": "Last-Event-ID",
        "in": "header",
        "description": "The mark of the last change known; counts before `since`",
        "schema": {"type": "string"},
        "example": "1795336200000.0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f",
    },
    "held": {
        "name": "If-None-Match",
        "in": "header",
        "description": "The ETag of what you hold: 304 when it is still the same",
        "schema": {"type": "string"},
    },
    "ticket": {
        "name": "Upload-Ticket",
        "in": "header",
        "description": "Of somebody without an account: what number and query code of a report were given for",
        "schema": {"type": "string"},
    },
    "tus": {
        "name": "Tus-Resumable",
        "in": "header",
        "description": "Version of the tus protocol",
        "schema": {"type": "string", "enum": ["1.0.0"]},
        "example": "1.0.0",
    },
    "upload_length": {
        "name": "Upload-Length",
        "in": "header",
        "required": True,
        "description": "Bytes of the whole",
        "schema": {"type": "integer", "minimum": 1, "maximum": 10485760},
        "example": 2418734,
    },
    "upload_metadata": {
        "name": "Upload-Metadata",
        "in": "header",
        "required": True,
        "description": "Names with values in base64, by commas; `filetype` or `type` is the media type, others are not read",
        "schema": {"type": "string", "pattern": "^(.*,)? *(filetype|type|content-type) +[A-Za-z0-9+/]+=* *(,.*)?$"},
        "example": "filetype aW1hZ2UvanBlZw==",
    },
    "upload_offset": {
        "name": "Upload-Offset",
        "in": "header",
        "required": True,
        "description": "Bytes sent before this part",
        "schema": {"type": "integer", "minimum": 0, "maximum": 10485760},
        "example": 0,
    },
    "upload_checksum": {
        "name": "Upload-Checksum",
        "in": "header",
        "description": "`sha1` or `sha256` and the digest of this part in base64",
        "schema": {"type": "string", "pattern": "^sha(1|256) [A-Za-z0-9+/]+=*$"},
    },
    "language": {
        "name": "Accept-Language",
        "in": "header",
        "description": "zh (default) or en",
        "schema": {"type": "string"},
    },
}
# what a stream is made of, one event after another
EVENT = {
    "schema": {
        "type": "object",
        "description": "One event of the stream (WHATWG HTML, 9.2): `changed` names what to read anew, `reset` says that some is "
        "missing; one without a name is a sign of life. `id` is the mark for Last-Event-ID",
        "properties": {
            "id": {"type": "string"},
            "event": {"type": "string"},
            "data": {"type": "string", "contentMediaType": "application/json"},
            "retry": {"type": "integer"},
        },
    },
    "example": {
        "id": "1795336200000.0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f",
        "event": "changed",
        "data": '{"name":"grid.incident_filed","kind":"incident","id":"0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f",'
        '"number":"SJ210203-20261122-000017","version":4}',
    },
}
CURSOR = {
    "name": "cursor",
    "in": "query",
    "description": "`next` of the page before",
    "schema": {"type": "string"},
}
SECONDS = {"type": "integer", "minimum": 1}
# what a refusal says in headers, by status
SAID = {
    401: {"WWW-Authenticate": {"description": "How to say who you are", "schema": {"type": "string"}}},
    429: {"Retry-After": {"description": "Seconds until it is worth asking again", "schema": SECONDS}},
    503: {"Retry-After": {"description": "Seconds after which to send the same again", "schema": SECONDS}},
}
NEXT = {"type": ["string", "null"], "description": "`cursor` for the page that follows; null on the last"}


def problems() -> dict[str, Any]:
    """Give one response for each status a problem may have, with an example in words."""
    return {str(status): _problem(status, code, facts) for status, (code, facts) in sample.PROBLEMS.items()}


def _problem(status: int, code: str, facts: dict[str, Any]) -> dict[str, Any]:
    title, detail = catalogue.say(code, "en", facts)
    example = {
        "type": f"urn:linli:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
        "instance": "urn:trace:4bf92f3577b34da6a3ce929d0e0e4736",
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    shown = {**example, "facts": facts} if facts else example
    media = {"application/problem+json": {"schema": schema, "example": shown}}
    said = {"headers": SAID[status]} if status in SAID else {}
    return {"description": STATUS_LINES[status][4:], **said, "content": media}
