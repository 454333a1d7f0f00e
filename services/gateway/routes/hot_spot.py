"""Hot spots: where to patrol, and the matters behind each."""

from __future__ import annotations

from services.gateway.http.route import Route, page, read
from services.gateway.routes.group import STAFF, V1
from services.grid import schemas
from services.grid.schemas import hot_spot

HOT_SPOTS = f"{V1}/hot-spots"

ROWS: tuple[Route, ...] = (
    read(
        HOT_SPOTS, "grid", "hot_spots", hot_spot.HotSpots, hot_spot.HotSpotsView,
        ("Find where to patrol", "高发点位研判"), STAFF,
    ),
    page(
        f"{HOT_SPOTS}/list", "grid", "hot_spot_list", hot_spot.HotSpotList, schemas.IncidentPage,
        ("List the matters of a hot spot", "高发点位明细"), STAFF,
    ),
)  # fmt: skip
