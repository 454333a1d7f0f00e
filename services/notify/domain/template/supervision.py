"""Words about supervision."""

from __future__ import annotations

TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "supervision_ordered": {
        "zh": ("督办", "事项 {number} 已督办，请您单位在 {due_at} 前答复。"),
        "en": ("Supervision", "Matter {number} is supervised. Please answer by {due_at}."),
    },
    "supervision_listed": {
        "zh": ("挂牌督办", "事项 {number} 已挂牌督办，责任单位应在 {due_at} 前答复。"),
        "en": ("Listed supervision", "Matter {number} is on the list of supervision; its unit must answer by {due_at}."),
    },
    "supervision_answered": {
        "zh": ("督办已答复", "事项 {number} 的督办已答复，请在 {due_at} 前认可或退回。"),
        "en": ("Supervision answered", "The supervision of matter {number} was answered. Accept it or send it back by {due_at}."),
    },
    "supervision_accepted": {
        "zh": ("督办答复已认可", "事项 {number} 的督办答复已认可，督办结束。"),
        "en": ("Answer accepted", "Your answer on matter {number} was accepted; its supervision has ended."),
    },
    "supervision_sent_back": {
        "zh": ("督办答复被退回", "事项 {number} 的督办答复被退回，请在 {due_at} 前重新答复。"),
        "en": ("Answer sent back", "Your answer on matter {number} was sent back. Please answer anew by {due_at}."),
    },
    "supervision_raised": {
        "zh": ("督办升级", "事项 {number} 的督办未按时答复，已升级，请在 {due_at} 前答复。"),
        "en": ("Supervision went up", "The supervision of matter {number} was not answered and went up. Answer by {due_at}."),
    },
    "supervision_ended": {
        "zh": ("督办结束", "事项 {number} 的督办已结束。"),
        "en": ("Supervision ended", "The supervision of matter {number} has ended."),
    },
}
