"""Reporting and locating."""
from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import Any

from kernel import clock
from kernel.bulk import each
from kernel.call import Actor, Call
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.decision import Decision
from kernel.errors import Denied, Invalid
from kernel.rpc import rpc
from kernel.scope import Scope, subtree
from kernel.wire import load
from services.grid import schemas
from services.grid.domain import filing
from services.grid.domain.doer import Doer
from services.grid.domain.evidence import proven
from services.grid.domain.ground.area import covers
from services.grid.domain.ground.ground import Spot
from services.grid.domain.ground.place import to_wgs84
from services.grid.domain.incident import Incident
from services.grid.domain.report import Reporter, Where, report
from services.grid.domain.sample import drawn
from services.grid.domain.tier import COMMUNITY
from services.grid.schemas import bulk
from services.grid.service.acting import Acting, Order, pieces
from services.grid.store import reporter

# what the record keeps of a report as it was said: a new field is named alike in both, and comes through by itself
SAID = frozenset(schemas.Report().fields) & frozenset(field.name for field in fields(Incident))

CHECKED = "incident.checked"
CLIENT = "client"  # another system, let in with a key of its own


class Reporting(Acting):
    """How matters come in, and where they are."""

    @rpc
    def report(self, command: Order) -> Order:
        """Register a matter; the answer carries number and query code.

        :raises Invalid: wire.invalid, grid.point_outside, grid.area_unknown, grid.place_contradicts,
            grid.case_type_unknown, grid.case_type_needed, grid.solved_not_yours, grid.ordered_not_yours, grid.evidence_missing,
            grid.attachment_missing, grid.attachment_kind_wrong, grid.unnamed_with_attachment
        :raises Conflict: grid.attachment_used
        :raises Denied: grid.role_not_allowed
        """
        reply = self._register(self.call, command)
        # derived after the answer was kept, so that the code is stored nowhere
        return reply | {"code": self.seal.code(reply["id"])}

    @rpc
    def report_rows(self, command: Order) -> Order:
        """Register many matters, each once for its own key; what is wrong with one is told of that one.

        Rule GR-380, local design: a row is a report like any other, by its key alone; other systems report of their own
        ground, and the centre accepts and files it.
        """
        rows = load(bulk.ReportRows, command)["rows"]
        items = each(self.db, self.call, "report", rows, self._register)
        return {"items": [one | {"code": self.seal.code(one["id"]) if one["id"] else None} for one in items]}

    def _register(self, call: Call, command: Order) -> Order:
        order = self.vouched(self._unnamed(load(schemas.Report, command)))
        who = self._reporter(order)
        given = self._given(order, who)
        self._own_ground(given["area"])
        doer = self.doer()

        def work(tx: Tx) -> Outcome:
            id, number = clock.new_id(), self.numbers.next(clock.today(self.now))
            solved = order["solved"]
            sampled = solved and drawn(id, self.choices.on(self.today).values.get(CHECKED))
            way = {"solved": solved, "sampled": sampled, "ordered": order["ordered"]}
            decision = report(given, doer, **way, id=id, number=number, at=self.now)
            outcome = self.settle(tx, "report", decision, before=None, doer=doer, order=order)
            if who:
                reporter.add(tx, self.seal, id, who)
            return outcome

        return perform(self.db, self._kept(call, order), "report", command, work)

    @rpc
    def locate(self, command: Order) -> Order:
        """Put an incident in its place by point or by area code."""
        return self.act("locate", schemas.Locate, command, self._locate)

    def _locate(self, incident: Incident, doer: Doer, order: Order) -> Decision[Incident]:
        return filing.locate(incident, doer, where=self._where(order), at=self.now)

    def _unnamed(self, order: Order) -> Order:
        """Refuse what would lead from an unnamed report to an account: photos of it are sent afterwards, by ticket.

        Rule GR-145, domain 8.1.

        :raises Invalid: grid.unnamed_with_attachment
        """
        if order["unnamed"] and self.call.actor.role == "resident" and any(one.ref for one in pieces(order)):
            raise Invalid("grid.unnamed_with_attachment", pointer="/evidence")
        return order

    def _given(self, order: Order, who: Reporter) -> dict[str, Any]:
        """Give the fields of the incident as the report gives them."""
        kind = self.ground.case_type(order["case_type"]) if order["case_type"] else None
        if order["solved"]:
            proven(pieces(order), kind.evidence if kind else ())
        found = {
            **asdict(self._where(order)),
            "urgent": order["urgent"] or bool(kind and kind.urgent),
            "tier": COMMUNITY if order["solved"] else self.begins(order["case_type"]),
            "party": self.seal.alias(who.account),
        }
        return {name: order[name] for name in SAID} | found

    def _own_ground(self, area: str) -> None:
        """Refuse what another system says of ground that it was not let in for.

        :raises Denied: grid.area_not_yours
        """
        actor = self.call.actor
        if actor.role == CLIENT and not Scope(area=subtree(actor.area)).covers(area=area):
            raise Denied("grid.area_not_yours", pointer="/area", area=area)

    def _kept(self, call: Call, order: Order) -> Call:
        """Give the call as audit and stored answer keep it: of a resident who stays unnamed, made by nobody."""
        hidden = order["unnamed"] and self.call.actor.role == "resident"
        return replace(call, actor=Actor()) if hidden else call

    def _reporter(self, order: Order) -> Reporter:
        """Give who reports: what they say of themselves, and a resident's account, unless they stay unnamed."""
        if order["unnamed"]:
            return Reporter()
        person = order["reporter"] or {}
        account = self.call.actor.id if self.call.actor.role == "resident" else ""
        minor = person.get("minor", False)
        return Reporter(name=person.get("name", ""), phone=person.get("phone", ""), account=account, minor=minor)

    def _where(self, order: Order) -> Where:
        """Find the place of a command: by point, by code, by both when they agree, else the district as a whole.

        :raises Invalid: grid.place_contradicts
        """
        point, code = order["point"], order["area"]
        named = self.ground.place(code) if code else Spot(self.ground.ground.district)
        if not point:
            return Where(area=named.area, grid=named.grid or None, address=order["address"])
        found = self.ground.locate(point["lon"], point["lat"], point["system"])
        spot = _narrower(found, named)
        stored = to_wgs84(point["lon"], point["lat"], point["system"])
        return Where(
            area=spot.area,
            grid=spot.grid or None,
            address=order["address"],
            longitude=stored.lon,
            latitude=stored.lat,
            **_sent(point),
        )


def _narrower(found: Spot, named: Spot) -> Spot:
    """Give the one of two spots that says more; where no border is drawn the code named by hand does."""
    if covers(named.area, found.area):
        return found
    if covers(found.area, named.area):
        return named
    raise Invalid("grid.place_contradicts", pointer="/area", area=named.area, found=found.area)


def _sent(point: dict[str, Any]) -> dict[str, Any]:
    return {"sent_x": point["lon"], "sent_y": point["lat"], "sent_system": point["system"]}
