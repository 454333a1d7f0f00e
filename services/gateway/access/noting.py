"""Decides what of an answer is written down, and has it written before the answer leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kernel import clock
from kernel.call import Actor, Call
from kernel.errors import Failure
from services.gateway.access import shown
from services.gateway.access.look import ACT, EXPORT, LIST, READ, UNMASKED, Look, unmasking, watched
from services.gateway.access.shown import Path
from services.gateway.access.writer import Writer
from services.gateway.http import trace
from services.gateway.http.route import Route
from services.gateway.http.visit import Visit

Order = dict[str, Any]
Remote = Callable[[str, str, Order, Call], Order]
Places = dict[str, tuple[Path, ...]]


class Noting:
    """Writes down who is shown which records."""

    def __init__(self, writer: Writer):
        self._writer = writer
        self._places: dict[int, Places] = {}

    def note(self, visit: Visit, route: Route, reply: Any) -> None:
        """Write down what an answer shows, before it leaves.

        What an act has said of its own answer counts besides what its view tells.

        Rules GR-397, GR-398, domain 5.1, 5.2: nothing is shown that is not written down.

        :raises Unavailable: gateway.look_unwritten
        """
        if not watched(visit.actor):
            return
        places = self._places_of(route)
        ids = {kind: shown.of(reply, paths) for kind, paths in places.items()} if isinstance(reply, dict) else {}
        ids |= {kind: shown.joined(said) for kind, said in visit.shown.items()}
        looks = _looks(visit.actor, f"{route.service}.{route.act}", _purpose(route, reply), ids, visit.traceparent)
        if not looks:
            return
        if not shown.reading(route):
            self._writer.send(looks)
            return
        try:
            self._writer.keep(looks)
        except Failure:
            _drop(reply)
            raise

    def finish(self) -> None:
        """Write down what has gathered, now: the process ends."""
        self._writer.finish()

    def exported(self, remote: Remote, rows: Iterable[Route]) -> Remote:
        """Give the way to services by which exports read their lists: each page is written down before it is given.

        Rule GR-397: a file is looked at where it is written; who fetches it is in the audit.
        """
        known = {(row.service, row.act): shown.paths(row.view) for row in rows}

        def ask(service: str, act: str, command: Order, call: Call) -> Order:
            reply = remote(service, act, command, call)
            ids = {kind: shown.of(reply, paths) for kind, paths in known.get((service, act), {}).items()}
            looks = _looks(call.actor, f"{service}.{act}", EXPORT, ids, call.trace)
            if looks:
                self._writer.keep(looks)
            return reply

        return ask

    def _places_of(self, route: Route) -> Places:
        found = self._places.get(id(route))
        if found is None:
            found = self._places[id(route)] = shown.paths(route.view)
        return found


def _purpose(route: Route, reply: Any) -> str:
    """Tell what somebody was shown it for.

    Rule GR-399: what was opened to them unmasked is told apart, since those it is about ask for that first.
    """
    if isinstance(reply, dict) and reply.get("unmasked"):
        return UNMASKED
    if not shown.reading(route):
        return ACT
    return LIST if route.paged or (isinstance(reply, dict) and "items" in reply) else READ


def _looks(actor: Actor, act: str, purpose: str, ids: dict[str, str], traceparent: str) -> list[Look]:
    at = clock.now()
    office = {"account": actor.id, "role": actor.role, "unit": actor.unit, "area": actor.area}
    told = {"act": act, "purpose": purpose, "trace": trace.identifier(traceparent) if traceparent else None}
    key = (lambda kind: unmasking(traceparent, kind)) if purpose == UNMASKED else lambda kind: clock.new_id()
    return [
        Look(id=key(kind), at=at, kind=kind, ids=of_kind, **office, **told)  # type: ignore[arg-type]
        for kind, of_kind in ids.items()
        if of_kind
    ]


def _drop(reply: Any) -> None:
    """Let a file go that was to be sent."""
    file = getattr(reply, "file", None)
    if file is not None:
        file.close()
