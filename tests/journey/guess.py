"""What schemathesis makes of the API document, asked by everybody: as it came, and about what was planted."""
from __future__ import annotations

import itertools
from collections import Counter
from contextlib import closing
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from services.gateway.attachment.upload.protocol import PART
from services.gateway.http.route import JSON, STREAM, Route
from services.gateway.routes import ROWS
from tests.journey import probe

POSITIVE, NEGATIVE = MODES = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
# the same each time, and nothing kept between runs: what is found here can be found again
MADE = {"deadline": None, "database": None, "derandomize": True, "phases": [Phase.generate],
        "suppress_health_check": list(HealthCheck)}  # fmt: skip
FITS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
PLANTED_VERSIONS = 5  # what is planted has few steps behind it: an If-Match within these is right now and then
# how what does not fit may be refused: also for a version of the protocol, a length, a place in a file
REFUSED = ["400", "401", "403", "404", "408", "409", "412", "413", "414", "415", "422", "428", "429", "431", "503"]
EDGES = ("0001-01-01", "9999-12-31")
SECONDS = 20
schemathesis.serializer.alias(PART, "application/octet-stream")
ROW = {(row.verb, row.path): row for row in ROWS}


class Flaw(NamedTuple):
    """One answer that is not as the document has it: how often, and the first of its kind."""

    label: str
    status: int
    kind: str
    said: str


class Guess:
    """Asks a front door whatever fits the document of its own, and whatever does not quite.

    base: its address. ids: planted objects by segment. callers: tokens by role, '' for nobody. flaws: what was answered
    otherwise than the document has it. statuses: how often each status came. nothing: rows that take nothing of a mode.
    done: rows that did what was asked at least once.
    """

    def __init__(self, base: str, ids: dict[str, str], callers: dict[str, list[str]]):
        self._base, self._ids, self._callers = base, ids, callers
        schema = schemathesis.openapi.from_dict(requests.get(f"{base}/api/v1/openapi.json", timeout=SECONDS).json())
        schema.config.update(base_url=base)
        schema.config.checks.negative_data_rejection.expected_statuses = REFUSED
        found = [one.ok() for one in schema.get_all_operations()]
        self.operations = {ROW[one.method.upper(), one.path]: one for one in found}
        self.flaws: Counter[Flaw] = Counter()
        self.statuses: Counter[int] = Counter()
        self.nothing: set[tuple[Route, GenerationMode]] = set()
        self.done: set[Route] = set()

    def ask(self, row: Route, examples: int) -> None:
        """Ask one row this often what fits and this often what does not, mostly by another caller than the last."""
        turn = itertools.count()
        with closing(requests.Session()) as line:
            for mode in MODES:
                self._run(row, mode, examples, lambda case, mode=mode: self._both(row, case, line, next(turn), mode))
            for query in self._edges(row):
                case = self.operations[row].Case(path_parameters=probe.segments(row, self._ids), query=query)
                self._look(row, case, self._sent(case, self._let(row)[0], line), False)

    def _edges(self, row):
        """Give queries with the first and the last day of the calendar, one at a time: examples hardly ever are."""
        fields = probe.DOCUMENT[row.path][row.verb.lower()].get("parameters", ())
        days = [one["name"] for one in fields if one["in"] == "query" and one["schema"].get("format") == "date"]
        needed = dict(parse_qsl(probe.queries(row, self._ids)[0][1:])) if days else {}
        return [needed | {name: edge} for name in days for edge in EDGES]

    def _run(self, row, mode, examples, ask):
        @settings(max_examples=examples, **MADE)
        @given(case=self.operations[row].as_strategy(generation_mode=mode))
        def asked(case):
            ask(case)

        try:
            asked()
        except Unsatisfiable:  # it takes nothing that could be wrong
            self.nothing.add((row, mode))

    def _both(self, row, case, line, turn, mode):
        """Ask as it came, by whomever; then about what is there, by somebody the row is for, with headers that are right."""
        if row.media == STREAM:  # it would go on by itself
            case.query["seconds"] = 1
        self._look(row, case, self._sent(case, self._anybody(row, turn), line), mode is NEGATIVE and not row.refusing)
        token = self._let(row)[turn % len(self._let(row))]
        case.path_parameters.update(probe.segments(row, self._ids))
        if case.media_type == JSON and isinstance(case.body, dict):
            about = probe.body(row, self._ids)
            case.body = {**case.body, **about} if turn % 2 else {**about, **case.body}
        if row.keyed:
            case.headers["Idempotency-Key"] = f"{case.id}-{turn}".ljust(22, "-")
        if row.version:
            case.headers["If-Match"] = self._version(row, case, token, line, turn)
        self._look(row, case, self._sent(case, token, line), False)

    def _version(self, row, case, token, line, turn):
        """Give the version of the record as who asks reads it; a guess where it has no address, or is not theirs."""
        above = row.path.rpartition("/")[0]
        if ("GET", above) not in ROW:
            return f'"{1 + turn % PLANTED_VERSIONS}"'
        path = above.format(**case.path_parameters)
        answer = line.get(self._base + path, headers=_bearer(token), timeout=SECONDS)
        return answer.headers.get("ETag") or f'"{1 + turn % PLANTED_VERSIONS}"'

    def _sent(self, case: Any, token: str, line: Any) -> Any:
        return case.call(session=line, headers=_bearer(token), timeout=SECONDS)

    def _let(self, row):
        """Give the tokens of those the row is for."""
        return [token for role, some in self._callers.items() for token in some if row.roles is None or role in row.roles]

    def _anybody(self, row, turn):
        """Give whose turn it is: those the row is for, then somebody it may not be for, or nobody."""
        everybody = [token for some in self._callers.values() for token in some]
        turns = [*self._let(row), everybody[turn % len(everybody)]]
        return turns[turn % len(turns)]

    def _look(self, row, case, answer, refused):
        self.statuses[answer.status_code] += 1
        if answer.status_code < 300:
            self.done.add(row)
        wanted = [*FITS, *([checks.negative_data_rejection] if refused else [])]
        for check in wanted:
            self._check(case, answer, check)
        if answer.status_code == 500:
            self._tell(case, answer, "defect", str(case.as_curl_command()))

    def _check(self, case, answer, check):
        try:
            case.validate_response(answer, checks=[check])
        except (AssertionError, FailureGroup) as flaw:
            self._tell(case, answer, check.__name__, str(flaw))

    def _tell(self, case, answer, kind, said):
        self.flaws[Flaw(case.operation.label, answer.status_code, kind, said)] += 1


def _bearer(token):
    return {"Authorization": f"Bearer {token}"} if token else {}
