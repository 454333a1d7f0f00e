"""Adding evidence to an incident, and what the front door asks about attachments."""

from __future__ import annotations

from kernel.decision import Decision
from kernel.errors import Missing
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.attachment.attachment import brought
from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident
from services.grid.domain.step import PUBLIC, take
from services.grid.schemas import attachment as schemas
from services.grid.service.acting import Acting, Order, pieces
from services.grid.service.reach import reach, within
from services.grid.store import incident as incidents
from services.grid.store.attachment import attachment as store


class Attaching(Acting):
    """Evidence that comes by itself, not with another act."""

    @rpc
    def attach(self, command: Order) -> Order:
        """Add photos, documents or notes; the reporter does it by account or by query code.

        Rule GR-145, domain 3.5.

        :raises Invalid: grid.evidence_not_yours, grid.evidence_missing, grid.attachment_missing, grid.attachment_kind_wrong
        :raises Conflict: grid.attachment_used, grid.incident_act_not_allowed, grid.incident_changed
        :raises Missing: grid.incident_missing
        """
        return self.act("attach", schemas.Attach, command, self._attach)

    @rpc
    def evidence_reach(self, command: Order) -> Order:
        """Give the incident that refers to an attachment, to staff within whose reach it lies.

        Rule GR-144, domain 8.1: a resident sees what is published, and what they sent themselves.

        :raises Missing: grid.attachment_missing, grid.incident_missing
        """
        found = store.find(self.db, load(schemas.EvidenceReach, command)["attachment"])
        if found is None or self.call.actor.role in PUBLIC:
            raise Missing("grid.attachment_missing")
        incident = incidents.get(self.db, found.incident)
        within(reach(self.call.actor, self.seal), incident, unit=self.doer(incident).unit)
        return {"incident": found.incident}

    @rpc
    def evidence_kept(self, command: Order) -> Order:
        """Give those of these attachments that an incident refers to.

        Rule GR-147, design: what was sent goes with the matter it was sent for.
        """
        asked = load(schemas.EvidenceKept, command)["attachments"]
        return {"kept": list(store.known(self.db, asked))}

    def _attach(self, incident: Incident, doer: Doer, order: Order) -> Decision[Incident]:
        given = pieces(order)
        brought(given, outside=doer.role in PUBLIC)
        return take(incident, "attach", doer, at=self.now, data={"evidence": len(given)})
