"""The WSGI application: every request meets the same steps in the same order."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from time import perf_counter
from typing import Any
from urllib.parse import parse_qsl, urlencode

import eventlet

from kernel import defect, logs, metrics
from kernel.call import Call
from kernel.errors import Denied, Failure, Invalid, Missing, Unavailable
from kernel.wire import masked
from services.gateway import auth
from services.gateway.http import body, leaving, problem, trace
from services.gateway.http.address import Proxies
from services.gateway.http.answer import BARE, Answer, data, packed, shown, written
from services.gateway.http.cursor import Cursor
from services.gateway.http.host import Hosts
from services.gateway.http.intake import Intake, key_of
from services.gateway.http.quota import Quotas
from services.gateway.http.route import JSON, Route
from services.gateway.http.table import Table
from services.gateway.http.visit import Visit

Start = Callable[..., Any]
Remote = Callable[[str, str, dict[str, Any], Call], dict[str, Any]]
Local = Callable[[Visit, dict[str, Any]], dict[str, Any] | Answer]
Note = Callable[[Visit, Route, Any], None]
NO_ROUTE = "none"
# for an act of the front door itself: a database that is frozen, not gone, answers nothing by itself; a little more than
# a call to another service may take, so that such a call tells its own end
LOCAL_SECONDS = 5.5
log = logs.get(__name__)


class App:
    """Answers HTTP requests by the route table.

    remote: calls an act of another service. local: the front door's own acts by name. note: writes down what an answer
    shows to whom, before it leaves. proxies: who is believed about addresses. hosts: the names it answers to. most: requests
    answered at once; what comes above is turned away, because waiting unseen helps nobody. leave: ends what would go on by
    itself.
    """

    def __init__(
        self,
        *,
        table: Table,
        gate: auth.Gate,
        quotas: Quotas,
        cursor: Cursor,
        remote: Remote,
        local: dict[str, Local],
        proxies: Proxies,
        note: Note,
        most: int,
        hosts: Hosts | None = None,
        leave: Callable[[], None] = lambda: None,
    ):
        self.table = table
        self.leaving = False
        self.busy = 0
        self._gate = gate
        self._quotas = quotas
        self._cursor = cursor
        self._remote = remote
        self._local = local
        self._proxies = proxies
        self._hosts = hosts or Hosts()
        self._note = note
        self._most = most
        self._leave = leave
        self._intakes = self.intakes(table.rows)
        self._seconds: dict[tuple[str, int], Any] = {}

    @staticmethod
    def intakes(rows: tuple[Route, ...]) -> dict[int, Intake]:
        """Give what each row takes, by the identity of the row."""
        return {id(row): Intake(row) for row in rows}

    def leave(self) -> None:
        """Answer what has been asked, each as the last of its connection, and let nothing go on."""
        self.leaving = True
        self._leave()

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        """Answer one request, as a WSGI application."""
        started = perf_counter()
        visit = Visit(environ, self._proxies)
        logs.trace.set(trace.identifier(visit.traceparent))
        self.busy += 1
        try:
            answer = self._attempt(visit)
        finally:
            self.busy -= 1
        answer.headers.extend(visit.headers)
        packed(answer, environ)
        if self.leaving or _unread(environ, answer.status):
            visit.close()
        self._measure(visit, answer.status, perf_counter() - started)
        return answer.send(start_response, bare=visit.verb == "HEAD")

    def _attempt(self, visit: Visit) -> Answer:
        try:
            if self.busy > self._most:
                metrics.HTTP_REFUSED.inc()
                raise Unavailable("gateway.busy")
            self._hosts.admit(visit.environ)
            return self._options(visit) if visit.verb == "OPTIONS" else self._answer(visit)
        except Failure as failure:
            _tell(visit, failure)
            return self._refused(visit, leaving.told(failure, leaving=self.leaving))
        except Exception as exc:  # a defect of ours: the caller is told its trace, the log its place
            defect.tell("http_defect", _name(visit), exc)
            return self._refused(visit, Failure("gateway.defect"))

    def _answer(self, visit: Visit) -> Answer:
        route, values = self.table.find(visit.verb, visit.path)
        visit.route = route
        if route.told:
            visit.headers += route.told
        visit.bearer = self._gate.bearer(visit.environ, address=visit.address) or self._gate.paged(visit)
        self._gate.counted(visit.bearer, visit.headers)
        if route.quota and visit.bearer is None:
            visit.headers += self._quotas.take(route.quota, visit.address)
        auth.admit(route, visit.bearer)
        self._gate.proven(route, visit.bearer)
        self._gate.pledged(route, visit.bearer)
        visit.key = key_of(route, visit.environ, nobody=visit.bearer is None)
        intake = self._intakes[id(route)]
        command = intake.command(values, visit.environ)
        if route.paged:
            self._open(visit, command)
        intake.check(command)
        if hidden := masked():
            visit.headers.append(("Numbers-Masked", str(hidden)))
        if route.service == "gateway":
            # a body that comes slowly has its own time
            with eventlet.Timeout(None if route.raw else route.seconds or LOCAL_SECONDS, Unavailable("database.timeout")):
                reply = self._local[route.act](visit, command)
        else:
            reply = self._remote(route.service, route.act, command, visit.call(visit.key))
        self._note(visit, route, reply)
        return reply if isinstance(reply, Answer) else self._reply(visit, route, reply)

    def _reply(self, visit: Visit, route: Route, reply: dict[str, Any]) -> Answer:
        headers = []
        if route.location:
            headers.append(("Location", route.location.format(id=reply["id"])))
        if route.paged:
            reply, headers = self._seal(visit, reply)
        if route.refusing:
            reply = problem.worded(reply, language=visit.language)
        held = visit.environ.get("HTTP_IF_NONE_MATCH", "") if route.verb == "GET" else ""
        if route.media != JSON:
            return written(route, reply, headers, held)
        if route.verb == "GET" and "version" in reply:
            return shown(reply, headers, held)
        return data(route.status, reply, headers)

    def _open(self, visit: Visit, command: dict[str, Any]) -> None:
        cursor = command.pop("cursor", None)
        if cursor is not None:
            command["after"] = self._cursor.open(cursor, _context(visit))

    def _seal(self, visit: Visit, reply: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        """Give the page with its place as a cursor, and the address of the page after it."""
        if not reply.get("next"):
            return {**reply, "next": None}, []
        cursor = self._cursor.seal(reply["next"], _context(visit))
        query = [(name, value) for name, value in parse_qsl(visit.environ.get("QUERY_STRING", "")) if name != "cursor"]
        address = f"{visit.path}?{urlencode([*query, ('cursor', cursor)])}"
        return {**reply, "next": cursor}, [("Link", f'<{address}>; rel="next"')]

    def _refused(self, visit: Visit, failure: Failure) -> Answer:
        """Give a failure as the row's standard has it, or that of the path where there is no row; else as a problem."""
        route = visit.route
        foreign = route.foreign if route else self.table.foreign(visit.path)
        if foreign is not None:
            made: Answer = foreign.refuse(visit, failure)
            return made
        invalid = route.invalid if route else Invalid.status
        return problem.refuse(failure, language=visit.language, traceparent=visit.traceparent, invalid=invalid)

    def _options(self, visit: Visit) -> Answer:
        return Answer(204, b"", [("Allow", ", ".join(self.table.verbs(visit.path))), *self.table.told(visit.path), *BARE])

    def _measure(self, visit: Visit, status: int, seconds: float) -> None:
        name = _name(visit)
        counter = self._seconds.get((name, status))
        if counter is None:
            counter = self._seconds[name, status] = metrics.HTTP_SECONDS.labels(name, str(status))
        counter.observe(seconds)


