"""What the committee and its mediator do: assign, record sessions, conclude, say that it failed."""
from __future__ import annotations

from kernel.db import Tx
from kernel.decision import Decision
from kernel.rpc import rpc
from services.mediation import schemas
from services.mediation.domain import agreement, failure, mediator, session
from services.mediation.domain.dispute import Case
from services.mediation.domain.doer import Doer
from services.mediation.domain.session import Session
from services.mediation.service.acting import Acting, Order
from services.mediation.store import dispute as store
from services.mediation.store import file


class Mediating(Acting):
    """The committee's acts. Each takes `dispute`, `version` and what its schema names, and gives the short view."""

    @rpc
    def assign(self, command: Order) -> Order:
        """Name the mediator, interest declared."""
        return self.act("assign", schemas.Assign, command, self._assign)

    @rpc
    def record_session(self, command: Order) -> Order:
        """Take a session into the file."""
        return self.act("record_session", schemas.RecordSession, command, self._record)

    @rpc
    def conclude(self, command: Order) -> Order:
        """Conclude an agreement; the parties' window for the court begins when it takes effect."""
        return self.act("conclude", schemas.Conclude, command, self._conclude)

    @rpc
    def fail(self, command: Order) -> Order:
        """Say that mediation has failed; the parties are told their other ways."""
        return self.act("fail", schemas.Fail, command, self._fail)

    def _assign(self, tx: Tx, case: Case, doer: Doer, order: Order) -> Decision[Case]:
        chosen = {name: order[name] for name in ("mediator", "unit", "interest", "accepted_by")}
        return mediator.assign(
            case, doer, indexes=frozenset(self.seal.aliases(order["mediator"])), at=self.call.now, **chosen
        )

    def _record(self, tx: Tx, case: Case, doer: Doer, order: Order) -> Decision[Case]:
        made = Session(
            dispute=case.dispute.id,
            place_no=case.dispute.sessions + 1,
            held_at=order["held_at"],
            place=order["place"],
            open_to_public=order["open_to_public"],
            attended=tuple(order["attended"]),
            record=order["record"],
            undisputed=tuple(order["undisputed"]),
            recorded_by=doer.id,
            recorded_at=self.call.now,
        )
        decided = session.record(case, doer, made, at=self.call.now)
        file.add_session(tx, made)
        return decided

    def _conclude(self, tx: Tx, case: Case, doer: Doer, order: Order) -> Decision[Case]:
        given = {name: order[name] for name in ("written", "oral", "personal_status")}
        decided, made = agreement.conclude(case, doer, at=self.call.now, **given)
        file.add_agreement(tx, made)
        return decided

    def _fail(self, tx: Tx, case: Case, doer: Doer, order: Order) -> Decision[Case]:
        decided = failure.fail(case, doer, reason=order["reason"], at=self.call.now)
        store.add_closing(tx, case.dispute.id, order["explanation"], self.call.now)
        return decided
