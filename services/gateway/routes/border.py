"""Borders of grids: drafts, checks, previews, what is in force."""

from __future__ import annotations

from services.gateway.http.route import Route, act, make, page, read
from services.gateway.routes.group import JUDGES, STAFF, V1
from services.grid.schemas import border

CHANGES = f"{V1}/border-changes"
CHANGE = f"{CHANGES}/{{change}}"
SEEN = border.BorderChangeRow
SVG = "image/svg+xml"

ROWS: tuple[Route, ...] = (
    make(
        CHANGES,
        "grid",
        "draft_borders",
        border.DraftBorders,
        SEEN,
        ("Draft a change of borders", "起草网格边界调整"),
        JUDGES,
        location=f"{CHANGES}/{{id}}",
    ),
    page(
        CHANGES,
        "grid",
        "list_border_changes",
        border.ListBorderChanges,
        border.BorderChangePage,
        ("Page through changes of borders", "边界调整列表"),
        STAFF,
    ),
    read(
        CHANGE,
        "grid",
        "find_border_change",
        border.FindBorderChange,
        border.BorderChangeView,
        ("Read a change of borders with its report", "查看边界调整和检查报告"),
        STAFF,
    ),
    read(
        f"{CHANGE}/picture",
        "grid",
        "draw_border_change",
        border.FindBorderChange,
        None,
        ("See a change of borders", "边界调整示意图"),
        STAFF,
        media=SVG,
    ),
    page(
        f"{CHANGE}/preview",
        "grid",
        "preview_borders",
        border.PreviewBorders,
        border.BorderPreviewView,
        ("See what a change of borders would move", "预览边界调整的影响"),
        JUDGES,
    ),
    act(f"{CHANGE}/apply", "grid", "apply_borders", border.EndBorderChange, SEEN, ("Put borders in force", "边界生效"), JUDGES),
    act(
        f"{CHANGE}/withdraw",
        "grid",
        "withdraw_borders",
        border.EndBorderChange,
        SEEN,
        ("Withdraw a draft of borders", "撤回边界调整"),
        JUDGES,
    ),
    read(
        f"{V1}/grids/{{grid}}/border",
        "grid",
        "find_border",
        border.FindBorder,
        border.BorderView,
        ("Read a border as it was on a day", "查看某日的网格边界"),
        STAFF,
    ),
)
