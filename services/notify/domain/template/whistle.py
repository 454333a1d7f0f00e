"""Words about whistles."""

from __future__ import annotations

TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "whistle_heard": {
        "zh": ("吹哨", "{number} 已吹哨，请您单位立即签收并到场。"),
        "en": ("You are called", "Whistle {number} calls your unit. Please acknowledge it and come."),
    },
    "whistle_answered": {
        "zh": ("部门已到场", "{number} 的一个部门已到场报到。"),
        "en": ("A department is there", "A department called by whistle {number} has come."),
    },
    "whistle_over": {
        "zh": ("已放行", "{number} 的应哨任务已结束，可以离场。"),
        "en": ("You may leave", "The work for whistle {number} is over. Your unit may leave."),
    },
    "whistle_rated": {
        "zh": ("应哨评价", "{number} 的应哨情况得到 {score} 分。"),
        "en": ("Your answer was rated", "Your answer to whistle {number} was rated {score} of 5."),
    },
    "whistle_breached": {
        "zh": ("应哨超时", "{number}：您单位应哨超时，已记录 {breaches} 次。"),
        "en": ("A whistle was missed", "Your unit missed a limit of whistle {number}; {breaches} counted."),
    },
    "whistle_missed": {
        "zh": ("部门应哨超时", "{number}：被吹哨部门应哨超时，已记录 {breaches} 次。"),
        "en": ("A department missed a whistle", "A department called by whistle {number} missed a limit; {breaches} counted."),
    },
}
