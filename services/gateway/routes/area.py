"""Areas: their levels, their versions in time, splits and merges."""

from __future__ import annotations

from services.gateway.http.route import Route, act, make, page, read
from services.gateway.routes.group import ANYONE, JUDGES, LEADERS, V1
from services.grid.schemas import area

AREAS = f"{V1}/areas"
ONE = f"{AREAS}/{{area}}"
SEEN = area.AreaChangeView

ROWS: tuple[Route, ...] = (
    page(AREAS, "grid", "list_areas", area.ListAreas, area.AreasView, ("Go down the areas", "区划树"), ANYONE),
    read(ONE, "grid", "find_area", area.FindArea, area.AreaView, ("Read one area and its history", "查看区划"), ANYONE),
    page(
        f"{V1}/area-sizes",
        "grid",
        "list_area_sizes",
        area.ListAreaSizes,
        area.AreaSizePage,
        ("List areas out of their size", "规模异常的社区"),
        JUDGES,
    ),
    make(AREAS, "grid", "add_area", area.AddArea, SEEN, ("Add an area", "新设区划"), LEADERS, location=f"{AREAS}/{{id}}"),
    act(f"{ONE}/rename", "grid", "rename_area", area.RenameArea, SEEN, ("Rename an area", "更名"), LEADERS),
    act(f"{ONE}/split", "grid", "split_area", area.SplitArea, SEEN, ("Split an area", "拆分"), LEADERS),
    act(f"{ONE}/merge", "grid", "merge_areas", area.MergeAreas, SEEN, ("Merge areas", "合并"), LEADERS),
    act(f"{ONE}/end", "grid", "end_area", area.EndArea, SEEN, ("End an area, and keep its code", "撤销"), LEADERS),
    act(f"{ONE}/recode", "grid", "recode_area", area.RecodeArea, SEEN, ("Give an area another code", "换码"), LEADERS),
    act(
        f"{V1}/area-changes/{{change}}/withdraw",
        "grid",
        "withdraw_area_change",
        area.WithdrawAreaChange,
        SEEN,
        ("Take a planned change back", "撤回待生效的区划调整"),
        LEADERS,
    ),
)
