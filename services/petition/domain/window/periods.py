"""How long the window and the units that help at it may take."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kernel.obligation import Limit
from services.petition.domain.window.intake import Intake
from services.petition.domain.window.kind import ASSIST, IMMEDIATE, JOINT

WINDOW, SERVICE = "window", "service"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One limit of an intake. stage: what is due. source: where the figure comes from."""

    id: str
    stage: str
    limit: Limit
    source: str


# what the table of a deployment may set otherwise: key -> the default
ORDINARY, URGENT = "ordinary", "urgent"
LIMITS: Mapping[str, Limit] = {
    ORDINARY: Limit(1, "WD"),
    URGENT: Limit(0.5, "H"),
    IMMEDIATE: Limit(1, "WD"),
    ASSIST: Limit(3, "WD"),
    JOINT: Limit(5, "WD"),
}


@dataclass(frozen=True, slots=True)
class Turn:
    """What a step does to the clock of an intake. stop: the stage that ends, start: the limit that begins; None: neither."""

    stop: str | None
    start: Waiting | None
    at: datetime


def running(intake: Intake, limits: Mapping[str, Limit] = LIMITS) -> Waiting | None:
    """Give the limit an intake is under now.

    Rule GR-424, domain 4.2, local default: sent on within one working day, within 30 minutes when it is urgent; what is
    being made elsewhere still counts as not sent on. Rule GR-432, domain 9.6: 1, 3 or 5 working days by the mode of 三办.
    """
    if intake.state in ("waiting", "sent_on"):
        return Waiting("GR-424", WINDOW, limits[URGENT if intake.urgent else ORDINARY], "domain 4.2")
    if intake.state == "assigned" and intake.mode:
        return Waiting("GR-432", SERVICE, limits[intake.mode], "domain 9.6")
    return None


def turn(before: Intake | None, after: Intake, limits: Mapping[str, Limit] = LIMITS) -> Turn | None:
    """Say what a step does to the clock, None for nothing.

    Rule GR-425, 《信访工作条例》 art. 22, 23: limits count from first receipt; to be sent round gives nobody more time.
    """
    old = running(before, limits) if before else None
    new = running(after, limits)
    if (old and old.stage) == (new and new.stage):
        return None
    return Turn(old.stage if old else None, new, after.received_at if new else after.changed_at)
