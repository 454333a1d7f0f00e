"""Which clocks run in a state, and which an act starts, pauses, resumes, moves, hands over and stops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from services.grid.domain.incident import Incident
from services.grid.domain.periods import PERIODS, SOUGHT
from services.grid.domain.reason import PAUSING
from services.grid.domain.tier import DISPOSAL
from services.grid.domain.voice.merge_life import MERGED

Kind = Literal["start", "revive", "stop", "pause", "resume", "extend", "pass"]


@dataclass(frozen=True, slots=True)
class Turn:
    """What happens to one stage's clock. days: working days granted, for `extend`."""

    stage: str
    kind: Kind
    days: int = 0


def running(incident: Incident) -> tuple[str, ...]:
    """Give the stages whose clocks run, or wait, in the state of an incident; the first is the one that is shown.

    Rule GR-120, domain 3.5: once a unit was responsible the disposal's clock runs on through returns.
    Rule GR-131, domain 3.6: a danger has the clock of making it safe, and then the repair's.
    Rule GR-132, domain 3.7 应结案: the whole has a clock of its own from filing to close.
    """
    return tuple(
        period.stage
        for period in PERIODS
        if incident.state in period.trigger and RUNS.get(period.stage, _always)(incident)
    )


def turns(before: Incident | None, after: Incident) -> tuple[Turn, ...]:
    """Say what the step from one record to the next does to its clocks; before: None for a fresh report.

    A stage that goes on keeps its clock; rework is a new stage of handling, since the check between had its own.

    Rule IN-18, domain 3.6 and architecture 3.2: only moves turn clocks, and an extension moves that of handling alone.
    Rule GR-133, domain 3.6 and architecture 3.3: each clock is told near once and missed once, in each round anew.
    """
    old, new = running(before) if before else (), running(after)
    stopped = tuple(Turn(stage, "stop") for stage in old if stage not in new)
    back = before is not None and before.state == MERGED
    moved = _within(before, after, [stage for stage in old if stage in new]) if before and not back else ()
    started = tuple(Turn(stage, "revive" if back else "start") for stage in new if stage not in old)
    return (*stopped, *moved, *started)


def _within(before: Incident, after: Incident, kept: list[str]) -> tuple[Turn, ...]:
    """Give what happens to the clocks that go on: handed to another unit, hung up, taken up again, given more time."""
    found = [Turn(stage, "pass") for stage in kept if stage in DISPOSAL and before.unit != after.unit]
    if "review" in kept and before.review_on != after.review_on:
        found += [Turn("review", "stop"), Turn("review", "start")]
    if _waits(after) and not _waits(before):
        found.append(Turn("handle", "pause"))
    if _waits(before) and not _waits(after) and "handle" in kept:
        found.append(Turn("handle", "resume"))
    if after.extended > before.extended:
        found.append(Turn("handle", "extend", before.asked_days or 0))
    return tuple(found)


def _waits(incident: Incident) -> bool:
    """Say whether the clock of handling stands still.

    Rule GR-115, domain 3.5 挂账: only for reasons that nobody here can hasten.
    """
    return incident.state == "hung" and incident.hung_for in PAUSING


def _always(incident: Incident) -> bool:
    return True


def _begun(incident: Incident) -> bool:
    return incident.state not in SOUGHT or incident.begun_at is not None


RUNS: Mapping[str, Callable[[Incident], bool]] = {
    "make_safe": lambda incident: incident.unsafe and _begun(incident),
    "handle": lambda incident: not incident.unsafe and _begun(incident),
}
