"""What concerns each party by itself: being named, consenting, being told its rights, ending."""
from __future__ import annotations

from kernel import clock
from kernel.db import Tx
from kernel.decision import Decision
from kernel.rpc import rpc
from kernel.wire import load
from services.mediation import schemas
from services.mediation.domain import consent, opening, remedy, right
from services.mediation.domain.dispute import Case
from services.mediation.domain.doer import Doer
from services.mediation.service.acting import Acting, Order
from services.mediation.store import dispute as store
from services.mediation.store import person
from services.mediation.store.person import Person


class Sides(Acting):
    """The parties' acts, said by themselves or heard at a desk. Each gives the short view."""

    @rpc
    def join(self, command: Order) -> Order:
        """Name a party not yet known -> the view, and the party's id."""
        return self.act("join", schemas.Join, command, self._join, shown=_joined)

    @rpc
    def consent(self, command: Order) -> Order:
        """Take down a party's yes or no -> the view, and the party's query code for its receipt."""
        reply = self.act("consent", schemas.Consent, command, self._consent)
        return reply | {"code": self.seal.code(command["party"])}

    @rpc
    def consent_by_code(self, command: Order) -> Order:
        """Take down the yes or no of a party without an account."""
        return self.act_by_code("consent_by_code", schemas.ConsentByCode, command, self._consent)

    @rpc
    def acknowledge(self, command: Order) -> Order:
        """Take down that a party was told its rights and duties."""
        return self.act("acknowledge", schemas.Acknowledge, command, self._acknowledge)

    @rpc
    def end(self, command: Order) -> Order:
        """End mediation because a party wants it."""
        return self.act("end", schemas.End, command, self._end)

    @rpc
    def end_by_code(self, command: Order) -> Order:
        """End mediation because a party without an account wants it."""
        return self.act_by_code("end_by_code", schemas.EndByCode, command, self._end)

    @rpc
    def rights(self, command: Order) -> Order:
        """Give the statement of rights and duties, and the ways that stay open besides mediation."""
        load(schemas.Rights, command)
        language = self.call.language
        return {
            "version": right.VERSION,
            "source": right.SOURCE,
            "statement": right.statement(language),
            "remedies": remedy.remedies(language),
        }

    def _join(self, tx: Tx, case: Case, doer: Doer, order: Order) -> Decision[Case]:
        made = clock.new_id()
        decided = opening.join(case, doer, id=made, role=order["role"], at=self.call.now)
        person.add(tx, self.seal, made, Person(**order["person"]))
        return decided

    def _consent(self, tx: Tx, case: Case, doer: Doer, order: Order) -> Decision[Case]:
        said = {name: order[name] for name in ("party", "agreed", "how")}
        return consent.consent(case, doer, at=self.call.now, **said)

    def _acknowledge(self, tx: Tx, case: Case, doer: Doer, order: Order) -> Decision[Case]:
        return consent.acknowledge(case, doer, party=order["party"], how=order["how"], at=self.call.now)

    def _end(self, tx: Tx, case: Case, doer: Doer, order: Order) -> Decision[Case]:
        decided = consent.end(case, doer, party=order["party"], how=order["how"], at=self.call.now)
        store.add_closing(tx, case.dispute.id, order["words"], self.call.now)
        return decided


def _joined(decided: Decision[Case]) -> Order:
    return {"party": decided.events[0].data["side"]}
