"""Words about the access list of a community and the tasks given under it."""

from __future__ import annotations

TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "item_arrived": {
        "zh": ("准入申请", "准入事项 {number} 已申请，请审核。"),
        "en": ("Item applied for", "Item {number} of the access list is applied for. Please review it."),
    },
    "item_to_decide": {
        "zh": ("待批准", "准入事项 {number} 已审核，请决定是否准入。"),
        "en": ("Item to decide", "Item {number} has been taken up for review. Please decide on it."),
    },
    "item_approved": {
        "zh": ("已准入", "准入事项 {number} 已准入，自 {valid_from} 起生效。"),
        "en": ("Item approved", "Item {number} is on the access list, in force from {valid_from}."),
    },
    "item_refused": {
        "zh": ("不予准入", "准入事项 {number} 未准入，理由和其他途径见事项页。"),
        "en": ("Item refused", "Item {number} was not admitted. Its page gives the reason and other ways."),
    },
    "item_suspended": {
        "zh": ("暂停准入", "准入事项 {number} 已暂停，暂不得下达任务。"),
        "en": ("Item suspended", "Item {number} is suspended. No task may be given under it for now."),
    },
    "item_resumed": {
        "zh": ("恢复准入", "准入事项 {number} 已恢复。"),
        "en": ("Item resumed", "Item {number} is in force again."),
    },
    "community_asked": {
        "zh": ("社区任务", "部门按准入事项 {item} 下达任务 {number}，期限：{due_at}。"),
        "en": ("Task for the community", "A department gives task {number} under item {item}, due {due_at}."),
    },
    "community_done": {
        "zh": ("任务完成", "任务 {number} 已完成，请确认。"),
        "en": ("Task done", "Task {number} is said to be done. Please confirm it."),
    },
    "community_returned": {
        "zh": ("任务退回", "任务 {number} 被社区退回，理由见任务页。"),
        "en": ("Task returned", "Task {number} was returned by the community. Its page gives the reason."),
    },
    "community_spared": {
        "zh": ("任务撤回", "任务 {number} 已由部门撤回，不必再办。"),
        "en": ("Task taken back", "Task {number} was taken back. Nothing is left to do."),
    },
}
