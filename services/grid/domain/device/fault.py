"""One fault of one place: many readings, one case."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from kernel.errors import Invalid
from services.grid.domain.device.source import ROUND, Source
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

    key: id of a device or of premises. incident: the case it made last. count: readings on the wrong side since. worst, last:
    values. devices: device -> [instant of its last reading as text, whether that was on the wrong side]. noted: the round
    of the case in which its recovery stands in the thread.
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
    """
    out = source.faulty(reading.value)
    seen = fault.devices.get(reading.device)
    before = datetime.fromisoformat(seen[0]) if seen else None
    if known or before == reading.at:
        return fault, REPEATED
    if before is not None and reading.at < before:
        return (_counted(fault, source, reading) if out else fault), LATE
    devices = {**fault.devices, reading.device: [reading.at.isoformat(), out]}
    after = replace(fault, devices=devices, last=reading.value, last_at=reading.at)
    if out:
        return replace(_counted(after, source, reading), recovered_at=None), COUNTED
    if fault.lasts and not after.lasts:
        return replace(after, recovered_at=reading.at), RECOVERED
    return after, FINE


def _counted(fault: Fault, source: Source, reading: Reading) -> Fault:
    return replace(fault, count=fault.count + 1, worst=source.worse(fault.worst, reading.value))


def asks(fault: Fault, source: Source, incident: Incident | None, *, at: datetime) -> str | None:
    """Say what a fault asks for now: OPENED a new case, REOPENED the last one, RECOVERED a note in its thread, or nothing.

    incident: the case it made last.

    Rule GR-183: within its hours after a close it opens the same case again, or a new one, as the source says; what was
    refused is not asked again within them, for a broken device would fill the desk.
    """
    open_ = incident is not None and incident.state not in ENDED
    if fault.lasts and incident is None:
        return OPENED
    if fault.lasts and incident is not None and not open_:
        return _again(source, incident, at)
    if fault.recovered_at and incident is not None and open_ and fault.noted < incident.round:
        return RECOVERED if incident.state != "merged" else None
    return None


def _again(source: Source, incident: Incident, at: datetime) -> str | None:
    soon = incident.closed_at is not None and at - incident.closed_at < timedelta(hours=source.again_hours)
    if not soon:
        return OPENED
    if incident.state == "invalid":
        return None
    return REOPENED if source.again == ROUND else OPENED


def fresh(fault: Fault, source: Source, *, incident: str) -> Fault:
    """Give a fault as it is counted anew with a new case."""
    out = fault.last if fault.last is not None and source.faulty(fault.last) else fault.worst
    count = max(1, sum(bool(one[1]) for one in fault.devices.values()))
    return replace(fault, incident=incident, count=count, worst=out, noted=0)
