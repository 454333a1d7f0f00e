"""What the desk does: verify, accept, reject, file, dispatch, decide on more time, hang up, close, hand over."""
from __future__ import annotations

from kernel.decision import Decision
from kernel.errors import Conflict
from kernel.rpc import rpc
from services.grid import schemas
from services.grid.domain import check, dispatch, extension, filing, handover, owner, tier
from services.grid.domain.doer import Doer
from services.grid.domain.incident import Incident
from services.grid.domain.step import then
from services.grid.service.acting import Order
from services.grid.service.part.joining import Joining


class Desk(Joining):
    """The dispatcher's acts. Each takes `incident`, `version` and what its schema names, and gives the short view."""

    @rpc
    def verify(self, command: Order) -> Order:
        """Ask the grid's worker to look at the place."""
        return self.act("verify", schemas.Verify, command, self.ruled(filing.verify))

    @rpc
    def accept(self, command: Order) -> Order:
        """Accept a public report."""
        return self.act("accept", schemas.Accept, command, self._accept)

    @rpc
    def reject(self, command: Order) -> Order:
        """Refuse a report with a reason that names the remedy; whoever was sent to look may, too."""
        return self.act("reject", schemas.Reject, command, self.ruled(filing.reject, "reason"))

    @rpc
    def file(self, command: Order) -> Order:
        """File it under its kind."""
        return self.act("file", schemas.File, command, self._file)

    @rpc
    def dispatch(self, command: Order) -> Order:
        """Make a unit responsible: the one named, or the one that would be suggested first."""
        return self.act("dispatch", schemas.Dispatch, command, self._dispatch)

    @rpc
    def approve_extension(self, command: Order) -> Order:
        """Grant the time asked for."""
        return self.act("approve_extension", schemas.ApproveExtension, command, self._approve)

    @rpc
    def refuse_extension(self, command: Order) -> Order:
        """Refuse the time asked for."""
        return self.act("refuse_extension", schemas.RefuseExtension, command, self.ruled(extension.refuse))

    @rpc
    def hang(self, command: Order) -> Order:
        """Hang up what cannot be solved yet, with a plan."""
        return self.act("hang", schemas.Hang, command, self.ruled(extension.hang, "reason", "plan", "review_on"))

    @rpc
    def review(self, command: Order) -> Order:
        """Look again at what is hung up, and say when next."""
        return self.act("review", schemas.Review, command, self.ruled(extension.review, "plan", "review_on"))

    @rpc
    def resume(self, command: Order) -> Order:
        """Take a hung incident up again."""
        return self.act("resume", schemas.Resume, command, self.ruled(extension.resume))

    @rpc
    def close(self, command: Order) -> Order:
        """Close what passed its check."""
        return self.act("close", schemas.Close, command, self.ruled(check.close))

    @rpc
    def archive(self, command: Order) -> Order:
        """Put a closed matter away before its time."""
        return self.act("archive", schemas.Archive, command, self.ruled(check.archive))

    @rpc
    def hand_over(self, command: Order) -> Order:
        """Hand it to the petition or the mediation service."""
        return self.act("hand_over", schemas.HandOver, command, self.ruled(handover.hand_over, "to", "reason"))

    @rpc
    def take_back(self, command: Order) -> Order:
        """Take it back when the other side did not take it."""
        return self.act("take_back", schemas.TakeBack, command, self.ruled(handover.take_back, "reason"))

    def _approve(self, incident: Incident, doer: Doer, order: Order) -> Decision[Incident]:
        return extension.approve(incident, doer, calendar=self.calendar, at=self.now)

    def _accept(self, incident: Incident, doer: Doer, order: Order) -> Decision[Incident]:
        self._known(order["case_type"])
        return filing.accept(incident, doer, case_type=order["case_type"], at=self.now)

    def _file(self, incident: Incident, doer: Doer, order: Order) -> Decision[Incident]:
        code = order["case_type"] or incident.case_type
        self._known(code)
        urgent = True if code and self.ground.case_types[code].urgent else order["urgent"]
        given = {"case_type": code, "urgent": urgent, "tier": self.begins(code), "reason": order["reason"]}
        return filing.file(incident, doer, at=self.now, **given)

    def _dispatch(self, incident: Incident, doer: Doer, order: Order) -> Decision[Incident]:
        unit = self._chosen(incident, order)
        at_tier = tier.of_unit(self.ground.serving(unit, incident.area))
        given = {"unit": unit, "tier": at_tier, "ownerless": order["ownerless"]}
        decision = dispatch.dispatch(incident, doer, at=self.now, **given)
        for index, helper in enumerate(order["helpers"]):
            decision = then(decision, self._helped_by(decision.record, doer, helper, pointer=f"/helpers/{index}"))
        return decision

    def _chosen(self, incident: Incident, order: Order) -> str:
        """Give the unit to be made responsible: the one named, that of the place, or the usual one.

        :raises Conflict: grid.place_without_unit, grid.case_type_missing
        """
        if order["ownerless"]:
            return owner.ownerless(tuple(self.ground.units.values()), incident.area)
        return order["unit"] or self._usual(incident)

    def _usual(self, incident: Incident) -> str:
        """Give the unit that has matters of the incident's kind at its place.

        :raises Conflict: grid.case_type_missing
        """
        if incident.case_type is None:
            raise Conflict("grid.case_type_missing")
        kind = self.ground.case_type(incident.case_type)
        return owner.usual(kind, tuple(self.ground.units.values()), incident.area, tier=incident.tier)

    def _known(self, case_type: str | None) -> None:
        """Refuse a kind the register does not hold.

        :raises Invalid: grid.case_type_unknown
        """
        if case_type:
            self.ground.case_type(case_type)
