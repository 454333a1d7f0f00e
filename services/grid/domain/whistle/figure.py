"""What a department's part of a whistle adds to the figures of its department."""

from __future__ import annotations

from services.grid.domain.whistle.limit import STAGES, USUAL
from services.grid.domain.whistle.whistle import Call

ON_TIME = {stage: f"on_time_{stage}" for stage in STAGES}
BREACHED = {stage: f"breached_{stage}" for stage in STAGES}
CALLED, RATED, SCORE = "called", "rated", "score"
# each opens the list behind it; the sum of scores is no list
LISTED = (CALLED, *ON_TIME.values(), *BREACHED.values(), RATED)
FIGURES = (*LISTED, SCORE)


def figures(call: Call) -> dict[str, int]:
    """Give by how much one part counts in each figure, zeros left out.

    Rule GR-155, domain 4.5: called, in time and breached by stage, rated, and the sum of the scores.
    """
    found = {CALLED: 1, RATED: int(call.score is not None), SCORE: call.score or 0}
    for stage in USUAL[call.kind]:
        found[BREACHED[stage]] = int(stage in call.breached)
        found[ON_TIME[stage]] = int(call.done_at(stage) is not None and stage not in call.breached)
    return {figure: n for figure, n in found.items() if n}


def change(before: Call | None, after: Call) -> dict[str, int]:
    """Give what a step changes in the figures, what it leaves alone left out."""
    old, new = figures(before) if before else {}, figures(after)
    moved = {figure: new.get(figure, 0) - old.get(figure, 0) for figure in {**old, **new}}
    return {figure: n for figure, n in sorted(moved.items()) if n}


def share(on_time: int, breached: int) -> float | None:
    """Give the part done in time of all that is decided, 0..1; None where nothing is decided, shown as '-'."""
    whole = on_time + breached
    return round(on_time / whole, 4) if whole else None


def mean(score: int, rated: int) -> float | None:
    """Give the mean rating, 1..5; None where nobody has rated, shown as '-'."""
    return round(score / rated, 2) if rated else None
