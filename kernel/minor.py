"""That somebody is under age, said after their matter came in: why it is said, who may say so, whose word holds (pure)."""
from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel import clock
from kernel.decision import Event
from kernel.errors import Conflict, Denied, Invalid, Missing
from kernel.unmask import Case

ACT = "mark_minor"
# why somebody is said to be under age, and why to be so no more
REASONS = {True: ("said_so", "guardian", "looks_so"), False: ("mistaken", "of_age")}


@dataclass(frozen=True, slots=True)
class Flag:
    """What is known of one person. at: since when, None where it was said with the matter itself."""

    minor: bool
    at: datetime | None


def mark(was: Flag | None, *, minor: bool, reason: str, role: str, leaders: Collection[str], at: datetime) -> Flag:
    """Say that somebody is under age, or is not. was: what is known, None of nobody. leaders: roles that may take it back.

    Rule GR-455, 《未成年人网络保护条例》 art. 36: whoever handles a matter says so at once; only a responsible person takes it
    back, because what the flag keeps closed would be open to who handles it.

    :raises Missing: minor.person_missing
    :raises Denied: minor.leader_needed
    :raises Invalid: minor.reason_wrong
    :raises Conflict: minor.unchanged
    """
    if was is None:
        raise Missing("minor.person_missing")
    if not minor and role not in leaders:
        raise Denied("minor.leader_needed")
    if reason not in REASONS[minor]:
        raise Invalid("minor.reason_wrong", pointer="/reason")
    if was.minor == minor:
        raise Conflict("minor.unchanged")
    return Flag(minor, clock.after(was.at, at))


def newer(was: Flag | None, told: Flag) -> bool:
    """Tell whether what was said of another copy of a matter was said later than what is known here: the later word holds.

    Of two said at one instant it is the one that keeps closed, in every copy.
    """
    if was is None or told.at is None:
        return False
    return was.at is None or (was.at, was.minor) < (told.at, told.minor)


def tell(service: str, case: Case, flag: Flag, *, of: str | None) -> Event:
    """Give the fact that other copies of a matter follow. of: the record the person came with, None for one who did not."""
    facts = {"kind": case.kind, "record": case.id, "number": case.number, "area": case.area}
    return Event(f"{service}.minor_marked", case.id, {**facts, **say(flag), "of": of}, case.version, case.round)


def say(flag: Flag) -> dict[str, Any]:
    """Give a flag as data; `told` reads it."""
    return {"minor": flag.minor, "at": flag.at.isoformat() if flag.at else None}


def told(data: dict[str, Any]) -> Flag:
    """Read a flag that another copy has told."""
    return Flag(data["minor"], datetime.fromisoformat(data["at"]) if data["at"] else None)
