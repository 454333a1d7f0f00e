"""Words for whoever reported a matter: what has become of it."""

from __future__ import annotations

TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "matter_received": {
        "zh": ("已登记", "您反映的事项 {number} 已登记，可凭编号和查询码随时查看进度。"),
        "en": ("Registered", "Your matter {number} is registered. Follow it at any time with its number and query code."),
    },
    "matter_accepted": {
        "zh": ("已受理", "您反映的事项 {number} 已受理。"),
        "en": ("Accepted", "Your matter {number} has been accepted."),
    },
    "matter_rejected": {
        "zh": ("未予立案", "您反映的事项 {number} 未予立案，理由和其他途径见进度页。"),
        "en": ("Not taken on", "Your matter {number} was not taken on. The progress page gives the reason and other ways."),
    },
    "matter_merged": {
        "zh": ("一并办理", "您反映的事项 {number} 与其他人反映的同一事项一并办理，编号、查询码和答复不变。"),
        "en": ("Handled together", "Your matter {number} is handled together with the same one. Its number and answer stay."),
    },
    "matter_unmerged": {
        "zh": ("单独办理", "您反映的事项 {number} 已恢复单独办理，原有进度和期限不变。"),
        "en": ("Handled apart", "Your matter {number} is handled apart again, from where it stood; its limits stay."),
    },
    "matter_echoed": {
        "zh": ("有新进展", "您反映的事项 {number} 所并入的同一事项有新进展，见进度页。"),
        "en": ("Progress", "The matter with which your {number} is handled has moved on. See the progress page."),
    },
    "matter_responded": {
        "zh": ("已答复", "您反映的事项 {number} 已单独答复，见进度页。"),
        "en": ("Answered", "Your matter {number} was given an answer of its own. See the progress page."),
    },
    "support_ended": {
        "zh": ("已有结果", "您支持的一件事项已有结果。"),
        "en": ("It has ended", "A matter you stood behind has ended."),
    },
    "matter_dispatched": {
        "zh": ("已派遣", "您反映的事项 {number} 已交责任单位办理。"),
        "en": ("Dispatched", "Your matter {number} has gone to the unit that will solve it."),
    },
    "matter_made_safe": {
        "zh": ("危险已排除", "您反映的事项 {number} 已到现场排除危险，正在修复。"),
        "en": ("Made safe", "The danger of your matter {number} is over. The repair goes on."),
    },
    "matter_hung": {
        "zh": ("暂时挂账", "您反映的事项 {number} 暂时不能解决，{review_on} 前复查，原因见进度页。"),
        "en": ("On hold", "Your matter {number} cannot be solved yet. It is looked at again by {review_on}; see its progress."),
    },
    "matter_resumed": {
        "zh": ("恢复办理", "您反映的事项 {number} 已恢复办理。"),
        "en": ("The work goes on", "The work on your matter {number} goes on."),
    },
    "matter_started": {
        "zh": ("办理中", "您反映的事项 {number} 正在办理。"),
        "en": ("Under way", "Work on your matter {number} has begun."),
    },
    "matter_extended": {
        "zh": ("办理延期", "您反映的事项 {number} 经批准延期，新的期限和理由见进度页。"),
        "en": ("More time needed", "More time was granted for your matter {number}. The progress page says why and until when."),
    },
    "matter_closed": {
        "zh": ("已结案", "您反映的事项 {number} 已结案，请评价是否解决。"),
        "en": ("Closed", "Your matter {number} is closed. Please say whether it is solved."),
    },
    "matter_reopened": {
        "zh": ("再次办理", "您反映的事项 {number} 已重新打开办理。"),
        "en": ("Opened again", "Your matter {number} is open again."),
    },
    "matter_handed_over": {
        "zh": ("转其他程序", "您反映的事项 {number} 已转入更合适的程序，仍凭原编号查看进度。"),
        "en": ("Handed over", "Your matter {number} goes on in a fitter procedure. Follow it under the same number."),
    },
}
