"""How every act on an incident goes: load, lock, decide, turn its clocks, save."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, cast

from kernel import audit, clock
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.decision import Decision
from kernel.obligation import Limit, Unit
from kernel.rpc import Caller, Calls
from kernel.surface import Surface
from kernel.wire import Schema, load
from services.grid.choices import Choices
from services.grid.domain import tier
from services.grid.domain.device import same_day
from services.grid.domain.doer import Doer
from services.grid.domain.evidence import Evidence
from services.grid.domain.ground.territory import Territory
from services.grid.domain.incident import Incident
from services.grid.domain.step import Step, steps_of
from services.grid.service import clocks, parts, view
from services.grid.service.attachment import linking, vouching
from services.grid.service.numbering import Numbering
from services.grid.service.order import solving
from services.grid.service.reach import reach, within
from services.grid.service.voice import joined
from services.grid.store import incident as store
from services.grid.store import stale
from services.grid.store.ground import hanging
from services.grid.territory import Watch

Order = dict[str, Any]
Decide = Callable[[Incident, Doer, Order], Decision[Incident]]
Ready = Callable[[Tx], None]


class Acting(Surface):
    """What the surfaces of all nouns share."""

    territory: Watch
    choices: Choices
    numbers: Numbering
    others: Calls = Caller()

    @property
    def now(self) -> datetime:
        """The instant of this call, aware UTC."""
        return self.call.now

    @property
    def today(self) -> date:
        """The local date of this call."""
        return clock.today(self.now)

    @property
    def ground(self) -> Territory:
        """The ground as it is known now."""
        return self.territory.now()

    def doer(self, incident: Incident | None = None, code: str | None = None) -> Doer:
        """Give the one who acts, proven as the reporter by account or by query code."""
        actor = self.call.actor
        proven = incident is not None and (self._own(incident) or self._holds(incident, code))
        tiers = tier.up_to(tier.of_area(actor.area)) if actor.role == "leader" else ()
        return Doer(id=actor.id, role=actor.role, unit=actor.unit, reporter=proven, tiers=tiers)

    def ruled(self, rule: Callable[..., Decision[Incident]], *names: str) -> Decide:
        """Give the decision a rule of the domain makes from the fields of a command, named as its own arguments."""

        def decide(incident: Incident, doer: Doer, order: Order) -> Decision[Incident]:
            return rule(incident, doer, at=self.now, **{name: order[name] for name in names})

        return decide

    def act(self, name: str, schema: type[Schema], command: Order, decide: Decide, *, ready: Ready | None = None) -> Order:
        """Do one act on an existing incident, once for its key, and give its short view.

        ready: what must hold of the one who acts, asked before the incident is locked.

        :raises Invalid: wire.invalid
        :raises Missing: grid.incident_missing
        :raises Conflict: grid.incident_changed, and what the rules raise
        """
        order = self.vouched(load(schema, command))

        def work(tx: Tx) -> Outcome:
            if ready:
                ready(tx)
            before = store.lock(tx, order["incident"])
            doer = self.doer(before, order.get("code"))
            if not order.get("code") or not doer.reporter:
                within(reach(self.call.actor, self.seal), before, unit=doer.unit)
            store.same(before, order["version"])
            return self.settle(tx, name, decide(before, doer, order), before=before, doer=doer, order=order)

        return perform(self.db, self.call, name, command, work)

    def settle(
        self, tx: Tx, name: str, decision: Decision[Incident], *, before: Incident | None, doer: Doer, order: Order
    ) -> Outcome:
        """Write down a decision with its clocks, its parts, its steps and its evidence, which goes with the last step."""
        if before:
            stale.keep_round(tx, before, decision.record)
        own = self.limits(decision.record)
        decision = clocks.turn(tx, self.calendar, before, decision, own=own)
        after = decision.record
        store.save(tx, before, after) if before else store.add(tx, after)
        parts.follow(tx, self.calendar, before, decision, own=own)
        steps = steps_of(decision, name, doer, told=order.get("told", ""), note=order.get("note", ""))
        for step in steps:
            store.add_step(tx, step)
        self._audit_first(tx, steps[:-1], after)
        store.add_evidence(tx, steps[-1], pieces(order))
        self.link(tx, after, order)
        hanging.follow(tx, before, after)
        solving.follow(tx, self.call, self.calendar, before=before, after=after)
        joined.follow(tx, self.call, self.settle, before=before, after=after, steps=steps)
        reply = view.short(after, doer, self.call.language)
        return Outcome(reply, "incident", after.id, after.version, decision.events, detail=audited(after))

    def vouched(self, order: Order) -> Order:
        """Give a command together with what the front door says of the attachments it refers to; asked before any lock.

        :raises Unavailable: when it does not answer
        """
        return {**order, "vouched": vouching.ask(self.others, self.call, vouching.references(pieces(order)))}

    def link(self, tx: Tx, incident: Incident, order: Order) -> None:
        """Link the attachments of a command, as `vouched` has given it, to the incident they are evidence of.

        :raises Conflict: grid.attachment_used
        :raises Invalid: grid.attachment_missing, grid.attachment_kind_wrong
        """
        if brought := pieces(order):
            linking.links(tx, brought, incident, said=order.get("vouched", {}), aliases=self.aliases, at=self.now)

    def _audit_first(self, tx: Tx, steps: Sequence[Step], incident: Incident) -> None:
        """Queue an audit row for each step that came before the act's own, so that the chain tells as much as the thread."""
        for step in steps:
            detail = audited(incident)
            audit.append(
                tx, self.call, act=step.act, kind="incident", subject=incident.id, version=step.version, detail=detail
            )

    def limits(self, incident: Incident) -> dict[str, Limit]:
        """Give the limits of an incident by stage: those its kind sets for itself, else those the district has chosen."""
        chosen = self.choices.on(clock.today(incident.changed_at)).limits[incident.urgent]
        own = self.ground.periods.get(incident.case_type or "", {})
        kinds = {stage: Limit(period.amount, cast(Unit, period.unit)) for stage, period in own.items()}
        return {**chosen, **kinds, **same_day.limits(incident)}

    def begins(self, case_type: str | None) -> str:
        """Give the tier at which a matter of a kind begins; None for a kind that is not known yet."""
        kind = self.ground.case_types.get(case_type or "")
        return tier.start(kind, self.ground.units.get(kind.unit) if kind else None)

    def _own(self, incident: Incident) -> bool:
        return incident.party is not None and incident.party in self.aliases

    @cached_property
    def aliases(self) -> tuple[str, ...]:
        """The names that stand for the account of this call, reckoned once for all rows of a list."""
        return self.seal.aliases(self.call.actor.id)

    def _holds(self, incident: Incident, code: str | None) -> bool:
        return code is not None and self.seal.code_matches(incident.id, code)


def pieces(order: Order) -> tuple[Evidence, ...]:
    """Read the evidence that comes with a command."""
    return tuple(Evidence(**piece) for piece in order.get("evidence", ()))


def audited(incident: Incident) -> Order:
    """Give what the audit row keeps of a step: codes only."""
    return {"state": incident.state, "round": incident.round, "unit": incident.unit, "area": incident.area}
