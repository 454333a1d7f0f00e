"""Words about what comes to the one window."""

from __future__ import annotations

TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "intake_arrived": {
        "zh": ("窗口有新受理单", "受理单 {number} 等待确认转办，期限从首次收到起算。"),
        "en": ("New at the window", "Intake {number} waits for somebody to say what it is; its time counts from receipt."),
    },
    "intake_linked": {
        "zh": ("已转办", "您的 {number} 已转办，新编号 {became_number}；用原编号和查询码仍可查询。"),
        "en": ("Sent on", "Your {number} went on as {became_number}; the first number and code still show how far it is."),
    },
    "intake_answered": {
        "zh": ("已答复", "您的 {number} 已答复，内容见进度页。"),
        "en": ("Answered", "Your {number} is answered; the progress page has the words."),
    },
    "intake_given": {
        "zh": ("有办事事项", "受理单 {number} 交您单位办理，请在期限内办结；不属职责的请说明理由退回窗口。"),
        "en": ("Something to do for a person", "Intake {number} is your unit's. Do it in time, or give it back with the reason."),
    },
    "intake_assigned": {
        "zh": ("已交办", "您的 {number} 已交办事单位，期限见进度页。"),
        "en": ("With an office", "Your {number} is with the office that does it; the progress page shows its date."),
    },
    "intake_back": {
        "zh": ("受理单退回窗口", "受理单 {number} 被退回，请重新确认；期限仍从首次收到起算。"),
        "en": ("Back at the window", "Intake {number} came back. Please decide anew; its time still counts from first receipt."),
    },
    "intake_finished": {
        "zh": ("已办结", "您的 {number} 已办结，结果见进度页。"),
        "en": ("Done", "Your {number} is done; the progress page has the result."),
    },
}
