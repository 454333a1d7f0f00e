"""Terms: half-open lengths of local dates, from the first day on until the first day no longer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Term:
    """From `since` on, until and without `until`; None = without an end. Empty when both are the same day."""

    since: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Tell whether a local date lies in it."""
        return self.since <= on and (self.until is None or on < self.until)

    def meets(self, other: Term) -> bool:
        """Tell whether both share a day; an empty one shares none."""
        latest = max(self.since, other.since)
        return self.holds(latest) and other.holds(latest)

    def within(self, other: Term) -> bool:
        """Tell whether each of its days is one of the other's."""
        ends = other.until is None or (self.until is not None and self.until <= other.until)
        return other.since <= self.since and ends


def peak(terms: Iterable[Term], over: Term) -> int:
    """Give how many of these terms hold on the fullest day of `over`; 0 when none meets it."""
    met = [term for term in terms if term.meets(over)]
    # the number grows only on a first day, so that these days are all that need a look
    days = {max(term.since, over.since) for term in met}
    return max((sum(term.holds(day) for term in met) for day in days), default=0)
