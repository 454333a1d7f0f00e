"""What a service hears of areas that ended, so that what lies in them goes on where their places lie now."""
from __future__ import annotations

from typing import Any

from kernel.events import event_handler


class Heir:
    """Four facts of the grid service; a service that keeps areas is one and says in `hear_area` what it does on them."""

    @event_handler("grid", "area_split")
    def hear_area_split(self, event: dict[str, Any]) -> None:
        """Let what lies in an area that was split find its place."""
        self.hear_area(event)

    @event_handler("grid", "area_merged")
    def hear_area_merged(self, event: dict[str, Any]) -> None:
        """Let what lies in areas that were merged go to the one they became."""
        self.hear_area(event)

    @event_handler("grid", "area_ended")
    def hear_area_ended(self, event: dict[str, Any]) -> None:
        """Let what lies in an area that ended go to the one that took it over, if one did."""
        self.hear_area(event)

    @event_handler("grid", "area_recoded")
    def hear_area_recoded(self, event: dict[str, Any]) -> None:
        """Let what lies in an area have its new code."""
        self.hear_area(event)

    def hear_area(self, event: dict[str, Any]) -> None:
        """Let what this service keeps follow, once for each fact."""
        raise NotImplementedError
