"""Words about rewards."""

from __future__ import annotations

TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "reward_to_decide": {
        "zh": ("待审批奖励", "奖励 {number} 已提出，请审批。"),
        "en": ("A reward to decide", "Reward {number} is proposed. Please decide on it."),
    },
    "reward_ready": {
        "zh": ("举报奖励", "您反映的事项 {number} 获得奖励，可凭编号和查询码领取兑奖码，不登记姓名。"),
        "en": ("A reward for you", "Matter {number} is rewarded. Fetch a payout code with number and query code; no name asked."),
    },
}
