"""What the petitioner does afterwards, by account or by number and query code: withdraw and rate."""
from __future__ import annotations

from kernel.db import Tx
from kernel.rpc import rpc
from services.petition import schemas
from services.petition.domain import word
from services.petition.domain.doer import Doer
from services.petition.domain.petition import Petition
from services.petition.service.acting import Acting, Order, Written
from services.petition.store import petition as store


class Voice(Acting):
    """The petitioner's acts; each gives the short view."""

    @rpc
    def withdraw(self, command: Order) -> Order:
        """Take it back, in the petitioner's own words."""
        return self.act("withdraw", schemas.Withdraw, command, self._withdraw)

    @rpc
    def withdraw_by_code(self, command: Order) -> Order:
        """Take it back without an account."""
        return self.act_by_code("withdraw_by_code", schemas.WithdrawByCode, command, self._withdraw)

    @rpc
    def rate(self, command: Order) -> Order:
        """Rate how it was dealt with."""
        return self.act("rate", schemas.Rate, command, self._rate)

    @rpc
    def rate_by_code(self, command: Order) -> Order:
        """Rate it without an account."""
        return self.act_by_code("rate_by_code", schemas.RateByCode, command, self._rate)

    def _withdraw(self, tx: Tx, petition: Petition, doer: Doer, order: Order) -> Written:
        decision = word.withdraw(petition, doer, at=self.call.now)
        store.add_withdrawal(tx, petition.id, order["words"], self.call.now)
        return Written(decision)

    def _rate(self, tx: Tx, petition: Petition, doer: Doer, order: Order) -> Written:
        return Written(word.rate(petition, doer, score=order["score"], at=self.call.now))
