"""What a co-handler does with its part, and the desk's release from it; each stands in the incident's thread."""

from __future__ import annotations

from kernel import deadline
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.rows import same
from kernel.rpc import rpc
from kernel.wire import Schema, load
from services.grid.domain.part import part as rule
from services.grid.domain.part.part import Part
from services.grid.schemas import part as schemas
from services.grid.service.acting import Acting, Order
from services.grid.service.part import view
from services.grid.service.reach import reach
from services.grid.store import incident as incidents
from services.grid.store.part import part as store


class HelpingParts(Acting):
    """The acts on one part. Each takes `part`, its `version`, and what its schema names."""

    @rpc
    def start_part(self, command: Order) -> Order:
        """Begin the own part."""
        return self._on_part("start_part", schemas.StartPart, command)

    @rpc
    def finish_part(self, command: Order) -> Order:
        """Finish the own part."""
        return self._on_part("finish_part", schemas.FinishPart, command)

    @rpc
    def release_part(self, command: Order) -> Order:
        """Release a unit from its part, with a reason."""
        return self._on_part("release_part", schemas.ReleasePart, command)

    @rpc
    def list_parts(self, command: Order) -> Order:
        """Give one page of the parts that are not over, the longest given first, within scope."""
        order = load(schemas.ListParts, command)
        scope = reach(self.call.actor, self.seal)
        mine = order["unit"] or (self.call.actor.unit if self.call.actor.role == "grid_worker" else None)
        items, following = store.page(self.db, scope, unit=mine, limit=order["limit"], after=order["after"])
        doer = self.doer()
        return {"items": [view.part(one, doer, self.ground, self.call.language) for one in items], "next": following}

    def _on_part(self, act: str, schema: type[Schema], command: Order) -> Order:
        """Do one act on a part, once for its key.

        :raises Missing: grid.part_missing, also when it is out of scope
        :raises Conflict: grid.part_changed, grid.part_act_not_allowed
        :raises Denied: grid.role_not_allowed, grid.unit_not_responsible
        """
        order = self.vouched(load(schema, command))
        return perform(self.db, self.call, act, command, lambda tx: self._moved(tx, act, order))

    def _moved(self, tx: Tx, act: str, order: Order) -> Outcome:
        incident = incidents.lock(tx, store.get(tx, order["part"]).incident)
        before, doer = store.lock(tx, order["part"]), self.doer()
        if doer.unit != before.unit and not reach(self.call.actor, self.seal).covers(
            area=incident.area, unit=incident.unit, party=incident.party
        ):
            raise Missing("grid.part_missing")
        same(before, order["version"], Conflict("grid.part_changed"))
        after = rule.move(before, act, doer, at=self.now)
        decision = rule.tell(incident, act, after, reason=order.get("reason"), at=self.now)
        settled = self.settle(tx, act, decision, before=incident, doer=doer, order=order)
        return self._part_kept(tx, before, after, settled)

    def _part_kept(self, tx: Tx, before: Part, after: Part, settled: Outcome) -> Outcome:
        """Queue the part as it is now; the audit row and facts are the incident's.

        Rule GR-118, domain 3.5: its begin is the acceptance, and its end stops what runs.
        """
        store.PARTS.save(tx, before, after)
        deadline.stop(tx, after.id, *(() if after.ended_at else (rule.TAKE_UP,)), at=self.now)
        reply = view.part(after, self.doer(), self.ground, self.call.language)
        return Outcome(reply, settled.kind, settled.subject, settled.version, settled.events, detail=settled.detail)
