"""What those who call a department think of it weighs in its evaluation."""

from __future__ import annotations

import pytest

from services.grid.domain.evaluation.street import Rated, score


@pytest.mark.parametrize(
    ("composite", "ratings", "weight", "found"),
    [
        (80.0, Rated(2, 10), 30, 86.0),  # both gave five of five
        (80.0, Rated(1, 1), 30, 62.0),  # one of five is twenty of a hundred
        (80.0, Rated(4, 16), 30, 80.0),
        (80.0, Rated(1, 1), 0, 80.0),
        (80.0, Rated(), 30, 80.0),
        (None, Rated(1, 5), 30, None),
    ],
)
def test_gr_202_ratings_of_whistles_are_thirty_hundredths_of_what_a_street_gives(
    composite: float | None, ratings: Rated, weight: int, found: float | None
) -> None:
    assert score(composite, ratings, weight=weight) == found


def test_gr_202_the_mean_of_no_ratings_is_none() -> None:
    assert Rated().mean is None
    assert Rated(3, 10).mean == 3.33
