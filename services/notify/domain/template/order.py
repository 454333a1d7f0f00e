"""Words about the tasks within a matter."""

from __future__ import annotations

TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "order_given": {
        "zh": ("工单任务", "事项 {number} 中有一项任务交给您，请在 {due_at} 前完成。"),
        "en": ("A task for you", "Matter {number} has a task for you, due {due_at}."),
    },
    "order_on_grid": {
        "zh": ("网格任务", "事项 {number} 中有一项任务交给网格 {grid}，请当班人员在 {due_at} 前完成。"),
        "en": ("A task for a grid", "Matter {number} has a task for grid {grid}, due {due_at}, for whoever is on duty there."),
    },
    "order_finished": {
        "zh": ("任务已完成", "事项 {number} 中的一项任务已完成，请核查。"),
        "en": ("A task is done", "A task of matter {number} is said to be done. Please check it."),
    },
    "order_failed": {
        "zh": ("任务未通过", "事项 {number} 中的任务核查未通过，请重做。"),
        "en": ("A task did not pass", "A task of matter {number} did not pass its check. Please do it again."),
    },
    "order_withdrawn": {
        "zh": ("任务撤回", "事项 {number} 中的任务已撤回，不必再办。"),
        "en": ("A task was taken back", "A task of matter {number} was taken back. Nothing is left to do."),
    },
}
