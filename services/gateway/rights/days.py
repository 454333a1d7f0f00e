"""The calendar as it stands when a request comes, for acts that are made once and serve for long."""

from __future__ import annotations

from collections.abc import Callable

from nameko.extensions import DependencyProvider

from kernel.calendar import SharedCalendar
from kernel.workdays import Calendar


class DaysProvider(DependencyProvider):
    """Gives the front door what gives the present calendar."""

    shared = SharedCalendar()

    def get_dependency(self, worker_ctx: object) -> Callable[[], Calendar]:
        return self.shared.current
