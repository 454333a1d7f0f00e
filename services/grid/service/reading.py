"""Reading: one incident whole, queues page by page, and a matter's progress by number and query code."""
from __future__ import annotations

from typing import Any

from kernel import deadline, number
from kernel.errors import Missing
from kernel.mask import mask_person
from kernel.rpc import rpc
from kernel.shape import instant
from kernel.wire import load
from services.grid import schemas
from services.grid.domain import words
from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident
from services.grid.service import view
from services.grid.service.acting import Acting, Order
from services.grid.service.attachment import view as evidence
from services.grid.service.device import readings
from services.grid.service.part import view as part_view
from services.grid.service.reach import reach, within
from services.grid.store import incident as store
from services.grid.store import lists, reporter, stale
from services.grid.store.part import part as parts
from services.grid.store.search import search

FILTERS = ("state", "area", "unit", "case_type", "tier", "outcome")
OUTSIDE = ("anyone", "resident")


class Reading(Acting):
    """Questions that change nothing."""

    @rpc
    def find(self, command: Order) -> Order:
        """Give one incident whole: steps, evidence, clocks with their working, and the acts open to this person.

        :raises Missing: grid.incident_missing, also when it is out of scope
        """
        incident = store.get(self.db, load(schemas.Find, command)["incident"])
        doer = self.doer(incident)
        within(reach(self.call.actor, self.seal), incident, unit=doer.unit)
        return {
            **self._row(incident, doer),
            "reporter": self._masked(incident.id),
            "steps": self._steps(incident.id, inside=doer.role not in OUTSIDE),
            "readings": readings.of(self.db, incident),
            "clocks": [view.clock(one, self.calendar) for one in deadline.of(self.db, incident.id)],
            "evidence": evidence.pieces(self.db, incident.id, self.call.language, inside=doer.role not in OUTSIDE),
            "parts": [part_view.part(one, doer, self.ground, self.call.language) for one in parts.of(self.db, incident.id)],
        }

    @rpc
    def list_incidents(self, command: Order) -> Order:
        """Give one page of a queue, within scope; with a text, of what in it holds all its words.

        So much is looked at for one page of a search: it may be short or empty, and `next` goes on where it stopped.

        :raises Invalid: grid.search_too_short, grid.search_too_long
        """
        order = load(schemas.ListIncidents, command)
        text = order["text"]
        if text:
            stale.catch_up(self.db)
        items, following = search.page(self.db, self._ask(order), text) if text else lists.page(self.db, self._ask(order))
        return {"items": [self._row(one, self.doer(one)) for one in items], "next": following}

    @rpc
    def progress(self, command: Order) -> Order:
        """Tell the holder of number and query code how far the matter is.

        :raises Invalid: number.malformed, number.check_wrong, number.kind_unknown
        :raises Missing: grid.incident_missing, when either is wrong
        """
        order = load(schemas.Progress, command)
        incident = store.find_by_number(self.db, str(number.parse(order["number"], kinds=("SJ",))))
        if incident is None or not self.seal.code_matches(incident.id, order["code"]):
            raise Missing("grid.incident_missing")
        holder = Doer(id="", role="anyone", reporter=True)
        return {
            **{name: getattr(incident, name) for name in ("id", "number", "version", "round", "state")},
            "state_words": words.state_words(incident.state, self.call.language),
            "due_at": instant(incident.due_at),
            "created_at": instant(incident.created_at),
            "acts": view.buttons(incident, holder),
            "steps": self._steps(incident.id, inside=False),
        }

    def _row(self, incident: Incident, doer: Doer) -> Order:
        return view.row(incident, doer, self.call.language, now=self.now, ground=self.ground)

    def _steps(self, incident: str, *, inside: bool) -> list[dict[str, Any]]:
        units = view.unit_words(self.ground)
        steps = store.list_steps(self.db, incident)
        return [view.step(one, self.call.language, units, inside=inside) for one in steps]

    def _masked(self, incident: str) -> dict[str, Any]:
        who = reporter.open_(self.db, self.seal, incident)
        return {
            "named": bool(who.name),
            **mask_person(name=who.name, phone=who.phone, minor=who.minor),
        }

    def _ask(self, order: Order) -> lists.Ask:
        return lists.Ask(
            queue=order["queue"],
            doer=self.doer(),
            scope=reach(self.call.actor, self.seal),
            now=self.now,
            limit=order["limit"],
            after=order["after"],
            filters={name: order[name] for name in FILTERS},
        )
