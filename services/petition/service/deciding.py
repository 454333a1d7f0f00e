"""What desks and competent units do with a petition: forward, accept, answer, refuse, step back."""
from __future__ import annotations

from kernel.db import Tx
from kernel.rpc import rpc
from services.petition import schemas
from services.petition.domain import acceptance, notice, opinion, routing
from services.petition.domain.doer import Doer
from services.petition.domain.petition import Petition
from services.petition.domain.refusal import reason
from services.petition.service.acting import Acting, Order, Written
from services.petition.store import petition as store


class Deciding(Acting):
    """The office's acts. Each takes `petition`, `version` and what its schema names, and gives the short view."""

    @rpc
    def forward(self, command: Order) -> Order:
        """Send it to the unit that can decide it, and tell the petitioner where it went."""
        return self.act("forward", schemas.Forward, command, self._forward)

    @rpc
    def accept(self, command: Order) -> Order:
        """Take it up, and tell the petitioner until when it will be answered."""
        return self.act("accept", schemas.Accept, command, self._accept)

    @rpc
    def answer(self, command: Order) -> Order:
        """Answer every claim in a written opinion that tells of the review."""
        return self.act("answer", schemas.Answer, command, self._answer)

    @rpc
    def refuse(self, command: Order) -> Order:
        """Tell why it is not taken, by which source, and what remains open."""
        return self.act("refuse", schemas.Refuse, command, self._refuse)

    @rpc
    def recuse(self, command: Order) -> Order:
        """Step back from a matter the actor has an interest in."""
        return self.act("recuse", schemas.Recuse, command, self._recuse)

    def _forward(self, tx: Tx, petition: Petition, doer: Doer, order: Order) -> Written:
        return Written(
            routing.forward(petition, doer, unit=order["unit"], at=self.call.now),
            lambda after, until: notice.forwarding(after, reason=order["reason"], until=until),
        )

    def _accept(self, tx: Tx, petition: Petition, doer: Doer, order: Order) -> Written:
        chosen = {name: order[name] for name in ("purpose", "competence")}
        return Written(
            acceptance.accept(petition, doer, at=self.call.now, **chosen),
            lambda after, until: notice.acceptance(after, until=until),
        )

    def _answer(self, tx: Tx, petition: Petition, doer: Doer, order: Order) -> Written:
        findings = [opinion.Finding(**one) for one in order["findings"]]
        claims = store.list_claims(tx, petition.id)
        decision, answered = opinion.answer(petition, doer, claims=claims, findings=findings, at=self.call.now)
        remedy = {name: order[name] for name in ("review_organ", "review_contact")}
        return Written(decision, lambda after, _: notice.opinion(after, answered, **remedy), answered)

    def _refuse(self, tx: Tx, petition: Petition, doer: Doer, order: Order) -> Written:
        where = {name: order[name] for name in ("organ", "contact", "limit")}
        why = reason(order["reason"], **where)
        told = where | {"explanation": order["explanation"]}
        decision = acceptance.refuse(petition, doer, reason=why.code, at=self.call.now)
        return Written(decision, lambda after, _: notice.refusal(after, why, **told))

    def _recuse(self, tx: Tx, petition: Petition, doer: Doer, order: Order) -> Written:
        return Written(routing.recuse(petition, doer, interest=order["interest"], at=self.call.now))
