"""How soon departments must answer a whistle, come, and plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kernel.obligation import Limit
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


def limits(kind: str, own: Mapping[tuple[str, str], float]) -> dict[str, Limit]:
    """Give the limits of a kind of whistle by stage; all of them run from the whistle on.

    own: amounts a district has chosen, by kind and stage, in the unit of the usual limit; it may shorten, never lengthen.

    Rule GR-151, domain 4.5: an emergency is acknowledged in 5 minutes and reached in 30; a daily whistle is acknowledged
    in 2 hours and answered on site in 1 working day. Rule GR-152, domain 4.5: for a hard problem all meet in 3 working
    days and have a plan in 10.
    """
    return {
        stage: replace(usual, amount=min(own.get((kind, stage), usual.amount), usual.amount))
        for stage, usual in USUAL[kind].items()
    }
