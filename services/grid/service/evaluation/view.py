"""Evaluation as answers: JSON data in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.grid.domain.evaluation.formula import SHARES, Weights, composite, percent, shares
from services.grid.domain.evaluation.street import Rated, score
from services.grid.store.evaluation.behind import Line

View = dict[str, Any]
LANGUAGES = ("zh", "en")


def subject(code: str, name: str | None, counts: Mapping[str, int], weights: Weights, language: str) -> View:
    """Give the figures of one subject, each with its denominator."""
    found = shares(counts)
    return {
        "subject": code,
        "name": name,
        "measures": [{"code": measure, "count": count} for measure, count in counts.items()],
        "shares": [_share(one, found[one], counts, language) for one in SHARES],
        "composite": composite(found, weights),
        "ratings": None,
    }


def with_ratings(seen: View, said: Rated, weight: int) -> View:
    """Add to the figures of a department what those who called it by whistle said of it, and its score with that."""
    ratings = {"rated": said.rated, "mean": said.mean, "weight": weight}
    return {**seen, "ratings": {**ratings, "score": score(seen["composite"], said, weight=weight)}}


def behind(line: Line) -> View:
    """Give one line of the list behind a figure."""
    return {
        "incident": line.incident,
        "number": line.number,
        "round": line.round,
        "day": line.day.isoformat(),
        "done_on": line.done_on.isoformat() if line.done_on else None,
        "state": line.state,
        "area": line.area,
        "unit": line.unit,
        "case_type": line.case_type,
    }


def _share(code: str, value: float | None, counts: Mapping[str, int], language: str) -> View:
    top, below, words = SHARES[code]
    return {
        "code": code,
        "name": words[LANGUAGES.index(language)],
        "of": top,
        "over": below,
        "numerator": counts[top],
        "denominator": counts[below],
        "value": value,
        "words": percent(value),
    }
