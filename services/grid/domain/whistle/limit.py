"""How soon departments must answer a whistle, come, and plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kernel.obligation import Limit
from services.grid.domain.setting.chosen import Values
from services.grid.domain.whistle.whistle import DAILY, EMERGENCY, HARD

ACKNOWLEDGE, ARRIVE, PLAN = STAGES = ("acknowledge", "arrive", "plan")
MINUTE = 1 / 60
RULES: Mapping[str, str] = {ACKNOWLEDGE: "GR-151", ARRIVE: "GR-151", PLAN: "GR-152"}

# of a hard problem, to come is to come to the joint meeting
USUAL: Mapping[str, Mapping[str, Limit]] = {
    EMERGENCY: {ACKNOWLEDGE: Limit(5 * MINUTE, "H"), ARRIVE: Limit(30 * MINUTE, "H")},
    DAILY: {ACKNOWLEDGE: Limit(2, "H"), ARRIVE: Limit(1, "WD")},
    HARD: {ARRIVE: Limit(3, "WD"), PLAN: Limit(10, "WD")},
}

# what a district may shorten: the setting, and what one of it is in the unit of the usual limit. A daily whistle is
# answered on site within one working day, which is the least there is
CHOICES: Mapping[tuple[str, str], tuple[str, float]] = {
    (EMERGENCY, ACKNOWLEDGE): ("whistle.emergency_acknowledge", MINUTE),
    (EMERGENCY, ARRIVE): ("whistle.emergency_arrive", MINUTE),
    (DAILY, ACKNOWLEDGE): ("whistle.daily_acknowledge", MINUTE),
    (HARD, ARRIVE): ("whistle.hard_arrive", 1),
    (HARD, PLAN): ("whistle.hard_plan", 1),
}
KEYS = tuple(key for key, _ in CHOICES.values())


def limits(kind: str, chosen: Values) -> dict[str, Limit]:
    """Give the limits of a kind of whistle by stage; all of them run from the whistle on.

    chosen: what the district has shortened; it never lengthens.

    Rule GR-151, domain 4.5: an emergency is acknowledged in 5 minutes and reached in 30; a daily whistle is acknowledged
    in 2 hours and answered on site in 1 working day. Rule GR-152, domain 4.5: for a hard problem all meet in 3 working
    days and have a plan in 10.
    """
    return {stage: _limit(CHOICES.get((kind, stage)), usual, chosen) for stage, usual in USUAL[kind].items()}


def _limit(choice: tuple[str, float] | None, usual: Limit, chosen: Values) -> Limit:
    if choice is None:
        return usual
    key, one = choice
    return replace(usual, amount=chosen.get(key) * one)
