"""Gives the service its incident numbers."""
from __future__ import annotations

from datetime import date
from typing import Any

from nameko.extensions import DependencyProvider

from kernel.db import SharedDatabase
from kernel.number import Number, Numbers


class Numbering:
    """Incident numbers of one district, kind SJ (事件)."""

    def __init__(self, numbers: Numbers, district: str) -> None:
        self._numbers, self._district = numbers, district

    def next(self, on: date) -> str:
        """Give a number nobody else has. on: local date, Asia/Shanghai."""
        return str(Number("SJ", self._district, on, self._numbers.next()))


class NumberProvider(DependencyProvider):
    """Gives a service method its Numbering, as `self.numbers`."""

    shared = SharedDatabase()
    numbering: Numbering | None = None

    def get_dependency(self, worker_ctx: Any) -> Numbering:
        if self.numbering is None:
            numbers = Numbers(self.shared.database, "incident_number")
            self.numbering = Numbering(numbers, self.container.config["settings"].district)
        return self.numbering
