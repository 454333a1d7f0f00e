"""Plain words at the window, in Chinese and in English."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.petition.domain.window.wrong import wrongly_sent

Words = tuple[str, str]
LANGUAGES = ("zh", "en")

KINDS: Mapping[str, Words] = {
    "incident": ("公共设施或环境问题，由网格处置", "something in public space to be put right"),
    "petition": ("信访诉求：意见、建议或申诉", "a petition: an opinion, a proposal or a complaint"),
    "dispute": ("邻里等纠纷，可申请人民调解", "a dispute between people, for mediation"),
    "service_item": ("办事服务", "something an office can do for you"),
    "answer": ("咨询，可直接答复", "a question that can be answered at once"),
}

STATES: Mapping[str, Words] = {
    "waiting": ("已收到，等待工作人员确认", "received; a person will say what becomes of it"),
    "sent_on": ("已确认，正在转办", "confirmed and being sent on"),
    "linked": ("已转办，凭本编号可继续查询", "sent on; this number goes on telling you how far it is"),
    "assigned": ("已交办事单位", "with the office that does it"),
    "answered": ("已答复", "answered"),
    "finished": ("已办结", "done"),
}

STEPS: Mapping[str, Words] = {
    "take_in": ("已收到，编号{number}。", "Received under number {number}."),
    "send_on": ("已确认：{kind}。", "Confirmed: {kind}."),
    "link": ("已转办，新编号{became_number}，仍可用原编号和查询码查询。",
             "Sent on under number {became_number}; the first number and code still work."),
    "assign": ("已交{unit}办理。", "Given to {unit}."),
    "answer": ("已答复。", "Answered."),
    "stand_behind": ("您选择支持附近正在办理的同一件事，已计入支持人数，不再另行转办。",
                     "You stand behind the same matter nearby, which is being dealt with; no second one is made."),
    "come_back": ("承办方认为不属其受理范围，已退回窗口重新确认，期限仍从首次收到起算。",
                  "It was not theirs to take; the window decides anew. Its limit still counts from the first receipt."),
    "come_back_unmade": ("未能转办，已退回窗口，由工作人员重新确认，期限仍从首次收到起算。",
                         "It could not be sent on; a person looks at it again. Its limit still counts from the first receipt."),
    "take_back": ("窗口已从{from}收回，重新确认。", "The window took it back from {from} and decides anew."),
    "return": ("{from}无法办理，已退回窗口重新确认。", "{from} cannot do it; the window decides anew."),
    "finish": ("{unit}已办结。", "{unit} has done it."),
}  # fmt: skip

CLOCKS: Mapping[str, Words] = {
    "GR-424": ("最迟应于{on}确认转办", "it must be sent on by {on}"),
    "GR-432": ("最迟应于{on}办结", "it must be done by {on}"),
}

REASONS: Mapping[str, Words] = {
    "word": ("提到“{word}”", "it says “{word}”"),
    "place": ("给出了地点", "a place was given"),
    "office": ("说的是机关、工作人员或其决定，不按普通事项或纠纷转办",
               "it speaks of an office, its staff or its decision, which is no everyday matter or quarrel"),
}

DANGER: Words = (
    "如有人身危险、火灾或正在发生的违法犯罪，请立即拨打110、119或120，不要等待本窗口。",
    "If anybody is in danger, or there is a fire or a crime, call 110, 119 or 120 now; do not wait for this window.",
)


def state_words(state: str, language: str) -> str:
    """Say a state. language: zh or en."""
    return STATES[state][LANGUAGES.index(language)]


def kind_words(kind: str, language: str) -> str:
    """Say a kind."""
    return KINDS[kind][LANGUAGES.index(language)]


def step_words(act: str, params: Mapping[str, Any], language: str, office: str = "") -> str:
    """Say a step. params: the data of its event. office: role of who did it."""
    if act == "come_back" and not wrongly_sent(str(params["reason"]).rpartition(".")[2]):
        act = "come_back_unmade"
    if act == "return" and office == "dispatcher":
        act = "take_back"
    at, kind = LANGUAGES.index(language), params.get("becomes")
    return STEPS[act][at].format_map({**params, "kind": KINDS[kind][at] if kind else ""})


def clock_words(rule: str, on: str, language: str) -> str:
    """Say until when something must be done. on: the last day."""
    return CLOCKS[rule][LANGUAGES.index(language)].format(on=on)


def reason_words(reason: Mapping[str, Any], language: str) -> str:
    """Say what speaks for a suggestion."""
    return REASONS[reason["rule"]][LANGUAGES.index(language)].format_map(reason)
