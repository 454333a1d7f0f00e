"""Names of the facts the grid service tells; their data are ids, codes, dates and counts."""

from __future__ import annotations

from services.grid.domain.life import ACTS, event_name

DEADLINE_EVENTS = ("grid.deadline_near", "grid.deadline_missed", "grid.deadline_moved")
EVENTS = (*(event_name(act) for act in ACTS), *DEADLINE_EVENTS)
