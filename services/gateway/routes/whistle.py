"""Whistles (吹哨报到): departments called to a place."""

from __future__ import annotations

from services.gateway.http.route import Route, act, make, page, read
from services.gateway.routes.group import DECIDERS, FIELD, STAFF, V1
from services.grid.schemas import whistle

WHISTLES, CALLS = f"{V1}/whistles", f"{V1}/whistle-calls"
CALL = f"{CALLS}/{{call}}"
SEEN = whistle.CallView

ROWS: tuple[Route, ...] = (
    make(
        WHISTLES,
        "grid",
        "blow_whistle",
        whistle.BlowWhistle,
        whistle.BlownView,
        ("Call departments to a place", "吹哨"),
        FIELD,
        location=f"{WHISTLES}/{{id}}",
    ),
    read(
        f"{WHISTLES}/{{whistle}}", "grid", "find_whistle", whistle.FindWhistle, whistle.WhistleView,
        ("Read one whistle", "查看哨单"), STAFF,
    ),
    page(CALLS, "grid", "list_whistles", whistle.ListWhistles, whistle.CallPage, ("Page through calls", "应哨列表"), STAFF),
    act(
        f"{CALL}/acknowledge", "grid", "acknowledge_whistle", whistle.AcknowledgeWhistle, SEEN,
        ("Say that it was heard", "签收哨单"), DECIDERS,
    ),
    act(f"{CALL}/arrive", "grid", "arrive_whistle", whistle.ArriveWhistle, SEEN, ("Report in", "到场报到"), DECIDERS),
    act(f"{CALL}/handle", "grid", "handle_whistle", whistle.HandleWhistle, SEEN, ("Begin the work", "开始处置"), DECIDERS),
    act(f"{CALL}/release", "grid", "release_whistle", whistle.ReleaseWhistle, SEEN, ("Let it leave", "放行"), FIELD),
    act(f"{CALL}/rate", "grid", "rate_whistle", whistle.RateWhistle, SEEN, ("Rate its answer", "评价应哨"), FIELD),
    read(
        f"{V1}/whistle-figures", "grid", "whistle_figures", whistle.WhistleFigures, whistle.WhistleFiguresView,
        ("Count how whistles were answered", "应哨统计"), STAFF,
    ),
)  # fmt: skip
