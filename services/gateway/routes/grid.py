"""Grids: codes, kinds, and where a point lies."""

from __future__ import annotations

from services.gateway.http.route import Route, act, make, page, read
from services.gateway.routes.group import ANYONE, DESK, STAFF, V1
from services.grid.schemas import grid

GRIDS = f"{V1}/grids"
ONE = f"{GRIDS}/{{grid}}"
SEEN = grid.KnownGridView

ROWS: tuple[Route, ...] = (
    make(GRIDS, "grid", "open_grid", grid.OpenGrid, SEEN, ("Open a grid", "设立网格"), DESK, location=f"{GRIDS}/{{id}}"),
    page(GRIDS, "grid", "list_grids", grid.ListGrids, grid.GridPage, ("Page through grids", "网格列表"), STAFF),
    read(ONE, "grid", "find_grid", grid.FindGrid, SEEN, ("Read one grid", "查看网格"), STAFF),
    act(f"{ONE}/change", "grid", "change_grid", grid.ChangeGrid, SEEN, ("Change a grid", "变更网格"), DESK),
    act(f"{ONE}/end", "grid", "end_grid", grid.EndGrid, SEEN, ("End a grid, and keep its code", "作废网格"), DESK),
    read(
        f"{V1}/places/at",
        "grid",
        "place_at",
        grid.LookUp,
        grid.SpotView,
        ("Tell where a point lies", "按坐标查所在网格"),
        ANYONE,
        quota="place",
    ),
)
