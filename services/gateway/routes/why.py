"""Why somebody sees a record."""

from __future__ import annotations

from services.gateway.http.route import Route, read
from services.gateway.routes.group import V1
from services.gateway.why import schemas as own

ROWS: tuple[Route, ...] = (
    read(
        f"{V1}/why", "gateway", "why", own.Why, own.WhyView,
        ("Ask why an account sees a record, or cannot", "查询某账号为何能（或不能）查看某记录"), ("leader", "operator"),
    ),
)  # fmt: skip
