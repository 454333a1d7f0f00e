"""Plain words for each state, step and clock, in Chinese and in English."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.mediation.domain.remedy import LANGUAGES, Words

STATES: Mapping[str, Words] = {
    "consent_pending": ("正在征求双方意愿", "both sides are being asked whether they want mediation"),
    "refused": ("一方不同意，不予调解；您还有其他途径", "a side declined, there is no mediation; other ways are open"),
    "accepted": ("双方同意，已受理", "both sides consent; accepted"),
    "assigned": ("已确定调解员", "a mediator is named"),
    "mediating": ("调解中", "mediation is under way"),
    "agreed": ("已达成协议", "an agreement was reached"),
    "failed": ("调解不成；您还有其他途径", "mediation did not succeed; other ways are open"),
    "ended": ("当事人要求终止；您还有其他途径", "ended by a party; other ways are open"),
}

STEPS: Mapping[str, Words] = {
    "open": ("已登记，编号{number}。", "Registered under number {number}."),
    "join": ("已登记一名当事人。", "A party was added."),
    "consent": ("一方当事人同意调解。", "A party consents to mediation."),
    "accept": ("双方同意，已受理。", "Both sides consent; the case is accepted."),
    "refuse": ("一方当事人不同意调解，调解结束。", "A party declines; mediation ends here."),
    "acknowledge": ("一方当事人已知悉权利和义务。", "A party was told its rights and duties."),
    "assign": ("已确定调解员。", "A mediator is named."),
    "record_session": ("已进行第{session}次调解。", "Session {session} was held."),
    "conclude": ("已达成协议。", "An agreement was reached."),
    "fail": ("调解不成。", "Mediation did not succeed."),
    "end": ("当事人要求终止，调解结束。", "A party ended mediation."),
}

CLOCKS: Mapping[str, Words] = {
    "MT-01": ("一般应于{on}前（含当日）调结", "mediation should generally be concluded by {on}"),
    "MT-07": ("双方可于{on}前（含当日）共同向人民法院申请司法确认",
              "both parties may jointly ask the court to confirm it until {on}"),
}  # fmt: skip


def state_words(state: str, language: str) -> str:
    """Say a state. language: zh or en."""
    return STATES[state][LANGUAGES.index(language)]


def step_words(act: str, params: Mapping[str, Any], language: str) -> str:
    """Say a step. params: the data of its event."""
    return STEPS[act][LANGUAGES.index(language)].format_map(params)


def clock_words(rule: str, on: str, language: str) -> str:
    """Say until when. on: the last day."""
    return CLOCKS[rule][LANGUAGES.index(language)].format(on=on)
