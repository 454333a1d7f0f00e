"""Words about visits, sweeps, meetings and reviews."""

from __future__ import annotations

TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "duty_short": {
        "zh": ("本周包保提醒", "本周（{week}）您已走访 {visits} 次、{minutes} 分钟，还差 {missing} 分钟。"),
        "en": ("This week's visits", "{week}: {visits} visits, {minutes} minutes so far; {missing} minutes are still owed."),
    },
    "duty_missed": {
        "zh": ("上周包保情况", "{week}：{area} 有 {missed} 名包保干部未达到要求，名单请在系统内查看。"),
        "en": ("Last week's visits", "{week}: {missed} of the agency staff in {area} fell short."),
    },
    "sweep_missed": {
        "zh": ("摸排未完成", "{on}：{area} 的 {sweeps} 个网格中有 {missed} 个未完成当日摸排。"),
        "en": ("Sweeps not finished", "{on}: {missed} of the {sweeps} sweeps in {area} were not finished."),
    },
    "meeting_prepared": {
        "zh": ("月调度已准备", "{area} {month} 月调度会的清单已生成，共 {cases} 件。"),
        "en": ("Monthly meeting prepared", "The list of the {month} meeting of {area} is ready: {cases} cases."),
    },
    "review_prepared": {
        "zh": ("季梳理已准备", "{area} {quarter} 季度梳理已生成，本季度共 {cases} 件。"),
        "en": ("Quarterly review prepared", "The review of {area} for {quarter} is ready: {cases} cases in the quarter."),
    },
}
