"""The reasons staff may give, each with plain words for the resident; a refusal's reason names what else to do."""

from __future__ import annotations

from collections.abc import Mapping

from kernel.errors import Invalid

Words = tuple[str, str]

REJECT: Mapping[str, Words] = {
    "not_found": (
        "到现场没有看到所说的情况；可补充照片或位置后再次上报",
        "nothing was found on site; report again with a photo or a clearer place",
    ),
    "not_public": (
        "属于私人之间的事务；可申请人民调解，或向人民法院起诉",
        "a matter between private persons; you may ask for mediation or go to court",
    ),
    "elsewhere": (
        "不在本区范围；可拨打12345，由所在区受理",
        "outside this district; call 12345 and the district concerned will take it",
    ),
    "duplicate": (
        "同一件事已在办理；可按原编号查询进展",
        "the same matter is already being handled; follow it by its number",
    ),
    "unclear": (
        "看不出要办什么事；可补充说明后再次上报",
        "it is not clear what is asked; report again and say what should be done",
    ),
}

# of these, what a look on site can tell; whose matter it is and whether it is known already is the centre's to say
SEEN_ON_SITE = frozenset({"not_found", "unclear"})

RETURN: Mapping[str, Words] = {
    "not_our_duty": ("不属于该单位职责", "not among the duties of that unit"),
    "not_our_area": ("不在该单位管辖范围", "outside the area of that unit"),
    "duplicate": ("该单位已在办理同一件事", "that unit is already handling the same matter"),
    "unclear": ("位置或内容不清，需要重新核实", "place or content unclear, to be verified again"),
}

EXTENSION: Mapping[str, Words] = {
    "weather": ("天气原因", "because of the weather"),
    "material": ("等待材料或设备", "waiting for material or equipment"),
    "joint_work": ("需要多个单位配合", "several units must work together"),
    "permission": ("需要办理许可或入户同意", "a permit or consent to enter is needed"),
    "complex": ("情况复杂", "the matter is complex"),
}

HANG: Mapping[str, Words] = {
    "no_owner": ("权属不清，正在确认责任单位", "the owner is unknown and being established"),
    "no_funds": ("需要列入资金计划", "it must enter a budget plan"),
    "season": ("需要等待适宜的季节", "it must wait for the right season"),
    "works_planned": ("已列入改造工程", "it is part of planned works"),
}

# of these the clock of handling waits; to find out whose it is, is work that the clock counts
PAUSING = frozenset({"no_funds", "season", "works_planned"})

REWORK: Mapping[str, Words] = {
    "not_done": ("现场没有解决", "it was not solved on site"),
    "partly_done": ("只解决了一部分", "only part of it was solved"),
    "poor_work": ("质量不合格", "the work was not good enough"),
    "no_proof": ("材料不足以说明已解决", "the evidence does not show it is solved"),
}

NOTHING_DONE = "not_done"

REOPEN: Mapping[str, Words] = {
    "not_solved": ("问题没有解决", "it was not solved"),
    "came_back": ("问题再次出现", "it came back"),
}

HAND_OVER: Mapping[str, Words] = {
    "claim": ("属于信访诉求", "it is a claim to be handled as a petition"),
    "dispute": ("属于矛盾纠纷", "it is a dispute between people"),
    "asked": ("本人要求", "the reporter asked for it"),
}

TAKE_BACK: Mapping[str, Words] = {
    "not_taken": ("对方未受理", "the other side did not take it"),
    "mistake": ("移送有误", "it was handed over by mistake"),
}

# why a public report is filed though nobody of the grid has seen it on site
UNVERIFIED: Mapping[str, Words] = {
    "evident": ("照片或材料足以说明", "photos or documents show it well enough"),
    "known_already": ("网格员此前已掌握情况", "the grid's staff knew of it before"),
    "told_by_phone": ("已向上报人核对清楚", "it was made clear with who reported it"),
    "ordered": ("上级交办，直接登记", "it was ordered from above"),
}

CLIMB: Mapping[str, Words] = {
    "time": ("本级未在规定时间内办结", "it was not solved in the time of its tier"),
    "kind": ("需要上一级单位办理", "a unit of a higher tier must do it"),
    "returns": ("两次退回", "it was returned twice"),
}

RELEASE: Mapping[str, Words] = {
    "not_needed": ("已不需要协办", "its help is no longer needed"),
    "done_by_lead": ("主办单位已一并办理", "the lead has done it along with the rest"),
    "given_by_mistake": ("协办单位选择有误", "the wrong unit was asked"),
}

WHISTLE_RELEASE: Mapping[str, Words] = {
    "work_done": ("现场工作已完成", "its work there is done"),
    "not_needed": ("已不需要到场", "it is no longer needed there"),
    "given_by_mistake": ("召集单位选择有误", "the wrong unit was called"),
}

SEND_BACK: Mapping[str, Words] = {
    "no_progress": ("没有实际进展", "nothing has been done yet"),
    "no_date": ("没有说明何时办结", "it does not say by when it will be solved"),
    "beside_the_point": ("答非所问", "it does not answer what was asked"),
}

REFUSE_ITEM: Mapping[str, Words] = {
    "no_basis": (
        "没有法律法规或文件依据；可补充依据后重新申请",
        "no law or document requires it; apply again with its basis",
    ),
    "own_duty": (
        "属于部门自身职责；由部门自行办理或购买服务",
        "it is the department's own duty; do it yourselves or buy the service",
    ),
    "no_budget": (
        "没有落实费随事转；可落实经费后重新申请",
        "no budget goes with it; apply again once there is one",
    ),
    "too_heavy": (
        "频次、表格或用时过多；可精简后重新申请",
        "too often, too many forms or too much time; apply again for less",
    ),
    "already_listed": (
        "与清单中的事项重复；可在原事项下安排",
        "an item on the list covers it; use that one",
    ),
}

RETURN_TASK: Mapping[str, Words] = {
    "not_as_admitted": ("与准入内容不一致", "not as it was admitted"),
    "duplicate": ("同一项工作已安排", "the same work was asked already"),
    "unclear": ("内容或要求不清", "it is not clear what is asked"),
}

BY_ACT: Mapping[str, Mapping[str, Words]] = {
    "refuse_item": REFUSE_ITEM,
    "return_task": RETURN_TASK,
    "reject": REJECT,
    "return": RETURN,
    "return_again": RETURN,
    "request_extension": EXTENSION,
    "hang": HANG,
    "fail": REWORK,
    "reopen": REOPEN,
    "hand_over": HAND_OVER,
    "take_back": TAKE_BACK,
    "file": UNVERIFIED,
    "climb": CLIMB,
    "release_part": RELEASE,
    "release_whistle": WHISTLE_RELEASE,
    "fail_order": REWORK,
    "send_back_supervision": SEND_BACK,
}


def known(act: str, reason: str) -> str:
    """Accept a reason from the list of that act.

    Rule IN-04, domain 3.5: 退回、作废、延期、挂账、返工 are given with a reason that can be counted.

    :raises Invalid: grid.reason_unknown
    """
    if reason not in BY_ACT[act]:
        raise Invalid("grid.reason_unknown", pointer="/reason", act=act, known=sorted(BY_ACT[act]))
    return reason
