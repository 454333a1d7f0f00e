"""Incidents, and what a client needs of the ground to report one."""

from __future__ import annotations

from services.gateway.http.route import Route, act, make, page, read
from services.gateway.routes.group import ANYONE, CHECKERS, DESK, FIELD, HANDLERS, JUDGES, LEADERS, STAFF, V1
from services.grid import schemas as grid
from services.grid.schemas import part, tier, view

INCIDENTS = f"{V1}/incidents"
INCIDENT = f"{INCIDENTS}/{{incident}}"
SEEN = grid.ActView
PARTS = f"{V1}/parts"
PART = f"{PARTS}/{{part}}"
OF_PART = view.PartView

ROWS: tuple[Route, ...] = (
    make(
        INCIDENTS,
        "grid",
        "report",
        grid.Report,
        grid.ReceiptView,
        ("Report a matter", "上报事项"),
        ANYONE,
        location=f"{INCIDENTS}/{{id}}",
        quota="report",
    ),
    page(INCIDENTS, "grid", "list_incidents", grid.ListIncidents, grid.IncidentPage, ("Page through a queue", "分页")),
    read(INCIDENT, "grid", "find", grid.Find, grid.IncidentView, ("Read one incident", "查看事项")),
    read(
        f"{V1}/case-types",
        "grid",
        "list_case_types",
        grid.ListCaseTypes,
        grid.CaseTypesView,
        ("List the kinds of matters", "事项类型"),
        ANYONE,
    ),
    read(f"{V1}/overview", "grid", "overview", grid.Overview, grid.OverviewView, ("Count what is in scope", "总览")),
    act(f"{INCIDENT}/locate", "grid", "locate", grid.Locate, SEEN, ("Put it in its place", "确定位置"), FIELD),
    act(f"{INCIDENT}/verify", "grid", "verify", grid.Verify, SEEN, ("Ask for a look on site", "派核实"), DESK),
    act(f"{INCIDENT}/accept", "grid", "accept", grid.Accept, SEEN, ("Accept", "受理"), FIELD),
    act(f"{INCIDENT}/reject", "grid", "reject", grid.Reject, SEEN, ("Refuse, with the reason", "不予受理"), FIELD),
    act(f"{INCIDENT}/file", "grid", "file", grid.File, SEEN, ("File under its kind", "立案"), DESK),
    act(f"{INCIDENT}/dispatch", "grid", "dispatch", grid.Dispatch, SEEN, ("Dispatch to a unit", "派遣"), DESK),
    act(f"{INCIDENT}/return", "grid", "return_", grid.Return, SEEN, ("Return, with the reason", "退回"), HANDLERS),
    act(f"{INCIDENT}/join", "grid", "join", part.Join, SEEN, ("Let a further unit help", "增派协办单位"), DESK),
    act(f"{INCIDENT}/arbitrate", "grid", "arbitrate", tier.Arbitrate, SEEN, ("Decide who does it", "裁定责任单位"), LEADERS),
    act(f"{INCIDENT}/make-safe", "grid", "make_safe", grid.MakeSafe, SEEN, ("Say the danger is over", "排除危险"), HANDLERS),
    read(
        f"{INCIDENT}/suggested-units",
        "grid",
        "suggest_units",
        tier.SuggestUnits,
        tier.SuggestedUnitsView,
        ("Say who may be made responsible", "建议责任单位"),
        DESK,
    ),
    act(f"{INCIDENT}/start", "grid", "start", grid.Start, SEEN, ("Begin the work", "开始处置"), HANDLERS),
    act(
        f"{INCIDENT}/request-extension",
        "grid",
        "request_extension",
        grid.RequestExtension,
        SEEN,
        ("Ask for more time", "申请延期"),
        HANDLERS,
    ),
    act(
        f"{INCIDENT}/approve-extension",
        "grid",
        "approve_extension",
        grid.ApproveExtension,
        SEEN,
        ("Grant more time", "同意延期"),
        JUDGES,
    ),
    act(
        f"{INCIDENT}/refuse-extension",
        "grid",
        "refuse_extension",
        grid.RefuseExtension,
        SEEN,
        ("Refuse more time", "不同意延期"),
        JUDGES,
    ),
    act(f"{INCIDENT}/hang", "grid", "hang", grid.Hang, SEEN, ("Put on hold", "挂账"), DESK),
    act(f"{INCIDENT}/review", "grid", "review", grid.Review, SEEN, ("Look again at what is on hold", "挂账复查"), DESK),
    act(f"{INCIDENT}/archive", "grid", "archive", grid.Archive, SEEN, ("Put away", "归档"), DESK),
    act(f"{INCIDENT}/resume", "grid", "resume", grid.Resume, SEEN, ("Take up again", "恢复办理"), DESK),
    act(f"{INCIDENT}/finish", "grid", "finish", grid.Finish, SEEN, ("Finish, with evidence", "处置完成"), HANDLERS),
    act(f"{INCIDENT}/check", "grid", "check", grid.Check, SEEN, ("Check the result", "核查"), CHECKERS),
    act(f"{INCIDENT}/close", "grid", "close", grid.Close, SEEN, ("Close", "结案"), DESK),
    act(f"{INCIDENT}/rate", "grid", "rate", grid.Rate, SEEN, ("Rate the result", "评价"), ANYONE, quota="progress"),
    act(f"{INCIDENT}/reopen", "grid", "reopen", grid.Reopen, SEEN, ("Reopen", "重新办理"), ANYONE, quota="progress"),
    act(f"{INCIDENT}/hand-over", "grid", "hand_over", grid.HandOver, SEEN, ("Hand over", "移送"), DESK),
    act(f"{INCIDENT}/take-back", "grid", "take_back", grid.TakeBack, SEEN, ("Take back", "收回"), DESK),
    page(PARTS, "grid", "list_parts", part.ListParts, part.PartPage, ("Page through parts of the work", "协办任务"), STAFF),
    act(f"{PART}/start", "grid", "start_part", part.StartPart, OF_PART, ("Begin the own part", "开始协办"), HANDLERS),
    act(f"{PART}/finish", "grid", "finish_part", part.FinishPart, OF_PART, ("Finish the own part", "完成协办"), HANDLERS),
    act(f"{PART}/release", "grid", "release_part", part.ReleasePart, OF_PART, ("Release from a part", "解除协办"), DESK),
    read(f"{V1}/tiers", "grid", "tiers", tier.Tiers, tier.TiersView, ("Count by tier and outcome", "三级循环统计"), STAFF),
)
