"""How long the stages of a matter may take where its kind says nothing of its own: what a district may choose.

Minutes are of office hours, and of the clock for a danger; working days are for what is no danger, hours are of the clock.
"""
from __future__ import annotations

from services.grid.domain.setting.setting import Setting

D36, D35, D37 = "domain 3.6", "domain 3.5: own figure", "domain 3.7: own figure"

ROWS = (
    Setting("limit.accept", "minutes", "10", ("受理时限", "time to accept a report"), D36, "5", "60"),
    Setting("limit.verify", "minutes", "60", ("核实时限", "time to look at the place"), D36, "15", "240"),
    Setting("limit.file", "minutes", "30", ("立案时限", "time to file"), D36, "5", "240"),
    Setting("limit.dispatch", "minutes", "30", ("派遣时限", "time to dispatch"), D36, "5", "240"),
    Setting("limit.take_up", "minutes", "120", ("接办时限", "time to take a matter up"), D35, "15", "450"),
    Setting("limit.danger_take_up", "minutes", "15", ("险情接办时限", "time to take a danger up"), D35, "5", "30"),
    Setting("limit.make_safe", "minutes", "60", ("排除危险时限", "time to make a place safe"), D36, "10", "60"),
    Setting("limit.handle", "workdays", "5", ("处置时限", "time to solve a matter"), D36, "1", "20"),
    Setting("limit.danger_handle", "hours", "24", ("险情修复时限", "time to repair a danger"), D36, "1", "72"),
    Setting("limit.check", "minutes", "120", ("核查时限", "time to check the result"), D36, "30", "900"),
    Setting("limit.close", "minutes", "30", ("结案时限", "time to close"), D36, "5", "450"),
    Setting("limit.arbitrate", "workdays", "1", ("裁定时限", "time to decide who does it"), D35, "1", "3"),
    Setting("limit.danger_arbitrate", "minutes", "120", ("险情裁定时限", "time to decide on a danger"), D35, "15", "240"),
    Setting("limit.whole", "workdays", "20", ("全流程时限", "time from filing to close"), D37, "5", "60"),
    Setting("limit.danger_whole", "hours", "72", ("险情全流程时限", "time from filing a danger to its close"), D37, "24", "168"),
)
