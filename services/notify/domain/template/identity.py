"""Words about identities that were seen, or that somebody asks to see."""

from __future__ import annotations

TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "identity_seen": {
        "zh": ("身份信息被查看", "因办理事项 {number}，承办单位可在 {until} 前查看您的姓名和联系方式，已留痕。"),
        "en": (
            "Your name was opened",
            "To handle matter {number}, the office in charge may see who you are until {until}. It is on record.",
        ),
    },
    "identity_seen_unusually": {
        "zh": ("异常查看身份", "事项 {number} 的当事人身份被申请查看，情形异常，请在身份查看清单中核实。"),
        "en": (
            "An unusual look at an identity",
            "Whose matter {number} is was opened, and something about it is unusual. Please look into the list of such requests.",
        ),
    },
    "unmasking_to_decide": {
        "zh": ("身份查看待审批", "有人申请查看事项 {number} 的当事人身份，请审批。"),
        "en": ("An identity is to be seen", "Somebody asks to see whose matter {number} is. Please decide."),
    },
    "unmasking_approved": {
        "zh": ("身份查看已获同意", "您可在 {until} 前查看事项 {number} 的当事人身份。"),
        "en": ("You may see who it is", "You may see whose matter {number} is until {until}."),
    },
    "unmasking_refused": {
        "zh": ("身份查看未获同意", "您查看事项 {number} 当事人身份的申请未获同意。"),
        "en": ("You may not see who it is", "Your request to see whose matter {number} is was refused."),
    },
}
