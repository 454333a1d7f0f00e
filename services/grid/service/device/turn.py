"""What one call has made of one fault, and what the fault asks for then."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from services.grid.domain.device import fault as rule
from services.grid.domain.device.fault import Fault, Reading
from services.grid.domain.device.source import Source
from services.grid.domain.incident import Incident


class Turn(NamedTuple):
    """What one call has made of a fault. before, fault: without it and with it. incident: the case it made last.

    heard: its readings and what each was.
    """

    before: Fault
    fault: Fault
    source: Source
    heard: list[tuple[Reading, str]]
    incident: Incident | None

    @property
    def back(self) -> list[Reading]:
        """The readings that show it, the earliest first."""
        return rule.back(self.heard, self.incident)

    def asks(self, at: datetime) -> str | None:
        """Say what the fault asks for."""
        return rule.asks(self.fault, self.source, self.incident, shown=bool(self.back), at=at)

    def place(self, places: list[int]) -> int:
        """Give the place of the reading that an act is told of: that which shows the fault, or its end. places: of `heard`."""
        first = self.back[:1] if self.fault.lasts else []
        marked = [reading in first or (not first and outcome == rule.RECOVERED) for reading, outcome in self.heard]
        return places[marked.index(True)] if any(marked) else places[0]
