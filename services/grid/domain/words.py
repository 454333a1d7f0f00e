"""Plain words for each step and state, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.grid.domain import thread
from services.grid.domain.device import device_life
from services.grid.domain.reason import BY_ACT, Words
from services.grid.domain.voice import merge_life

STATES: Mapping[str, Words] = {
    "reported": ("已上报，待受理", "reported, waiting to be accepted"),
    "verifying": ("现场核实中", "being verified on site"),
    "accepted": ("已受理，待立案", "accepted, waiting to be filed"),
    "invalid": ("不予受理", "not accepted"),
    "filed": ("已立案，待派遣", "filed, waiting to be dispatched"),
    "dispatched": ("已派给责任单位", "dispatched to the responsible unit"),
    "handling": ("处置中", "being handled"),
    "extension_requested": ("处置中，已申请延期", "being handled, more time asked for"),
    "hung": ("暂时挂账", "on hold until it can be solved"),
    "handled": ("已处置，待核查", "handled, waiting to be checked"),
    "rework": ("核查未通过，返工中", "check not passed, being done again"),
    "passed": ("核查通过，待结案", "check passed, waiting to be closed"),
    "closed": ("已结案", "closed"),
    "handed_over": ("已移送，办理中", "handed over, being handled there"),
    "arbitrating": ("两次退回，待裁定责任单位", "returned twice, waiting for a decision on who must do it"),
    "self_handled": ("已就地处置，待结案", "solved on the spot, waiting to be closed"),
    "archived": ("已结案归档", "closed and put away"),
    **merge_life.STATE_WORDS,
}

STEPS: Mapping[str, Words] = {
    "report": ("已收到您反映的事项，编号{number}。", "Your matter is registered under number {number}."),
    "locate": ("已确定事项所在位置。", "The place has been determined."),
    "verify": ("已请网格员到现场核实。", "A grid worker has been asked to look at the place."),
    "accept": ("已受理。", "It has been accepted."),
    "reject": ("不予受理，原因：{reason}。", "It was not accepted: {reason}."),
    "hand_over": (
        "已移送{to}办理，原因：{reason}；原编号仍可查询。",
        "It was handed over to {to}: {reason}. The number stays valid.",
    ),
    "file": ("已立案{unseen}。", "It has been filed{unseen}."),
    "dispatch": (
        "{ownerless}已派给{unit}办理，期限{due_on}。",
        "{ownerless}It was dispatched to {unit}, to be solved by {due_on}.",
    ),
    "start": ("{unit}已开始办理。", "{unit} has begun the work."),
    "finish": ("{unit}报告已解决，等待核查。", "{unit} says it is solved; somebody else will check."),
    "return": (
        "{returned_by}退回，原因：{reason}，认为应由{proposed}办理；将重新派遣，办理期限不变。",
        "{returned_by} gave it back: {reason}, and says {proposed} should do it. It is dispatched anew; its limit stays.",
    ),
    "return_again": (
        "{returned_by}再次退回，原因：{reason}，认为应由{proposed}办理；将由上级裁定责任单位，办理期限不变。",
        "{returned_by} gave it back too: {reason}, and says {proposed} should do it. It is decided above; its limit stays.",
    ),
    "arbitrate": ("经裁定，由{unit}办理，不得再退回。", "It was decided that {unit} does it, and may not give it back."),
    "make_safe": (
        "{unit}已到现场排除危险，继续修复，期限{due_on}。",
        "{unit} has made the place safe and goes on to repair it, by {due_on}.",
    ),
    "join": ("{helper}参加协办。", "{helper} does a part of the work."),
    "start_part": ("{helper}已开始协办。", "{helper} has begun its part."),
    "finish_part": ("{helper}已完成协办部分。", "{helper} has finished its part."),
    "release_part": ("{helper}不再协办，原因：{reason}。", "{helper} was released from its part: {reason}."),
    "climb": ("已升至{tier}协调，原因：{reason}。", "It went up to {tier}: {reason}."),
    "review": ("挂账事项已复查；{review_on}前再次复查。", "It was looked at again while on hold; next by {review_on}."),
    "attach": ("已补充照片或材料。", "Photos or documents were added."),
    "archive": ("已归档。", "It has been put away."),
    "request_extension": (
        "{unit}申请延期{days}个工作日，原因：{reason}。",
        "{unit} asked for {days} more working days: {reason}.",
    ),
    "approve_extension": (
        "同意延期{days}个工作日，新期限{due_on}。",
        "{days} more working days were granted; it is to be solved by {due_on}.",
    ),
    "refuse_extension": ("未同意延期，原期限不变。", "More time was refused; the limit stays."),
    "hang": (
        "暂时不能解决，挂账处理，原因：{reason}；{review_on}前复查。",
        "On hold for now: {reason}. It will be looked at again by {review_on}.",
    ),
    "resume": ("已恢复办理。", "The work goes on."),
    "pass": ("核查通过。", "The check was passed."),
    "fail": ("核查未通过，原因：{reason}；已要求返工。", "The check was not passed: {reason}. It must be done again."),
    "close": ("已结案，请您评价。", "It is closed; please rate the result."),
    "rate": ("收到您的评价：{score}分。", "Your rating was received: {score} of 5."),
    "reopen": ("已重新办理，原因：{reason}。", "It was opened again: {reason}."),
    "take_back": (
        "{to}未办理，原因：{reason}；已收回继续办理。",
        "{to} did not take it: {reason}. It is handled here again.",
    ),
    "rezone": (
        "区划调整，本事项转到新的社区或网格，期限不变。",
        "Areas were changed; it now lies in another one. Its limit stays.",
    ),
    "reassign": ("承办人已调整，继续办理。", "Somebody else goes on with it."),
    "send_back": ("承办人已调整，将重新派遣。", "Its handler has left. It will be dispatched anew."),
    "follow": ("{to}：{fact}。", "{to}: {fact}."),
    "conclude": ("{to}：{fact}。本事项结束。", "{to}: {fact}. The matter is ended."),
    **merge_life.STEP_WORDS,
    **device_life.STEP_WORDS,
    **thread.STEPS,
}

# how a matter begins that nobody brought to the desk: by act and source
BEGINNINGS: Mapping[tuple[str, str], Words] = {
    ("report", "device"): ("设备监测到异常，自动登记，编号{number}。", "A device measured it; registered as {number}."),
    ("report", "collector"): ("网格巡查发现，已登记，编号{number}。", "Found on a round of the grid; registered as {number}."),
    ("report", "superior"): ("上级交办，已登记，编号{number}。", "Ordered from above; registered as {number}."),
}

TIERS: Mapping[str, Words] = {
    "community": ("社区", "the community"),
    "street": ("街道", "the street"),
    "district": ("区", "the district"),
}

# what is said only of some steps: of an empty reason, and of what has an owner, nothing is said
UNSEEN: Words = ("（未经现场核实，原因：{reason}）", " without a look on site ({reason})")
OWNERLESS: Words = ("权属不清，按属地", "Nobody owns it, so it goes by territory. ")

OUTCOMES: Mapping[str, Words] = {
    "fixed": ("已解决", "fixed"),
    "refused": ("不予受理", "refused"),
    "not_ours": ("不属本部门职责范围", "not ours"),
    "duplicate": ("重复上报", "a duplicate"),
    "handed_over": ("已移送其他程序", "ended elsewhere"),
}

SUGGESTED: Mapping[str, Words] = {
    "answers_for_kind": ("该类事项的责任单位", "it answers for this kind of matter"),
    "answers_for_place": ("事项所在地的属地单位", "the matter lies in its territory"),
}

TARGETS: Mapping[str, Words] = {
    "petition": ("信访部门", "the petition office"),
    "mediation": ("人民调解委员会", "the mediation committee"),
}

# what is said of a unit that has no code; a task may be a grid's, and then no unit has it
UNNAMED: Mapping[str, Words] = {
    **dict.fromkeys(("unit", "returned_by", "proposed"), ("责任单位", "the responsible unit")),
    "helper": ("网格员", "the grid's staff"),
}

# what the other services' facts mean to the reporter
FACTS: Mapping[str, Words] = {
    "petition.registered": ("已登记", "registered"),
    "petition.forwarded": ("已转送有权处理的单位", "forwarded to the competent office"),
    "petition.accepted": ("已受理", "accepted"),
    "petition.answered": ("已答复", "answered"),
    "petition.refused": ("不予受理", "not accepted"),
    "petition.recused": ("承办人已回避，另行安排", "its officer stepped aside and another was named"),
    "petition.withdrawn": ("已撤回", "withdrawn"),
    "petition.rated": ("已收到评价", "your rating was received"),
    "mediation.opened": ("已登记", "registered"),
    "mediation.joined": ("已通知另一方", "the other side was named"),
    "mediation.consented": ("一方同意调解", "one side agreed to mediation"),
    "mediation.accepted": ("双方同意，已受理", "both sides agreed, and it was accepted"),
    "mediation.refused": ("一方不同意调解", "one side declined mediation"),
    "mediation.acknowledged": ("已告知权利义务", "rights and duties were explained"),
    "mediation.assigned": ("已指定调解员", "a mediator was named"),
    "mediation.session_recorded": ("已进行一次调解", "a session was held"),
    "mediation.agreed": ("已达成协议", "an agreement was reached"),
    "mediation.failed": ("未达成协议", "no agreement was reached"),
    "mediation.ended": ("调解终止", "mediation was ended"),
}
PROGRESS: Words = ("有新进展", "there is progress")

LANGUAGES = ("zh", "en")


def state_words(state: str, language: str) -> str:
    """Say a state in plain words. language: zh or en."""
    return STATES[state][LANGUAGES.index(language)]


def step_words(act: str, params: Mapping[str, Any], language: str, units: Mapping[str, Words]) -> str:
    """Say a step in plain words.

    params: the data of its event. units: names of units by code; a unit without a name is shown by its code.
    """
    at = LANGUAGES.index(language)
    if act in merge_life.ECHOED:
        return STEPS[act][at].format(told=step_words(params["act"], merge_life.said(params), language, units))
    said = {**params, **_units(params, units, at), **_codes(act, params, at)}
    sentence = BEGINNINGS.get((act, params.get("source", "")), STEPS[act])[at].format_map(said)
    # what stands for an unnamed unit may begin the sentence; a code stays as it is
    return sentence.replace("the ", "The ", 1) if sentence.startswith("the ") else sentence


def _units(params: Mapping[str, Any], units: Mapping[str, Words], at: int) -> dict[str, str]:
    codes = {key: params.get(key) for key in UNNAMED}
    return {
        key: units.get(str(code), (str(code), str(code)))[at] if code else UNNAMED[key][at] for key, code in codes.items()
    }


def _codes(act: str, params: Mapping[str, Any], at: int) -> dict[str, str]:
    said = {"unseen": "", "ownerless": OWNERLESS[at] if params.get("ownerless") else ""}
    if tier := params.get("tier"):
        said["tier"] = TIERS[tier][at]
    if reason := params.get("reason"):
        said["reason"] = BY_ACT[act][reason][at]
        said["unseen"] = UNSEEN[at].format(reason=said["reason"])
    if to := params.get("to"):
        said["to"] = TARGETS[to][at]
    if fact := params.get("fact"):
        said["fact"] = FACTS.get(fact, PROGRESS)[at]
    return said
