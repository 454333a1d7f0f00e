"""What happened to a legal clock, and the story those facts make once they are put in order (pure)."""
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

FactKind = Literal["start", "pause", "resume", "extend", "stop", "note"]
State = Literal["running", "paused", "stopped"]
Pause = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened to a clock at the instant `at` (aware).

    kind: start; pause, resume; extend, once approved, by `amount` in the limit's unit; stop; or note, which moves
    nothing. reason: a code, never free text.
    """

    kind: FactKind
    at: datetime
    amount: float = 0
    reason: str = ""

    def dump(self) -> dict[str, Any]:
        """Give the fact as JSON data."""
        return {"kind": self.kind, "at": self.at.isoformat(), "amount": self.amount, "reason": self.reason}

    @staticmethod
    def load(data: dict[str, Any]) -> Fact:
        """Rebuild a fact from `dump`."""
        return Fact(**{**data, "at": datetime.fromisoformat(data["at"])})


@dataclass(frozen=True, slots=True)
class Story:
    """What a clock lived through. pauses: from and until, the last one open while the clock stands still."""

    started_at: datetime
    pauses: tuple[Pause, ...]
    extensions: tuple[Fact, ...]
    stopped_at: datetime | None

    @property
    def state(self) -> State:
        """Tell whether the clock runs."""
        if self.stopped_at:
            return "stopped"
        return "paused" if self.pauses and self.pauses[-1][1] is None else "running"


def story(facts: Iterable[Fact]) -> Story:
    """Put facts in order of their instants; those before the first start and after the first stop do not count.

    :raises ValueError: when no fact starts the clock
    """
    ordered = sorted(facts, key=lambda fact: fact.at)
    started = next((fact.at for fact in ordered if fact.kind == "start"), None)
    if started is None:
        raise ValueError("a clock that was never started has no end")
    stopped = next((fact.at for fact in ordered if fact.kind == "stop" and fact.at >= started), None)
    lived = [fact for fact in ordered if fact.at >= started and (stopped is None or fact.at <= stopped)]
    return Story(started, _pauses(lived), tuple(fact for fact in lived if fact.kind == "extend"), stopped)


def _pauses(lived: Sequence[Fact]) -> tuple[Pause, ...]:
    """Pair each pause with the resumption after it; a second one meanwhile, or a resumption alone, adds nothing."""
    pauses: list[Pause] = []
    for fact in lived:
        is_open = bool(pauses) and pauses[-1][1] is None
        if fact.kind == "pause" and not is_open:
            pauses.append((fact.at, None))
        elif fact.kind == "resume" and is_open:
            pauses[-1] = (pauses[-1][0], fact.at)
    return tuple(pauses)
