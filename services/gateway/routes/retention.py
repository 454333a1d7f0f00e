"""How long things are kept, and what was let go of."""

from __future__ import annotations

from kernel.migrate import SERVICES
from kernel.retaining import RulesView
from kernel.wire import Choice, Schema
from services.gateway.http.route import Route, read
from services.gateway.routes.group import V1


class ShowRetention(Schema):
    """Ask one service how long it keeps what it keeps."""

    service = Choice(*SERVICES, required=True)


ROWS: tuple[Route, ...] = (
    read(
        f"{V1}/retention/{{service}}", "gateway", "show_retention", ShowRetention, RulesView,
        ("How long a service keeps what it keeps, and what it has let go of", "数据留存规则与执行报告"), ("operator",),
    ),
)  # fmt: skip
