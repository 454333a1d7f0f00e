"""How long an answer to supervision may take at each level, and how long it may wait to be looked at."""

from __future__ import annotations

from collections.abc import Mapping

from kernel.errors import Invalid
from kernel.obligation import Limit
from services.grid.domain.setting.chosen import Values

ATTENTION, SUPERVISE, LIST = LEVELS = ("attention", "supervise", "list_supervise")
# settings of the working days until the answer
KEYS: Mapping[str, str] = {
    ATTENTION: "supervision.attention",
    SUPERVISE: "supervision.supervise",
    LIST: "supervision.listed",
}
CHECK = "supervision.check"  # setting of those until an answer is accepted or sent back
CHOSEN = (*KEYS.values(), CHECK)


def above(level: str) -> str:
    """Give the next level."""
    return LEVELS[min(LEVELS.index(level) + 1, len(LEVELS) - 1)]


def limit(level: str, chosen: Values, within: int | None = None) -> Limit:
    """Give how long the answer may take. within: working days, never more than the district has chosen for the level.

    Rule GR-159, domain 3.5: 5, 3 and 2 working days by level, or fewer.

    :raises Invalid: grid.supervision_too_long
    """
    most: int = chosen.get(KEYS[level])
    if within is not None and within > most:
        raise Invalid("grid.supervision_too_long", pointer="/within", most=most)
    return Limit(within or most, "WD")


def check_limit(chosen: Values) -> Limit:
    """Give how long an answer may wait to be accepted or sent back."""
    return Limit(chosen.get(CHECK), "WD")
