"""Words for the unit that has a matter, and for those who help it."""

from __future__ import annotations

TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "task_given": {
        "zh": ("新任务", "事项 {number} 已派给您单位，请按期办理。"),
        "en": ("New task", "Matter {number} has been given to your unit. Please solve it within its time."),
    },
    "task_decided": {
        "zh": ("裁定任务", "经裁定，事项 {number} 由您单位办理，不得再退回。"),
        "en": ("Task decided", "It was decided that your unit solves matter {number}. It cannot be returned any more."),
    },
    "part_given": {
        "zh": ("协办任务", "事项 {number} 请您单位协办，请按期完成。"),
        "en": ("Part of a task", "Your unit was given a part of matter {number}. Please finish it in time."),
    },
    "part_finished": {
        "zh": ("协办完成", "事项 {number} 的一个协办单位已完成协办部分。"),
        "en": ("Part finished", "A unit that helps with matter {number} has finished its part."),
    },
    "part_released": {
        "zh": ("解除协办", "事项 {number} 不再需要您单位协办。"),
        "en": ("Part released", "Your unit need not help with matter {number} any more."),
    },
    "task_hung": {
        "zh": ("挂账", "事项 {number} 已挂账，{review_on} 前复查。"),
        "en": ("On hold", "Matter {number} is on hold. It is looked at again by {review_on}."),
    },
    "task_resumed": {
        "zh": ("恢复办理", "事项 {number} 已恢复，请您单位继续办理。"),
        "en": ("Taken up again", "Matter {number} was taken up again. Please go on with it."),
    },
    "task_reassigned": {
        "zh": ("承办人调整", "事项 {number} 的承办人已调整，办理时限不变。"),
        "en": ("Handler changed", "Somebody else in your unit handles matter {number} now. Its limit stays."),
    },
    "task_yours": {
        "zh": ("交接事项", "事项 {number} 已交由您继续办理。"),
        "en": ("Handed over to you", "Matter {number} is now yours to go on with."),
    },
    "extension_granted": {
        "zh": ("延期已批准", "事项 {number} 的延期已批准。"),
        "en": ("More time granted", "The extension of matter {number} was granted."),
    },
    "extension_refused": {
        "zh": ("延期未批准", "事项 {number} 的延期未获批准，请按原期限办理。"),
        "en": ("More time refused", "The extension of matter {number} was refused. The first date stands."),
    },
    "rework_wanted": {
        "zh": ("返工", "事项 {number} 核查未通过，请返工。"),
        "en": ("Rework", "Matter {number} did not pass its check. Please work on it again."),
    },
}
