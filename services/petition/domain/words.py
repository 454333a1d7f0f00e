"""Plain words for each state, step and clock, in Chinese and in English."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Words = tuple[str, str]
LANGUAGES = ("zh", "en")

STATES: Mapping[str, Words] = {
    "registered": ("已登记，待告知是否受理", "registered; you will be told whether it is accepted"),
    "forwarded": ("已转送有权处理的单位", "forwarded to the unit that can decide it"),
    "accepted": ("已受理，办理中", "accepted and being dealt with"),
    "answered": ("已出具处理意见", "answered by a written opinion"),
    "refused": ("不予受理，告知书写明理由和其他途径", "not accepted; the notice gives the reason and other ways"),
    "withdrawn": ("您已撤回", "withdrawn by you"),
}

STEPS: Mapping[str, Words] = {
    "register": ("已登记，编号{number}。", "Registered under number {number}."),
    "forward": ("已转送{unit}。", "Forwarded to {unit}."),
    "accept": ("{unit}已受理。", "Accepted by {unit}."),
    "answer": ("{unit}已出具处理意见书。", "{unit} has issued its opinion."),
    "refuse": ("不予受理，理由和其他途径见告知书。", "Not accepted; see the notice for the reason and other ways."),
    "recuse": ("一名工作人员已回避。", "A member of staff has stepped back from the matter."),
    "withdraw": ("您已撤回。", "You have withdrawn it."),
    "rate": ("收到您的评价：{score}分。", "Your rating was received: {score} of 5."),
}

CLOCKS: Mapping[str, Words] = {
    "PT-02": ("最迟应于{on}书面告知您是否受理", "you must be told in writing whether it is accepted by {on}"),
    "PT-03": ("办理单位最迟应于{on}书面告知您", "the unit must tell you in writing by {on}"),
    "PT-05": ("最迟应于{on}办结", "it must be concluded by {on}"),
}
NO_UNIT: Words = ("办理单位", "the unit")


def state_words(state: str, language: str) -> str:
    """Say a state. language: zh or en."""
    return STATES[state][LANGUAGES.index(language)]


def step_words(act: str, params: Mapping[str, Any], language: str) -> str:
    """Say a step. params: the data of its event."""
    at = LANGUAGES.index(language)
    return STEPS[act][at].format_map({**params, "unit": params.get("unit") or NO_UNIT[at]})


def clock_words(rule: str, on: str, language: str) -> str:
    """Say until when something must be done. on: the last day."""
    return CLOCKS[rule][LANGUAGES.index(language)].format(on=on)
