"""How a service carries out an erasure that was granted: batch by batch, exactly once, and with a proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kernel import audit, erasure, inbox, logs, outbox
from kernel.call import Call
from kernel.db import Database, Tx
from kernel.decision import Event
from kernel.erasure import BATCH, Counts
from kernel.events import event_handler
from kernel.seal import Sealer

log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose data it is. account, aliases: of a person; or matter: id of the one matter, '' where it is all of a person's."""

    account: str = ""
    aliases: tuple[str, ...] = ()
    matter: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that is to be made nobody's, as the audit names it."""

    kind: str
    id: str
    version: int


class Erasing:
    """A service that keeps people's matters; it says which are whose, and how they become nobody's.

    Rule GR-404, 《个人信息保护法》 art. 47: what was granted is carried out wherever something is kept, once, however often it
    is told and whoever was away; what is open meanwhile stays, and the proof says so.
    """

    db: Database
    seal: Sealer

    @event_handler("gateway", "erasure_granted")
    def hear_erasure(self, event: dict[str, Any]) -> None:
        """Carry out an erasure; each batch is whole by itself, and what is done is not found again."""
        call, told = Call().system(), event["data"]
        account = told["holder"] or ""
        whose = Whose(account, self.seal.aliases(account), told["matter"] or "")
        while self._erasure_batch(call, event["subject"], whose):
            pass
        with self.db.transaction() as tx:
            if inbox.first(tx, f"{self.db.schema}.hear_erasure", event["id"]):
                self._end_erasure(tx, call, event["subject"], whose)

    def next_to_erase(self, tx: Tx, whose: Whose, limit: int) -> list[Kept]:
        """Give some of what is to go, none when all of it is gone."""
        raise NotImplementedError

    def erase(self, tx: Tx, call: Call, kept: Sequence[Kept]) -> Counts:
        """Make records nobody's."""
        raise NotImplementedError

    def forget(self, tx: Tx, whose: Whose) -> Counts:
        """Take somebody out of all that is not a matter of theirs, and count what had to stay as `kept_...`."""
        raise NotImplementedError

    def _erasure_batch(self, call: Call, request: str, whose: Whose) -> int:
        with self.db.transaction() as tx:
            found = self.next_to_erase(tx, whose, BATCH)
            if found:
                erasure.prove(tx, request, self.erase(tx, call, found), at=call.now)
            for one in found:
                detail = {"request": request}
                audit.append(tx, call, act="erase", kind=one.kind, subject=one.id, version=one.version, detail=detail)
        return len(found)

    def _end_erasure(self, tx: Tx, call: Call, request: str, whose: Whose) -> None:
        if whose.account:
            counts = self.forget(tx, whose) | {"answers": erasure.forget_answers_to(tx, [whose.account])}
        else:
            counts = self.forget(tx, whose)
        proof = erasure.prove(tx, request, counts, at=call.now)
        audit.append(tx, call, act="carry_out_erasure", kind="erasure", subject=request, version=1, detail=proof)
        name = f"{self.db.schema}.erasure_carried_out"
        outbox.append(tx, call, (Event(name, request, {"counts": proof}),))
        tx.after_commit(lambda: log.info("erasure_carried_out", request=request, service=self.db.schema))
