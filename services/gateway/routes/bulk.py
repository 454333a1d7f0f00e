"""Bulk intake for departments: a thousand rows a call, each with its own key and outcome."""

from __future__ import annotations

from kernel.shape import BulkView
from services.gateway.http.route import CLIENT, Route, make
from services.gateway.routes.group import DESK, OFFICE, V1
from services.grid.schemas import bulk as grid
from services.petition import schemas as petition

BULK = "bulk"
BYTES_MOST, SECONDS = 4 * 1024 * 1024, 60.0

ROWS: tuple[Route, ...] = (
    make(
        f"{V1}/bulk/incidents", "gateway", "bulk_incidents", grid.BulkIncidents, BulkView,
        ("Report many matters", "批量上报事项"), (CLIENT, *DESK),
        status=200, refusing=True, scope=BULK, most=BYTES_MOST, seconds=SECONDS,
    ),
    make(
        f"{V1}/bulk/petitions", "gateway", "bulk_petitions", petition.BulkPetitions, BulkView,
        ("Register many petitions", "批量登记信访事项"), (CLIENT, *OFFICE),
        status=200, refusing=True, scope=BULK, most=BYTES_MOST, seconds=SECONDS,
    ),
)  # fmt: skip
