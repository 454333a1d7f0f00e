"""The daily duty of a grid: all its acts, and what is done by itself."""
from __future__ import annotations

from services.grid.service.convening import Convening
from services.grid.service.duty_watch import DutyProvider
from services.grid.service.inspecting import Inspecting
from services.grid.service.reviewing import Reviewing
from services.grid.service.rounding import Rounding
from services.grid.service.sweeping import Sweeping
from services.grid.service.visiting import Visiting


class Duty(Sweeping, Rounding, Visiting, Convening, Reviewing, Inspecting):
    """Sweeps, rounds, visits, meetings, reviews, inspections."""

    duty = DutyProvider()