def _tell(visit: Visit, failure: Failure) -> None:
    """Write down that somebody signed in was kept out: by role, by scope, or since it is not there for them.

    Rule GR-471, source: OWASP ASVS 4.0.3, 7.1.3 and 7.2.2 (refused access is logged). Whoever has no account is counted.
    """
    if visit.bearer is not None and isinstance(failure, (Denied, Missing)):
        log.info("access_refused", account=visit.bearer.actor.id, row=_name(visit), code=failure.code)


def _name(visit: Visit) -> str:
    """Give the row as measures and logs name it: never a path as typed, which may hold anything."""
    return f"{visit.route.verb} {visit.route.path}" if visit.route else NO_ROUTE


def _context(visit: Visit) -> str:
    """Give what a cursor is good for: one list, one reader."""
    return f"{visit.path}|{visit.actor.id}|{visit.actor.role}"


def _unread(environ: dict[str, Any], status: int) -> bool:
    """Tell whether the next request may not be sought behind this one's body.

    There is more of it than we would read just to keep the connection, or it was broken off, or it came in chunks, whose
    lengths are read leniently below us: another reader in front may see their end elsewhere.
    """
    large = int(environ.get("CONTENT_LENGTH") or 0) > body.MOST_BYTES and not environ.get("linli.read")
    return "HTTP_TRANSFER_ENCODING" in environ or status == 408 or large
