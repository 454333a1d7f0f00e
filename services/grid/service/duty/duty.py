"""The daily duty of a grid: all its acts, and what is done by itself."""
from __future__ import annotations

from services.grid.service.duty.convening import Convening
from services.grid.service.duty.inspecting import Inspecting
from services.grid.service.duty.reviewing import Reviewing
from services.grid.service.duty.rounding import Rounding
from services.grid.service.duty.sweeping import Sweeping
from services.grid.service.duty.visiting import Visiting
from services.grid.service.duty.watch import DutyProvider


class Duty(Sweeping, Rounding, Visiting, Convening, Reviewing, Inspecting):
    """Sweeps, rounds, visits, meetings, reviews, inspections."""

    duty = DutyProvider()
