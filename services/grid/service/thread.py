"""Writes a line into the thread of an incident for what has a life of its own beside it, in the same transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kernel.command import record
from kernel.db import Tx
from kernel.decision import Decision
from services.grid.domain.doer import SYSTEM, Doer
from services.grid.domain.incident import Incident
from services.grid.domain.life import LIFE
from services.grid.domain.step import take, then
from services.grid.service.acting import Acting, Order


class Threading(Acting):
    """The incident's share of acts on something else."""

    def write_thread(
        self,
        tx: Tx,
        incident: Incident,
        act: str,
        doer: Doer,
        lines: Iterable[dict[str, Any]],
        *,
        brought: Order | None = None,
    ) -> Incident:
        """Queue a line for each of `lines`, data of the step; an incident that has ended has no lines any more.

        incident: locked by this transaction. brought: a vouched command whose evidence goes with the last line; an
        incident that has ended takes none. -> it as it is then.

        :raises Conflict: grid.incident_act_not_allowed, when there is evidence and the incident has ended
        """
        given = list(lines)
        if not given or (act not in LIFE.acts(incident.state) and not (brought and brought.get("evidence"))):
            return incident
        decision: Decision[Incident] = take(incident, act, SYSTEM, at=self.now, data=given[0])
        for data in given[1:]:
            decision = then(decision, take(decision.record, act, SYSTEM, at=self.now, data=data))
        record(tx, self.call, act, self.settle(tx, act, decision, before=incident, doer=doer, order=brought or {}))
        return decision.record
