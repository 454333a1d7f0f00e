"""Words about limits: near, missed, moved."""

from __future__ import annotations

TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "deadline_near": {
        "zh": ("临近期限", "{number} 的{stage}期限将到：{due_at}。"),
        "en": ("Due soon", "The time to {stage} {number} ends soon: {due_at}."),
    },
    "deadline_missed": {
        "zh": ("已超期", "{number} 已超过{stage}期限：{due_at}。"),
        "en": ("Overdue", "The time to {stage} {number} has passed: {due_at}."),
    },
    "deadline_moved": {
        "zh": ("期限调整", "{number} 的期限因工作日历更新调整为：{due_at}。"),
        "en": ("Date moved", "A new calendar moved the date of {number} to {due_at}."),
    },
}
