"""Words for who works on an incident before a unit has it, and after it is solved: the desk, the checker, the leader."""

from __future__ import annotations

TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "incident_arrived": {
        "zh": ("新上报", "事项 {number} 新上报，等待处理。"),
        "en": ("New report", "Matter {number} has been reported and waits for you."),
    },
    "look_wanted": {
        "zh": ("待核实", "事项 {number} 请到现场核实。"),
        "en": ("Please look", "Please go and look at matter {number} on site."),
    },
    "device_recovered": {
        "zh": ("读数恢复", "事项 {number} 的设备读数已恢复正常，请继续核实原因。"),
        "en": ("Readings recovered", "The readings of matter {number} are as they should be again. Please find the cause."),
    },
    "incident_filed": {
        "zh": ("已立案", "事项 {number} 已立案，等待派遣。"),
        "en": ("Filed", "Matter {number} is filed and waits to be dispatched."),
    },
    "decision_wanted": {
        "zh": ("待裁定", "事项 {number} 已两次退回，请裁定责任单位。"),
        "en": ("Decision wanted", "Matter {number} was returned twice. Please decide which unit does it."),
    },
    "matter_climbed": {
        "zh": ("升级协调", "事项 {number} 已升级，请协调办理。"),
        "en": ("Went up a tier", "Matter {number} went up a tier. Please see to it that it is solved."),
    },
    "task_returned": {
        "zh": ("退回", "事项 {number} 被退回，请重新派遣。"),
        "en": ("Returned", "Matter {number} was returned. Please dispatch it anew."),
    },
    "extension_asked": {
        "zh": ("申请延期", "事项 {number} 申请延期，请审批。"),
        "en": ("More time asked", "More time is asked for matter {number}. Please decide."),
    },
    "check_wanted": {
        "zh": ("待核查", "事项 {number} 已处置，请核查。"),
        "en": ("Check wanted", "Matter {number} is said to be solved. Please check it."),
    },
    "check_passed": {
        "zh": ("核查通过", "事项 {number} 核查通过，请结案。"),
        "en": ("Check passed", "Matter {number} passed its check. Please close it."),
    },
    "matter_rated": {
        "zh": ("收到评价", "事项 {number} 收到评价。"),
        "en": ("Rated", "Matter {number} has been rated."),
    },
    "incident_reopened": {
        "zh": ("再次办理", "事项 {number} 已重新打开，进入下一轮办理。"),
        "en": ("Opened again", "Matter {number} is open again for a further round."),
    },
}
