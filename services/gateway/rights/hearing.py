"""What the front door hears of erasures being carried out."""

from __future__ import annotations

from typing import Any

from kernel.db import Database
from kernel.events import event_handler
from kernel.seal import Sealer
from services.gateway.rights.carrying import Carrying


class HearingErasures:
    """A handler for each service; all do the same."""

    db: Database
    sealer: Sealer

    @event_handler("grid", "erasure_carried_out")
    def hear_part_of_grid(self, event: dict[str, Any]) -> None:
        """Write down the part of the grid service."""
        self._carrying().hear_part(event, "grid")

    @event_handler("petition", "erasure_carried_out")
    def hear_part_of_petition(self, event: dict[str, Any]) -> None:
        """Write down the part of the petition service."""
        self._carrying().hear_part(event, "petition")

    @event_handler("mediation", "erasure_carried_out")
    def hear_part_of_mediation(self, event: dict[str, Any]) -> None:
        """Write down the part of the mediation service."""
        self._carrying().hear_part(event, "mediation")

    @event_handler("notify", "erasure_carried_out")
    def hear_part_of_notify(self, event: dict[str, Any]) -> None:
        """Write down the part of the notify service."""
        self._carrying().hear_part(event, "notify")

    @event_handler("grid", "evidence_dropped")
    def hear_evidence_dropped(self, event: dict[str, Any]) -> None:
        """Let go of what a matter no longer refers to."""
        self._carrying().hear_dropped(event)

    def _carrying(self) -> Carrying:
        return Carrying(db=self.db, sealer=self.sealer)
