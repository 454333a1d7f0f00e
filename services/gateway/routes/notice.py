"""Notices and their deliveries."""

from __future__ import annotations

from services.gateway.http.route import Route, page
from services.gateway.routes.group import OPERATORS, V1
from services.notify import schemas as notify

ROWS: tuple[Route, ...] = (
    page(f"{V1}/notices", "notify", "inbox", notify.Inbox, notify.InboxPage, ("Read one's notices", "我的通知")),
    Route(
        "POST",
        f"{V1}/notices/{{notice}}/read",
        "notify",
        "read",
        notify.Read,
        notify.ReadView,
        ("Mark as read", "标为已读"),
    ),
    page(
        f"{V1}/deliveries",
        "notify",
        "deliveries",
        notify.Deliveries,
        notify.DeliveryPage,
        ("Deliveries", "发送记录"),
        OPERATORS,
    ),
    Route(
        "POST",
        f"{V1}/deliveries/{{delivery}}/resend",
        "notify",
        "resend",
        notify.Resend,
        notify.ResendView,
        ("Send once more", "重新发送"),
        OPERATORS,
        keyed=True,
    ),
)
