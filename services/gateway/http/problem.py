"""What a caller is told when it did not work: problem details (RFC 9457) in the caller's language, and nothing else."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from kernel.errors import Conflict, Failure, Invalid, Problem, Unavailable
from services.gateway.http import trace
from services.gateway.http.answer import PROBLEM, Answer
from services.gateway.words import catalogue

# statuses finer than the failure's class gives, for what the front door itself refuses
STATUSES = {
    "gateway.account_locked": 429,
    "gateway.attachment_heic": 415,
    "gateway.attachment_type_refused": 415,
    "gateway.body_late": 408,
    "gateway.body_malformed": 400,
    "gateway.body_missing": 400,
    "gateway.body_too_large": 413,
    "gateway.client_key_refused": 401,
    "gateway.code_refused": 401,
    "gateway.code_sent_lately": 429,
    "gateway.content_type_refused": 415,
    "gateway.cursor_malformed": 400,
    "gateway.header_malformed": 400,
    "gateway.header_too_large": 431,
    "gateway.host_unknown": 400,
    "gateway.json_key_twice": 400,
    "gateway.json_malformed": 400,
    "gateway.json_not_object": 400,
    "gateway.json_too_deep": 400,
    "gateway.json_too_many": 400,
    "gateway.key_malformed": 400,
    "gateway.key_missing": 400,
    "gateway.key_weak": 400,
    "gateway.link_refused": 401,
    "gateway.path_too_long": 414,
    "gateway.query_refused": 400,
    "gateway.second_factor_needed": 401,
    "gateway.sign_in_refused": 401,
    "gateway.streams_too_many": 429,
    "gateway.token_invalid": 401,
    "gateway.token_missing": 401,
    "gateway.too_many_requests": 429,
    "gateway.upload_checksum_wrong": 460,
    "gateway.upload_header_malformed": 400,
    "gateway.upload_protocol_unknown": 412,
    "gateway.version_malformed": 400,
    "gateway.version_missing": 428,
}
RETRY_AFTER_SECONDS = 2


def status_of(failure: Failure) -> int:
    """Give the HTTP status: by code where the front door says, 412 for a stale version, else by class."""
    if failure.code in STATUSES:
        return STATUSES[failure.code]
    if isinstance(failure, Conflict) and failure.code.endswith("_changed"):
        return 412
    return failure.status


def refuse(failure: Failure, *, language: str, traceparent: str, invalid: int = Invalid.status) -> Answer:
    """Give a failure as an answer. A single fault of the input stands for the whole.

    invalid: status of what does not fit, where the row's standard wants another.
    """
    status = status_of(failure)
    status = invalid if status == Invalid.status else status
    code, pointer, facts = failure.code, failure.pointer, failure.facts
    if len(failure.problems) == 1:
        only = failure.problems[0]
        code, pointer, facts = only.code, only.pointer, only.facts
    document = _document(status, code, facts, language, traceparent)
    if pointer is not None:
        document["pointer"] = pointer
    if failure.problems:
        document["errors"] = [_fault(problem, language) for problem in failure.problems]
    return Answer(status, orjson.dumps(document, default=str), [*PROBLEM, *_headers(status, failure)])


def worded(reply: dict[str, Any], *, language: str) -> dict[str, Any]:
    """Give a reply whose rows also say in the caller's language why they were refused; None where they were not."""
    return {**reply, "items": [{**row, **_words(row, language)} for row in reply["items"]]}


def _words(row: dict[str, Any], language: str) -> dict[str, str | None]:
    code = row.get("problem")
    title, detail = catalogue.say(code, language, row.get("facts") or {}) if code else (None, None)
    return {"title": title, "detail": detail}


def _document(status: int, code: str, facts: dict[str, Any], language: str, traceparent: str) -> dict[str, Any]:
    title, detail = catalogue.say(code, language, facts)
    document: dict[str, Any] = {
        "type": f"urn:linli:problem:{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
        "instance": f"urn:trace:{trace.identifier(traceparent)}",
    }
    if facts:
        document["facts"] = facts
    return document


def _fault(problem: Problem, language: str) -> dict[str, Any]:
    title, detail = catalogue.say(problem.code, language, problem.facts)
    return {
        "code": problem.code,
        "pointer": problem.pointer,
        "title": title,
        "detail": detail,
        "facts": problem.facts,
    }


def _headers(status: int, failure: Failure) -> list[tuple[str, str]]:
    make = HEADERS.get(status)
    return [make(failure)] if make else []


def _retry_after(failure: Failure) -> tuple[str, str]:
    default = RETRY_AFTER_SECONDS if isinstance(failure, Unavailable) else 60
    return "Retry-After", str(failure.facts.get("retry_after_seconds", default))


HEADERS: dict[int, Callable[[Failure], tuple[str, str]]] = {
    401: lambda failure: ("WWW-Authenticate", 'Bearer realm="linli"'),
    405: lambda failure: ("Allow", ", ".join(failure.facts["allow"])),
    429: _retry_after,
    503: _retry_after,
}
