"""Being told of changes."""

from __future__ import annotations

from services.gateway.http.route import STREAM, Route, read
from services.gateway.routes.group import STAFF, V1
from services.gateway.stream import schemas as own

ROWS: tuple[Route, ...] = (
    read(
        f"{V1}/stream", "gateway", "follow", own.Follow, None,
        ("Be told of changes within reach as they happen", "实时接收权限范围内的变更"), ("resident", *STAFF), media=STREAM,
    ),
)  # fmt: skip
