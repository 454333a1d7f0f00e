"""Problems as the standard has them: a list of code and description, with the statuses it knows."""

from __future__ import annotations

from kernel.errors import Failure
from services.gateway.http import problem
from services.gateway.http.answer import Answer
from services.gateway.http.visit import Visit
from services.gateway.open311 import answer
from services.gateway.words import catalogue

# the standard says 403 of keys, 400 of whatever else is wrong with what was sent
STATUSES = {401: 403, 409: 400, 412: 400, 422: 400, 428: 400}
ROOT = "errors"
# fields of ours that are called otherwise by this standard
CALLED = {
    "point/lat": "lat",
    "point/lon": "long",
    "address": "address_string",
    "area": "address_id",
    "reporter/name": "first_name, last_name",
    "reporter/phone": "phone",
    "case_type": "service_code",
    "evidence": "media_url",
}


def refuse(visit: Visit, failure: Failure) -> Answer:
    """Give a failure as this standard's clients read it; our own code stands at the end of the words, for who asks us."""
    found = problem.status_of(failure)
    status = STATUSES.get(found, found)
    told = failure.problems or (failure,)
    faults = [{"code": status, "description": _words(one, visit.language)} for one in told]
    made = answer.give(visit, ROOT, faults, status=status)
    make = problem.HEADERS.get(status)
    made.headers += [make(failure)] if make else []
    return made


def _words(fault: object, language: str) -> str:
    code, facts, pointer = (getattr(fault, name) for name in ("code", "facts", "pointer"))
    title, detail = catalogue.say(code, language, facts)
    name = (pointer or "").strip("/")
    place = f" {CALLED.get(name, name)}:" if name else ""
    return f"{title}.{place} {detail} [{code}]"


