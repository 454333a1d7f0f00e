"""Which clocks an act starts, pauses, resumes, moves and stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.grid.domain.incident import Incident
from services.grid.domain.periods import STAGE_OF

Kind = Literal["start", "stop", "pause", "resume", "extend"]


@dataclass(frozen=True, slots=True)
class Turn:
    """What happens to one stage's clock. days: working days granted, for `extend`."""

    stage: str
    kind: Kind
    days: int = 0


def turns(before: Incident | None, after: Incident) -> tuple[Turn, ...]:
    """Say what the step from one record to the next does to its clocks; before: None for a fresh report.

    A stage that goes on keeps its clock: rework and a new dispatch are new stages of handling, since what came between
    them (the check, the desk) had its own.

    Rule IN-18, domain 3.6 and architecture 3.2: only moves turn clocks, and an extension moves that of handling alone.
    """
    old = STAGE_OF.get(before.state) if before else None
    new = STAGE_OF.get(after.state)
    if old == new:
        return _within(before, after, new) if before and new else ()
    stopped = (Turn(old, "stop"),) if old else ()
    started = (Turn(new, "start"),) if new else ()
    return stopped + started


def _within(before: Incident, after: Incident, stage: str) -> tuple[Turn, ...]:
    """Give what happens inside one stage: hanging up, taking up again, more time; nothing when the state stays."""
    if after.state == before.state:
        return ()
    if after.state == "hung":
        return (Turn(stage, "pause"),)
    if before.state == "hung":
        return (Turn(stage, "resume"),)
    if after.extended > before.extended:
        return (Turn(stage, "extend", before.asked_days or 0),)
    return ()
