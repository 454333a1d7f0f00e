"""Words about petitions."""

from __future__ import annotations

TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "petition_arrived": {
        "zh": ("新信访件", "信访件 {number} 已登记，请在期限内转送有权处理的单位。"),
        "en": ("New petition", "Petition {number} is registered. Please send it in time to the unit that can decide it."),
    },
    "petition_given": {
        "zh": ("转来信访件", "信访件 {number} 已转送您单位，请在期限内告知受理情况。"),
        "en": ("Petition sent to you", "Petition {number} was sent to your unit. Say within the legal time if it is taken."),
    },
    "petition_forwarded": {
        "zh": ("信访件已转送", "您的信访件 {number} 已转送有权处理的单位，去向见进度页。"),
        "en": ("Petition sent on", "Petition {number} has gone to the unit that can decide it; the progress page says which."),
    },
    "petition_accepted": {
        "zh": ("信访件已受理", "您的信访件 {number} 已受理，办理期限见进度页。"),
        "en": ("Petition accepted", "Your petition {number} is accepted. The progress page shows its date."),
    },
    "petition_refused": {
        "zh": ("信访件不予受理", "您的信访件 {number} 不予受理，理由、依据和其他途径见进度页。"),
        "en": ("Petition not taken", "Your petition {number} was not taken. The progress page gives reason, source and remedy."),
    },
    "petition_answered": {
        "zh": ("信访件已答复", "您的信访件 {number} 已作出处理意见，可在 30 日内申请复查。"),
        "en": ("Petition answered", "Your petition {number} is answered. You may ask for a review within 30 days."),
    },
}
