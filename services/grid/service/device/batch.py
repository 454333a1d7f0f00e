"""The readings of one call and what has become of each, in the order they came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kernel.errors import Invalid
from kernel.wire import load
from services.grid.domain.device import fault as rule
from services.grid.domain.device.fault import Fault, Reading
from services.grid.domain.device.source import Source
from services.grid.domain.incident import Incident
from services.grid.schemas import device as schemas
from services.grid.store.device.device import Device
from services.grid.store.device.fault import Counted

Placed = tuple[int, Reading]


class Batch:
    """One call.

    sources: what its codes mean. devices: by what the client calls them. cases: those the faults made last, as they were when it
    began. counted: readings counted before. fresh: those it counts. opened: cases it has made.
    """

    def __init__(self, rows: list[Any]):
        self.sources: Mapping[str, Source] = {}
        self.devices: Mapping[str, Device] = {}
        self.cases: Mapping[str, Incident] = {}
        self.outcomes: dict[int, str] = {}
        self.counted: set[Counted] = set()
        self.fresh: list[Counted] = []
        self.opened = 0
        self._problems: dict[int, dict[str, Any]] = {}
        self._rows = len(rows)
        self.readings = list(self._read(rows))

    @property
    def refused(self) -> int:
        """How many must be mended or sent again."""
        return len(self._problems)

    def named(self, field: str) -> list[str]:
        """Give what was named as `device` or `code`, each once."""
        return sorted({getattr(one, field) for _, one in self.readings})

    def tell(self, place: int, outcome: str) -> None:
        """Say what became of a reading."""
        self.outcomes[place] = outcome

    def refuse(self, place: int, refused: Invalid) -> None:
        """Say why a reading was not taken; a single fault of its form stands for the whole."""
        only = refused.problems[0] if refused.problems else refused
        pointer = f"/readings/{place}{only.pointer or ''}"
        self.outcomes[place] = rule.REFUSED
        self._problems[place] = {"problem": only.code, "pointer": pointer, "facts": only.facts}

    def hear(self, fault: Fault, source: Source, readings: list[Placed]) -> tuple[Fault, dict[int, str], list[Counted]]:
        """Give a fault after the readings of it, what each of them was, and which of them it counts for the first time."""
        told, fresh = {}, []
        for place, reading in sorted(readings, key=lambda one: (one[1].at, one[0])):
            count, named = fault.count, (fault.key, fault.code, reading.device, reading.at)
            fault, told[place] = rule.hear(fault, source, reading, known=named in self.counted)
            if fault.count > count:
                fresh.append(named)
                self.counted.add(named)
        return fault, told, fresh

    def reply(self) -> dict[str, Any]:
        """Give the answer: an outcome for each reading, in the order they came."""
        none: dict[str, Any] = {"problem": None, "pointer": None, "facts": {}}
        items = [{"place": at, "outcome": self.outcomes[at], **self._problems.get(at, none)} for at in range(self._rows)]
        return {"refused": self.refused, "items": items}

    def _read(self, rows: list[Any]) -> Iterator[Placed]:
        for place, row in enumerate(rows):
            try:
                yield place, Reading(**load(schemas.Reading, row))
            except Invalid as refused:
                self.refuse(place, refused)
