"""With which problems a row may answer: what any request may meet, and what comes with a body, a version, a part.

Rule GR-440, source: OpenAPI 3.1.0, 4.8.16 (the known errors of an operation). No answer has a status that its operation does
not tell, and every body fits what is told of it, whatever was sent.
"""
from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from kernel.errors import Invalid
from services.gateway.http.route import HTML, JSON, Route
from services.gateway.openapi.frame import problems

# read wrongly, a token that is no good, not yours, not there, too long, too often, headers too large, a defect, not now
ALWAYS = (400, 401, 403, 404, 414, Invalid.status, 429, 431, 500, 503)
RESPONSES = "#/components/responses/"
# what more a row may answer -> when it may
MORE: tuple[tuple[tuple[int, ...], Callable[[Route], bool]], ...] = (
    # what it is about is in another state, or has changed, or comes late, large, or in a medium nobody takes
    ((408, 409, 412, 413, 415), lambda row: row.verb in ("POST", "PATCH")),
    ((409,), lambda row: row.parameters != ()),
    ((412,), lambda row: row.told != ()),
    ((428,), lambda row: row.version),
    ((460,), lambda row: "upload_checksum" in row.headers),
)


# what a standard of others has no status for: it tells these as 400 and 403
UNKNOWN_TO_OTHERS = (401, 409, 412, Invalid.status, 428)


def statuses(row: Route) -> list[int]:
    """Give the statuses of the problems a row may answer with, in order."""
    found = {*ALWAYS, *(status for more, may in MORE if may(row) for status in more)}
    found -= {*UNKNOWN_TO_OTHERS} if row.foreign and JSON in row.foreign.media else set()
    return sorted({row.invalid if status == Invalid.status else status for status in found})


def refusals(row: Route, *, fault: dict[str, Any] | None) -> dict[str, Any]:
    """Give the problems of a row by status.

    fault: schema of a problem as the row's standard tells it, None where it speaks as this house does. What is refused before
    a row is known is told as the front door tells it, also to who asked for a page or for a standard's own words.
    """
    if fault is None and row.media != HTML:
        return {str(status): {"$ref": f"{RESPONSES}{status}"} for status in statuses(row)}
    return {str(status): _both(row, status, fault) for status in statuses(row)}


def _both(row: Route, status: int, fault: dict[str, Any] | None) -> dict[str, Any]:
    media = row.foreign.media if row.foreign else (HTML,)
    told = {one: {"schema": fault if fault and one == JSON else {"type": "string"}} for one in media}
    return {**_problem(status), "content": {**_problem(status)["content"], **told}}


@cache
def _problem(status: int) -> dict[str, Any]:
    found: dict[str, Any] = problems()[str(status)]
    return found
