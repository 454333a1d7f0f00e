"""Carrying out an erasure: the front door's own part with the grant, the services' as each of them answers."""

from __future__ import annotations

from typing import Any

from kernel import audit, clock, erasure, inbox, outbox
from kernel.call import Call
from kernel.db import Database, Tx
from kernel.decision import Event
from kernel.seal import Sealer
from services.gateway.phone.codes import forget_codes
from services.gateway.rights import life, store
from services.gateway.rights.record import OWN, SERVICES, Request
from services.gateway.session.opening import Opening


class Carrying:
    """Rule GR-404, 《个人信息保护法》 art. 47: what was granted happens everywhere, once, and is proven by counts.

    opening: ends sessions; None where there are none to end, as in a command line.
    """

    def __init__(self, *, db: Database, sealer: Sealer, opening: Opening | None = None):
        self._db, self._sealer, self._opening = db, sealer, opening

    def begin(self, tx: Tx, request: Request) -> tuple[Event, ...]:
        """Do the front door's part of a granted request, now, and give the fact that makes each service do its own."""
        if request.holder:
            counts = self._forget(tx, request.holder)
            store.put_part(tx, request.id, OWN, counts, at=clock.now())
        else:
            answers = erasure.forget_replies(tx, [request.matter or ""])
            attachments = store.let_go(tx, (), request.matter, at=clock.now())
            uploads = store.end_uploads(tx, (), request.matter, at=clock.now())
            counts = {"answers": answers, "attachments": attachments, "uploads": uploads}
            store.put_part(tx, request.id, OWN, counts, at=clock.now())
        told = {name: getattr(request, name) for name in ("holder", "service", "matter", "area")}
        return (Event("gateway.erasure_granted", request.id, told, version=request.version),)

    def hear_part(self, event: dict[str, Any], service: str) -> None:
        """Write down that a service has done its part; with the last one the request is done."""
        call, request = Call().system(), event["subject"]
        with self._db.transaction() as tx:
            if not inbox.first(tx, f"{OWN}.hear_part_of_{service}", event["id"]):
                return
            before = store.lock(tx, request)
            parts = store.put_part(tx, request, service, event["data"]["counts"], at=call.now)
            if before.state == "granted" and parts == len(SERVICES) + 1:
                self._finish(tx, call, before)

    def hear_dropped(self, event: dict[str, Any]) -> None:
        """Let go of the attachments of a matter that was made nobody's; their files follow by the attachments' own life."""
        with self._db.transaction() as tx:
            if inbox.first(tx, f"{OWN}.hear_dropped", event["id"]):
                store.drop_evidence(tx, event["data"]["attachments"], at=clock.now())

    def _finish(self, tx: Tx, call: Call, before: Request) -> None:
        after = life.finish(before, at=call.now)
        store.save(tx, before, after)
        proof = store.parts_of(tx, after.id)
        audit.append(
            tx, call, act="finish_erasure", kind="erasure", subject=after.id, version=after.version, detail={"proof": proof}
        )
        told = {"area": after.area, "state": after.state}
        outbox.append(tx, call, (Event("gateway.erasure_done", after.id, told, version=after.version),))

    def _forget(self, tx: Tx, holder: str) -> dict[str, int]:
        sessions = self._opening.end(tx, holder) if self._opening else 0
        tx.flush()
        attachments = store.let_go(tx, self._sealer.aliases(holder), at=clock.now())
        return {
            "sessions": sessions,
            "attachments": attachments,
            "uploads": store.end_uploads(tx, self._sealer.aliases(holder), at=clock.now()),
            "answers": erasure.forget_answers_to(tx, [holder]),
            "codes": forget_codes(tx, self._sealer, holder),
            "accounts": store.forget_account(tx, holder),  # the last: what hangs on it says what else there is
        }
