"""What streets and communities think of a department: the ratings of its answers to whistles, in its evaluation."""

from __future__ import annotations

from dataclasses import dataclass

from services.grid.domain.rating import HIGHEST


@dataclass(frozen=True, slots=True)
class Rated:
    """Ratings of one department in a period. rated: how many; total: the sum of their scores, 1..5 each."""

    rated: int = 0
    total: int = 0

    @property
    def mean(self) -> float | None:
        """The mean rating, 1..5; None where nobody has rated, shown as '-'."""
        return round(self.total / self.rated, 2) if self.rated else None


def score(composite: float | None, ratings: Rated, *, weight: int) -> float | None:
    """Give a department's score for a place: its composite, and by weight what those who called it there said, 0..100.

    weight: hundredths the ratings weigh. Who was not rated has its composite alone; without one there is no score.

    Rule GR-202, domain 4.5: the rating of whistles is 30 % of what a street gives a department; a district sets its own.
    """
    if composite is None or ratings.mean is None:
        return composite
    said = 100 * ratings.total / (HIGHEST * ratings.rated)
    return (composite * (100 - weight) + said * weight) / 100
