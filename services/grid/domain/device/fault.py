"""One fault of one place: many readings, one case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from kernel.errors import Invalid
from services.grid.domain.device.source import ABOVE, ROUND, Source
from services.grid.domain.incident import Incident

FINE, COUNTED, OPENED, REOPENED, RECOVERED, LATE, REPEATED, OFF_SEASON, REFUSED = OUTCOMES = (
    "fine", "counted", "opened", "reopened", "recovered", "late", "repeated", "off_season", "refused",
)  # fmt: skip
OLDEST, AHEAD = timedelta(hours=24), timedelta(minutes=5)
ENDED = ("invalid", "closed", "archived")


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of one device. at: aware UTC, of the measurement. It is kept nowhere but in its fault."""

    device: str
    code: str
    value: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """What is known of one thing that may be faulty at one place.

    Rule GR-181, domain 5.1: of readings only count, worst and last are kept, of each device its last instant, and for a day
    the instants that were counted, so that one which comes again counts once.

    key: id of a device or of premises. incident: the case it made last. count: readings on the wrong side since. worst: of
    them. last, last_at: the newest of them, or the one that showed that it is over. devices: device -> [instant of its last
    reading as text, whether that was on the wrong side]. noted: the round of the case in which its recovery stands in the
    thread.
    """

    client: str
    key: str
    code: str
    incident: str | None = None
    count: int = 0
    worst: float | None = None
    last: float | None = None
    last_at: datetime | None = None
    recovered_at: datetime | None = None
    noted: int = 0
    devices: dict[str, Any] = field(default_factory=dict)

    @property
    def lasts(self) -> bool:
        """Whether any device still says so."""
        return any(out for _, out in self.devices.values())

    @property
    def figures(self) -> Figures:
        """What its case shows of it."""
        told = (self.count, self.worst, self.last, self.last_at, self.recovered_at)
        return Figures(self.incident or "", *told, devices=len(self.devices))


@dataclass(frozen=True, slots=True)
class Figures:
    """What a case shows of the readings that made it, kept with it once another case counts on. devices: how many told."""

    incident: str
    count: int
    worst: float | None
    last: float | None
    last_at: datetime | None
    recovered_at: datetime | None
    devices: int


def fitting(reading: Reading, *, now: datetime) -> None:
    """Refuse a reading that says nothing about now.

    Rule GR-182: late by a day at most, and ahead by what clocks differ.

    :raises Invalid: grid.reading_too_old, grid.reading_ahead
    """
    if reading.at < now - OLDEST:
        raise Invalid("grid.reading_too_old", pointer="/at", hours=24)
    if reading.at > now + AHEAD:
        raise Invalid("grid.reading_ahead", pointer="/at", minutes=5)


def hear(fault: Fault, source: Source, reading: Reading, *, known: bool = False) -> tuple[Fault, str]:
    """Take one reading in, and say what it was: one of OUTCOMES. known: it was counted before.

    Rule GR-180, domain 9.1 0-27: a flood of readings of one fault is one case; what comes late counts and changes no state.
    Rule GR-181, domain 5.1: how warm it is where nothing is wrong is nobody's business, so no such value is kept.
    """
    out = source.faulty(reading.value)
    seen = fault.devices.get(reading.device)
    before = datetime.fromisoformat(seen[0]) if seen else None
    if known or before == reading.at:
        return fault, REPEATED
    if before is not None and reading.at < before:
        return (_counted(fault, source, reading) if out else fault), LATE
    devices = {**fault.devices, reading.device: [reading.at.isoformat(), out]}
    after = replace(fault, devices=devices)
    shown: dict[str, Any] = {"last": reading.value, "last_at": reading.at}
    if out:
        return replace(_counted(after, source, reading), recovered_at=None, **shown), COUNTED
    if fault.lasts and not after.lasts:
        return replace(after, recovered_at=reading.at, **shown), RECOVERED
    return after, FINE


def without(fault: Fault, device: str, *, at: datetime) -> Fault:
    """Give a fault after a device was taken away: what it alone still told of is over; the case it made goes on.

    Rule GR-185, domain 3.5: somebody still checks.
    """
    after = replace(fault, devices={name: seen for name, seen in fault.devices.items() if name != device})
    return replace(after, recovered_at=at) if fault.lasts and not after.lasts else after


def _counted(fault: Fault, source: Source, reading: Reading) -> Fault:
    return replace(fault, count=fault.count + 1, worst=source.worse(fault.worst, reading.value))


def back(heard: Iterable[tuple[Reading, str]], incident: Incident | None) -> list[Reading]:
    """Give those readings of a call that show the fault now, the earliest first. incident: the case it made last.

    Rule GR-183: what was measured before that case ended, or says nothing new, does not show that the fault has come back.
    """
    since = incident.closed_at if incident is not None and incident.state in ENDED else None
    found = (one for one, outcome in heard if outcome == COUNTED and (since is None or one.at > since))
    return sorted(found, key=lambda one: one.at)


def asks(fault: Fault, source: Source, incident: Incident | None, *, shown: bool, at: datetime) -> str | None:
    """Say what a fault asks for now: OPENED a new case, REOPENED the last one, RECOVERED a note in its thread, or nothing.

    incident: the case it made last. shown: readings of this call show it.

    Rule GR-183: within its hours after a close it opens the same case again, or a new one, as the source says; what was
    refused is not asked again within them, for a broken device would fill the desk.
    """
    came = fault.lasts and shown
    if incident is None or incident.state in ENDED:
        return _again(source, incident, at) if came else None
    return RECOVERED if fault.recovered_at and fault.noted < incident.round else None


def _again(source: Source, incident: Incident | None, at: datetime) -> str | None:
    closed_at = incident.closed_at if incident is not None else None
    soon = closed_at is not None and at - closed_at < timedelta(hours=source.again_hours)
    if incident is None or not soon:
        return OPENED
    if incident.state == "invalid":
        return None
    return REOPENED if source.again == ROUND else OPENED


def fresh(fault: Fault, source: Source, *, counted: Iterable[float], incident: str) -> Fault:
    """Give a fault as it is counted with a new case. counted: values on the wrong side that show it, one at least."""
    values = sorted(counted, reverse=source.side == ABOVE)
    return replace(fault, incident=incident, count=len(values), worst=values[0], noted=0)
