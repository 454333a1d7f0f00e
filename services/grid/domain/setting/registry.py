"""Every setting there is, by the room that reads it. What is not here cannot be chosen."""
from __future__ import annotations

from collections.abc import Mapping

from services.grid.domain.border.drawn import DRAWN_KINDS
from services.grid.domain.duty.sweep import GENERAL
from services.grid.domain.grid import scheme
from services.grid.domain.ground.register import GRID_KINDS
from services.grid.domain.setting import limit
from services.grid.domain.setting.setting import Setting

OWN, D91, D96, CALLED, WATCHED = "local design", "domain 9.1", "domain 9.6", "domain 4.5", "domain 3.5: own figure"
HEATED = "《大连市供热用热条例》 art. 23"
ALL, NO_SMALL = " ".join(GENERAL), " ".join(GENERAL[:3])

ROWS = (
    # daily duty
    Setting("duty.visits", "whole", "1", ("每周包保走访次数", "visits of agency staff in a week"), D91, "1", "7"),
    Setting("duty.visit_minutes", "minutes", "240", ("每周包保走访时长", "length of a week's visits"), D91, "240", "2400"),
    Setting(
        "duty.least_workdays", "days", "1", ("免计周的工作日下限", "working days below which a week is excused"), OWN, "0", "5"
    ),
    Setting(
        "duty.counted_from", "date", "2000-01-01", ("漏访起算日", "day before which no week is called missed"), OWN,
        "2000-01-01", "2199-12-31",
    ),
    Setting("duty.rest_days", "flag", "yes", ("休息日是否摸排", "sweeps on rest days and holidays too"), OWN),
    Setting("duty.sweep_at", "time", "06:00", ("摸排清单生成时间", "when the day's sweeps are made"), D96, "00:00", "08:30"),
    Setting(
        "duty.remind_at", "time", "12:00", ("走访提醒时间", "when those who are short are reminded"), D96, "08:00", "16:00"
    ),
    Setting("duty.round_hours", "hours", "12", ("巡查自动结束时长", "when a forgotten round ends"), "domain 8.1", "1", "24"),
    Setting(
        "duty.near_metres", "metres", "100", ("到点签到距离", "how far a check-in still is near its place"), OWN, "10", "1000",
        per_area=True,
    ),
    Setting("duty.kept_days", "days", "90", ("巡查位置保存期限", "how long positions are kept"), "domain 5.5", "1", "90"),
    Setting("duty.site_days", "days", "7", ("场所复查间隔", "after which a site is due again"), OWN, "1", "92"),
    Setting("duty.sites", "whole", "20", ("每次摸排场所数上限", "most sites on one sweep"), OWN, "0", "200"),
    Setting("duty.meeting_day", "whole", "5", ("月调度准备日", "day of the month a meeting is prepared"), D96, "1", "28"),
    Setting("duty.open_days", "days", "30", ("月调度久拖天数", "age that brings a case before it"), D96, "7", "30"),
    Setting("duty.returns", "whole", "2", ("月调度退回次数", "returns that bring a case before it"), D96, "1", "2"),
    Setting("duty.cell_cases", "whole", "5", ("季梳理最小件数", "least cases shown together"), "domain 8.3", "5", "50"),
    Setting(
        "duty.checklist", "choices", "", ("摸排清单", "what every grid of a kind is looked at for"), D96,
        choices=GENERAL, by_kind={"base": ALL, "special": NO_SMALL, "unit": "", "duty": ""},
    ),
    # what is reported
    Setting(
        "incident.checked", "percent", "20", ("自行处置抽查比例", "share of what was solved on the spot that is checked"),
        "domain 3.5", "0", "100",
    ),
    Setting(
        "incident.archive_days", "days", "60", ("结案后归档天数", "time from close to archive"), OWN, "15", "366"
    ),
    Setting(
        "voice.near_metres", "metres", "500", ("相似事项搜索半径", "how far apart two reports may be one matter"), OWN,
        "50", "1000", per_area=True,
    ),
    *limit.ROWS,
    # whistles and supervision
    Setting(
        "whistle.emergency_acknowledge", "minutes", "5", ("应急哨签收时限", "time to acknowledge an emergency"), CALLED, "1", "5"
    ),
    Setting(
        "whistle.emergency_arrive", "minutes", "30", ("应急哨到场时限", "time to come to an emergency"), CALLED, "5", "30"
    ),
    Setting(
        "whistle.daily_acknowledge", "minutes", "120", ("日常哨签收时限", "time to acknowledge a daily whistle"), CALLED,
        "5", "120",
    ),
    Setting("whistle.hard_arrive", "workdays", "3", ("难题哨会商时限", "time to meet on a hard problem"), CALLED, "1", "3"),
    Setting("whistle.hard_plan", "workdays", "10", ("难题哨方案时限", "time to plan for a hard problem"), CALLED, "1", "10"),
    Setting(
        "supervision.attention", "workdays", "5", ("关注答复时限", "time to answer a call for attention"), WATCHED, "1", "5"
    ),
    Setting(
        "supervision.supervise", "workdays", "3", ("督办答复时限", "time to answer a supervision"), WATCHED, "1", "3",
        below="supervision.attention",
    ),
    Setting(
        "supervision.listed", "workdays", "2", ("挂牌督办答复时限", "time to answer a listed supervision"), WATCHED, "1", "2",
        below="supervision.supervise",
    ),
    Setting(
        "supervision.check", "workdays", "2", ("督办答复审核时限", "time to accept an answer or send it back"), OWN, "1", "5"
    ),
    # rewards
    Setting("reward.days", "days", "180", ("奖励领取期限", "time to fetch a reward and be paid it"), OWN, "30", "366"),
    # evaluation
    Setting(
        "evaluation.weights", "weights", "disposed=30 ontime=20 rework=20 overdue=20 extended=10",
        ("综合指标权重", "how much each part of the composite weighs"), "domain 3.7 (weak)",
        choices=("disposed", "ontime", "rework", "overdue", "extended"),
    ),
    Setting(
        "evaluation.whistle", "percent", "30", ("应哨评价权重", "how much ratings of whistles weigh in a department's score"),
        "domain 4.5: own figure", "0", "30",
    ),
    # what devices tell
    Setting(
        "heating.least", "celsius", "18", ("供热室温标准", "room temperature below which heating is a case"), HEATED, "18", "26"
    ),
    Setting("heating.from", "month_day", "11-05", ("供热期首日", "first day of the heating season"), HEATED, "10-01", "11-05"),
    Setting("heating.until", "month_day", "04-05", ("供热期末日", "last day of the heating season"), HEATED, "04-05", "05-31"),
    # who stands where
    Setting(
        "staff.grids_most", "whole", "2", ("每人网格数上限", "grids one person may carry"), "domain 9.2", "1", "50", per_area=True
    ),
    Setting(
        "staff.households_most", "households", "600", ("每人户数上限", "households one person may carry"), "domain 9.4",
        "1", "100000", per_area=True,
    ),
    # areas, grids and their borders
    Setting(
        "area.households_least", "households", "", ("社区户数下限", "households below which a community is strengthened"),
        "domain 9.1; without a choice the figure of levels.csv", "0", "100000", per_area=True, below="area.households_most",
    ),
    Setting(
        "area.households_most", "households", "", ("社区户数上限", "households above which a community is slimmed"),
        "domain 9.1; without a choice the figure of levels.csv", "0", "100000", per_area=True,
    ),
    Setting(
        "grid.scheme", "choice", scheme.DEFAULT, ("网格编码方案", "scheme of codes, fixed once there are grids"), "domain 3.3",
        choices=tuple(scheme.SCHEMES), at_once=True,
    ),
    Setting(
        "border.households_least", "households", "", ("网格户数下限", "households below which a grid is unusual"), "domain 3.3",
        "0", "100000", by_kind={"base": "200", "special": "", "unit": ""}, below="border.households_most",
    ),
    Setting(
        "border.households_most", "households", "", ("网格户数上限", "households above which a grid is unusual"), "domain 3.3",
        "0", "100000", by_kind={"base": "500", "special": "", "unit": ""},
    ),
    Setting(
        "border.area_least", "square_metres", "100", ("网格最小面积", "ground below which a grid is a slip of the pen"), OWN,
        "0", "10000", by_kind=dict.fromkeys(DRAWN_KINDS, "100"),
    ),
    Setting(
        "border.overlap_most", "square_metres", "1", ("边界重叠容差", "ground two grids may share unseen"), OWN, "0", "1000"
    ),
    Setting("border.gap_most", "square_metres", "1", ("边界空隙容差", "ground that may lie in no grid unseen"), OWN, "0", "1000"),
    # the access list
    Setting(
        "admission.ahead", "workdays", "30", ("准入申请提前期", "how long before its beginning an item is applied for"),
        "domain 9.6, S36", "1", "250",
    ),
    Setting("admission.decide", "workdays", "15", ("准入审核期限", "time to decide an item"), "domain 9.6, S36", "1", "15"),
)
SETTINGS: Mapping[str, Setting] = {one.key: one for one in ROWS}
KINDS_OF_GRIDS = tuple(kind for kind in GRID_KINDS if any(kind in one.by_kind for one in ROWS))
