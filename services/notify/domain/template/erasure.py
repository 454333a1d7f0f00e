"""Words about requests to be erased."""

from __future__ import annotations

TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "erasure_received": {
        "zh": ("已收到您的删除申请", "您申请删除本人信息，我们将在 15 个工作日内答复。凭申请编号和查询码可查询进度。"),
        "en": ("Your request was received", "You asked to be erased. You hear within 15 working days; its code shows how far."),
    },
    "erasure_to_decide": {
        "zh": ("有删除申请待决定", "{area} 有一件个人信息删除申请待决定，请在 15 个工作日内办理。"),
        "en": ("A request to decide", "In {area} somebody asks to be erased. Decide within 15 working days."),
    },
    "erasure_refused": {
        "zh": ("删除申请未获准予", "您的删除申请未获准予。理由、依据和救济途径见申请详情，凭申请编号和查询码查询。"),
        "en": ("Your request was refused", "It was refused. The request shows reason, source and what you can do."),
    },
    "erasure_done": {
        "zh": ("删除已完成", "{area} 的一件个人信息删除已在各系统执行完毕，凭证见申请详情。"),
        "en": ("Somebody was erased", "In {area} a request to be erased was carried out. The request shows the proof."),
    },
    "erasure_near": {
        "zh": ("删除申请即将到期", "{area} 的一件个人信息删除申请须于 {due_at} 前决定，请尽快办理。"),
        "en": ("A request is nearly due", "In {area} a request to be erased is to be decided before {due_at}."),
    },
    "erasure_missed": {
        "zh": ("删除申请已逾期", "{area} 的一件个人信息删除申请已过 {due_at} 的期限，请立即办理。"),
        "en": ("A request is overdue", "In {area} a request to be erased was to be decided by {due_at}. Decide it at once."),
    },
}
