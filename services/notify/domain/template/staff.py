"""Words about posts: who comes, goes, moves and stands in."""

from __future__ import annotations

TEMPLATES: dict[str, dict[str, tuple[str, str]]] = {
    "staff_left": {
        "zh": ("离任交接", "{area} 有人离任，交接事项 {moved} 件，其中 {waiting} 件待重新派遣。"),
        "en": ("Somebody left", "Somebody left in {area}: {moved} matters handed over, {waiting} of them wait for you."),
    },
    "leave_planned": {
        "zh": ("离任安排", "您将于 {leave_on} 离任，未办结事项届时移交。"),
        "en": ("Your leaving", "You leave on {leave_on}. What you have open is handed over on that day."),
    },
    "leave_withdrawn": {
        "zh": ("离任安排撤回", "原定 {leave_on} 的离任安排已撤回，您的岗位不变。"),
        "en": ("Your leaving is withdrawn", "You do not leave on {leave_on}. Your posts stay as they are."),
    },
    "leave_done": {
        "zh": ("离任交接完成", "您自 {leave_on} 起离任，未办结事项 {moved} 件已移交。"),
        "en": ("You have left", "You have left as of {leave_on}. {moved} open matters were handed over."),
    },
    "post_given": {
        "zh": ("任命上岗", "您自 {valid_from} 起在 {place} 任职，岗位见“我的岗位”。"),
        "en": ("Appointed", "You stand on {place} from {valid_from} on. See your own posts."),
    },
    "post_ended": {
        "zh": ("离岗", "您在 {place} 的岗位至 {valid_until} 止（不含当日）。"),
        "en": ("Post ended", "Your post on {place} ends on {valid_until}, the first day you no longer stand there."),
    },
    "post_moved": {
        "zh": ("调岗", "您自 {valid_from} 起由 {was_place} 调至 {place}。"),
        "en": ("Transferred", "From {valid_from} on you stand on {place} instead of {was_place}."),
    },
    "stand_in_given": {
        "zh": ("代岗", "请您自 {valid_from} 起代理 {place} 的岗位，至 {valid_until} 止（不含当日）。"),
        "en": ("Standing in", "You stand in on {place} from {valid_from} on, until {valid_until} (exclusive)."),
    },
    "stood_in_for": {
        "zh": ("有人代岗", "您在 {place} 的岗位自 {valid_from} 起由他人代理，至 {valid_until} 止（不含当日）。"),
        "en": ("Somebody stands in for you", "Somebody stands in for you on {place} from {valid_from} to {valid_until}."),
    },
    "stand_in_ended": {
        "zh": ("代岗结束", "{place} 的代岗至 {valid_until} 止（不含当日）。"),
        "en": ("Standing in ended", "Standing in on {place} ends on {valid_until}, the first day it no longer holds."),
    },
}
