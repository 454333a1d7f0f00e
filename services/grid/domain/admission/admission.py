"""Whether a task may be given to a place: by an item of the list that is in force there, and not more often than it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel.errors import Failure, Problem
from services.grid.domain.admission.item import NEGATIVE, STATES, Item
from services.grid.domain.ground.area import covers
from services.grid.domain.reason import Words

ITEM, FREQUENCY = "item", "frequency"  # for want of what a task is refused, as the burden report counts it

WHY: Mapping[str, Words] = {
    "unknown": ("清单中没有这个事项", "the list has no such item"),
    "negative": ("该事项列入负面清单（依据：{basis}），不得交社区办理", "it stands on the negative list ({basis}): never"),
    "elsewhere": ("该事项的准入范围不包括此处", "the item was not admitted for this place"),
    "other_unit": ("该事项由其他部门申请准入", "the item is another department's"),
    "not_in_force": ("该事项{state}", "the item is {state}"),
    "spent": ("该事项准入频次为{frequency}，本期已用完", "the item is admitted {frequency}, and this is used up"),
}


@dataclass(frozen=True, slots=True)
class Asking:
    """One place asked. place: area or grid code as asked. area: its community. index: of the place in the command."""

    index: int
    place: str
    area: str
    grid: str | None
    unit: str
    at: datetime
    language: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one place is not asked. want: ITEM or FREQUENCY. problem: as told to the one who asked."""

    asking: Asking
    want: str
    problem: Problem


def admitted(item: Item | None, asking: Asking, *, code: str, count: int) -> Refusal | None:
    """Say why a place may not be asked for an item now, or None when it may.

    code: of the item as typed. count: how often the place was asked for it in the present period.

    Rule GR-75, domain 9.6: nothing is asked of a community without an active item of the asking department for that
    place and day; what stands on the negative list is never asked.
    """
    why = _why(item, asking)
    if why:
        return _no_item(item, asking, code=code, why=why)
    if item is not None and item.frequency.spent(count):
        return _too_often(item, asking)
    return None


def failure(refusals: tuple[Refusal, ...]) -> dict[str, Any]:
    """Give the failure of a command that nobody was asked by, as `Failure.dump` does: one problem for each place."""
    problems = [{"code": p.code, "pointer": p.pointer, "facts": p.facts} for p in (one.problem for one in refusals)]
    first = refusals[0].problem
    return {"kind": "Invalid", "code": first.code, "pointer": first.pointer, "facts": first.facts, "problems": problems}


def refused(dumped: dict[str, Any]) -> Failure:
    """Give the failure that `failure` wrote down."""
    return Failure.load(dumped)


def _why(item: Item | None, asking: Asking) -> str:
    if item is None:
        return "unknown"
    if item.kind == NEGATIVE and item.standing(asking.at) == "active":
        return "negative"
    if item.unit != asking.unit:
        return "other_unit"
    if not any(covers(area, asking.area) for area in item.areas):
        return "elsewhere"
    # a negative item that is not, or no longer, on the list forbids nothing, and admits nothing either
    return "" if item.standing(asking.at) == "active" else "not_in_force"


def _no_item(item: Item | None, asking: Asking, *, code: str, why: str) -> Refusal:
    said = _said(why, asking.language, item, asking)
    facts = {"item": code, "place": asking.place, "why": why, "said": said}
    return Refusal(asking, ITEM, Problem("grid.item_not_admitted", f"/places/{asking.index}", facts))


def _too_often(item: Item, asking: Asking) -> Refusal:
    facts = {
        "item": item.code,
        "place": asking.place,
        "period": item.period,
        "times": item.times,
        "said": _said("spent", asking.language, item, asking),
    }
    return Refusal(asking, FREQUENCY, Problem("grid.item_frequency_exceeded", f"/places/{asking.index}", facts))


def _said(why: str, language: str, item: Item | None, asking: Asking) -> str:
    which = 1 if language == "en" else 0
    if item is None:
        return WHY[why][which]
    state = STATES[item.standing(asking.at)][which]
    return WHY[why][which].format(basis=item.basis, state=state, frequency=item.frequency.words(language))
