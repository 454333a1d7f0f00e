"""What the grid service tells of areas that ended: open disputes go on where their place lies now."""
from __future__ import annotations

from typing import Any

from kernel import audit, deadline, inbox, logs, succession
from kernel.call import Call
from kernel.db import Tx
from kernel.events import event_handler
from services.mediation.domain import ground
from services.mediation.service.acting import Acting
from services.mediation.store import dispute as store

HANDLER = "mediation.hear_area"
DIGITS = 12
log = logs.get(__name__)


class Succeeding(Acting):
    """What is heard of areas."""

    @event_handler("grid", "area_split")
    def hear_area_split(self, event: dict[str, Any]) -> None:
        """Let open disputes of an area that was split go to the one above it."""
        self._hear_area(event)

    @event_handler("grid", "area_merged")
    def hear_area_merged(self, event: dict[str, Any]) -> None:
        """Let open disputes of areas that were merged go to the one they became."""
        self._hear_area(event)

    @event_handler("grid", "area_ended")
    def hear_area_ended(self, event: dict[str, Any]) -> None:
        """Let open disputes of an area that ended go to the one that took it over, or to the one above."""
        self._hear_area(event)

    @event_handler("grid", "area_recoded")
    def hear_area_recoded(self, event: dict[str, Any]) -> None:
        """Let open disputes of an area have its new code."""
        self._hear_area(event)

    def _hear_area(self, event: dict[str, Any]) -> None:
        """Let open disputes follow their area, once for each fact; those that are over keep the code.

        Rule GR-26, domain 9.1.
        """
        ended = [code for code in event["data"]["ended"] if len(code) == DIGITS]
        if not ended:
            return
        with self.db.transaction() as tx:
            if inbox.first(tx, HANDLER, event["id"]):
                succession.keep(tx, ended, event["data"]["into"])
                self._follow(tx, self.call.system())

    def _follow(self, tx: Tx, call: Call) -> None:
        led = succession.read(tx)
        astray = store.lock_astray(tx)
        for before in astray:
            after = ground.rezone(before, led, at=call.now)
            store.save_alone(tx, before, after)
            deadline.move(tx, after.id, area=after.area)
            detail = {"was_area": before.area, "area": after.area}
            audit.append(
                tx, call, act="follow_area", kind="dispute", subject=after.id, version=after.version, detail=detail
            )
        if astray:
            tx.after_commit(lambda: log.info("matters_followed", moved=len(astray)))
