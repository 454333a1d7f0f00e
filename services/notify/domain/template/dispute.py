"""Words about disputes and their mediation."""

from __future__ import annotations

TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "dispute_arrived": {
        "zh": ("新调解申请", "调解 {number} 已登记，请征求双方意愿。"),
        "en": ("New dispute", "Dispute {number} is registered. Please ask both sides for their consent."),
    },
    "dispute_refused": {
        "zh": ("未进入调解", "调解 {number} 因一方不同意未进行，其他途径见进度页。"),
        "en": ("No mediation", "Dispute {number} was not mediated as a side declined. The progress page gives other ways."),
    },
    "dispute_given": {
        "zh": ("新调解任务", "调解 {number} 已交您单位调解。"),
        "en": ("Dispute given to you", "Dispute {number} has been given to your committee."),
    },
    "dispute_failed": {
        "zh": ("调解不成", "调解 {number} 未能达成协议，已终结，其他途径见进度页。"),
        "en": ("No agreement", "Dispute {number} ended without agreement. The progress page gives other ways."),
    },
    "dispute_agreed": {
        "zh": ("达成协议", "调解 {number} 已达成协议，可在 30 日内共同申请司法确认。"),
        "en": ("Agreement reached", "Dispute {number} has an agreement. Both may ask a court to confirm it within 30 days."),
    },
    "dispute_ended": {
        "zh": ("调解结束", "调解 {number} 已结束，其他途径见进度页。"),
        "en": ("Mediation ended", "Mediation of {number} has ended. The progress page gives other ways."),
    },
}
