"""What is wrong with a border, in a few words of both languages."""
from __future__ import annotations

from collections.abc import Mapping

from services.grid.domain.border.fault import Fault, rounded
from services.grid.domain.reason import Words

# the very titles by which the front door tells the same codes
TITLES: Mapping[str, Words] = {
    "grid.border_type": ("边界类型不对", "A border is no polygon"),
    "grid.border_empty": ("边界为空", "A border is empty"),
    "grid.border_unreadable": ("边界坐标无法读取", "A ring holds what is no position"),
    "grid.border_out_of_range": ("坐标超出范围", "A position is out of range"),
    "grid.border_short": ("边界环点数不足", "A ring has too few positions"),
    "grid.border_open": ("边界环未闭合", "A ring is not closed"),
    "grid.border_doubled": ("边界有重复点", "A ring repeats a position"),
    "grid.border_crossing": ("边界自相交", "A border crosses itself"),
    "grid.border_tangled": ("边界各部分相互冲突", "The parts of a border are in each other's way"),
    "grid.border_system": ("坐标系不对", "The coordinate system is wrong"),
    "grid.border_outside": ("边界超出所属范围", "A border leaves the ground it belongs to"),
    "grid.border_far": ("边界不在所属范围内", "A border lies in another place"),
    "grid.border_overlap": ("网格重叠", "Two grids overlap"),
    "grid.border_gap": ("网格之间有空隙", "Ground lies in no grid"),
    "grid.border_small": ("网格面积过小", "A grid is too small"),
    "grid.border_households": ("户数超出规定范围", "The number of households is unusual"),
    "grid.border_apart": ("网格与本社区其他网格不相邻", "A grid touches no other of its community"),
    "grid.members_apart": ("单元网格不相邻", "The unit grids lie apart"),
    "grid.border_scattered": ("网格由多块组成", "A grid is in several pieces"),
}
# Pages and maps in China mostly give the shifted systems, so each name comes with what to do
SYSTEMS: Mapping[str, Words] = {
    "gcj02": (
        "像是GCJ-02（火星坐标），请先转换为CGCS2000再导入",
        "looks like GCJ-02; convert it to CGCS2000 (WGS-84) degrees and send it again",
    ),
    "bd09": (
        "像是BD-09（百度坐标），请先转换为CGCS2000再导入",
        "looks like BD-09; convert it to CGCS2000 (WGS-84) degrees and send it again",
    ),
    "swapped": ("经度和纬度写反了，请先写经度再写纬度", "has latitude first; write longitude, then latitude"),
    "epsg3857": (
        "像是EPSG:3857（网络墨卡托），请重投影为EPSG:4490经纬度",
        "looks like EPSG:3857 (Web Mercator); project it to EPSG:4490 degrees",
    ),
    "metres": ("单位是米的投影坐标，请重投影为EPSG:4490经纬度", "is in projected metres; project it to EPSG:4490 degrees"),
}
STATES: Mapping[str, Words] = {
    "draft": ("草稿", "a draft"),
    "applied": ("已生效", "in force"),
    "withdrawn": ("已撤回", "withdrawn"),
}
SEVERITIES: Mapping[str, Words] = {"fault": ("错误", "fault"), "warning": ("提醒", "warning")}
UNITS: Mapping[str, Words] = {"m": ("米", "m"), "m2": ("平方米", "m²"), "households": ("户", "households"), "": ("", "")}
LANGUAGES = ("zh", "en")


def said(one: Fault, language: str) -> str:
    """Say a fault in one line without its place. language: zh or en."""
    at = LANGUAGES.index(language)
    size = f"{rounded(one.size)} {UNITS[one.unit][at]}".strip() if one.size is not None else ""
    system = SYSTEMS[one.facts["system"]][at] if "system" in one.facts else ""
    ring = (f"第{one.ring}环", f"ring {one.ring}")[at] if one.ring else ""
    parts = [TITLES[one.code][at], ring, one.other and ("与", "with ")[at] * (one.code == "grid.border_overlap") + one.other]
    return ("，", ", ")[at].join(part for part in (*parts, size, system) if part)
