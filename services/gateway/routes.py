"""Every route, a row each: path, service, act, command, reply, what it does, who may."""
from __future__ import annotations

from services.gateway import schemas as own
from services.gateway.http.route import Route, act, by_code, make, page, read
from services.grid import schemas as grid
from services.mediation import schemas as mediation
from services.notify import schemas as notify
from services.petition import schemas as petition

ANYONE = None
CHECKERS = ("checker", "grid_worker")
DESK = ("dispatcher",)
DECIDERS = ("officer",)
FIELD = ("grid_worker", "dispatcher")
HANDLERS = ("officer", "grid_worker")
JUDGES = ("dispatcher", "leader")
OFFICE = ("officer", "dispatcher")
OPENERS = ("resident", "grid_worker", "dispatcher", "officer")
OPERATORS = ("operator",)
PARTIES = ("resident", "dispatcher", "officer")

V1 = "/api/v1"
INCIDENTS = f"{V1}/incidents"
INCIDENT = f"{INCIDENTS}/{{incident}}"
PETITIONS = f"{V1}/petitions"
PETITION = f"{PETITIONS}/{{petition}}"
DISPUTES = f"{V1}/disputes"
DISPUTE = f"{DISPUTES}/{{dispute}}"

SEEN = grid.ActView
HELD = petition.View
HEARD = mediation.View

GATEWAY: tuple[Route, ...] = (
    Route(
        "POST",
        f"{V1}/sessions",
        "gateway",
        "sign_in",
        own.SignIn,
        own.TokenView,
        ("Sign in", "登录"),
        ANYONE,
        status=201,
        quota="sign_in",
    ),
    Route(
        "DELETE",
        f"{V1}/sessions/current",
        "gateway",
        "sign_out",
        own.Nothing,
        None,
        ("Sign out", "退出登录"),
        status=204,
    ),
    read(f"{V1}/me", "gateway", "me", own.Nothing, own.AccountView, ("Tell who is signed in", "查看当前账号")),
    Route(
        "POST",
        f"{V1}/progress",
        "gateway",
        "progress",
        own.Progress,
        own.ProgressView,
        ("Follow a matter by its number and query code", "凭编号和查询码查询进度"),
        ANYONE,
        quota="progress",
    ),
    read(f"{V1}/openapi.json", "gateway", "document", own.Nothing, None, ("Read this document", "本接口文档"), ANYONE),
    read(f"{V1}/docs", "gateway", "page", own.Nothing, None, ("Read this document as a page", "接口文档页面"), ANYONE),
    read(f"{V1}/docs/{{asset}}", "gateway", "asset", own.Asset, None, ("Get a file of the page", "页面文件"), ANYONE),
)

GRID: tuple[Route, ...] = (
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
    read(f"{V1}/areas", "grid", "list_areas", grid.ListAreas, grid.AreasView, ("Go down the areas", "区划树"), ANYONE),
    read(f"{V1}/overview", "grid", "overview", grid.Overview, grid.OverviewView, ("Count what is in scope", "总览")),
    act(f"{INCIDENT}/locate", "grid", "locate", grid.Locate, SEEN, ("Put it in its place", "确定位置"), FIELD),
    act(f"{INCIDENT}/verify", "grid", "verify", grid.Verify, SEEN, ("Ask for a look on site", "派核实"), DESK),
    act(f"{INCIDENT}/accept", "grid", "accept", grid.Accept, SEEN, ("Accept", "受理"), FIELD),
    act(f"{INCIDENT}/reject", "grid", "reject", grid.Reject, SEEN, ("Refuse, with the reason", "不予受理"), DESK),
    act(f"{INCIDENT}/file", "grid", "file", grid.File, SEEN, ("File under its kind", "立案"), DESK),
    act(f"{INCIDENT}/dispatch", "grid", "dispatch", grid.Dispatch, SEEN, ("Dispatch to a unit", "派遣"), DESK),
    act(f"{INCIDENT}/return", "grid", "return_", grid.Return, SEEN, ("Return, with the reason", "退回"), HANDLERS),
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
    act(f"{INCIDENT}/resume", "grid", "resume", grid.Resume, SEEN, ("Take up again", "恢复办理"), DESK),
    act(f"{INCIDENT}/finish", "grid", "finish", grid.Finish, SEEN, ("Finish, with evidence", "处置完成"), HANDLERS),
    act(f"{INCIDENT}/check", "grid", "check", grid.Check, SEEN, ("Check the result", "核查"), CHECKERS),
    act(f"{INCIDENT}/close", "grid", "close", grid.Close, SEEN, ("Close", "结案"), DESK),
    act(f"{INCIDENT}/rate", "grid", "rate", grid.Rate, SEEN, ("Rate the result", "评价"), ANYONE, quota="progress"),
    act(f"{INCIDENT}/reopen", "grid", "reopen", grid.Reopen, SEEN, ("Reopen", "重新办理"), ANYONE, quota="progress"),
    act(f"{INCIDENT}/hand-over", "grid", "hand_over", grid.HandOver, SEEN, ("Hand over", "移送"), DESK),
    act(f"{INCIDENT}/take-back", "grid", "take_back", grid.TakeBack, SEEN, ("Take back", "收回"), DESK),
)

PETITION_ROWS: tuple[Route, ...] = (
    make(
        PETITIONS,
        "petition",
        "register",
        petition.Register,
        petition.Registered,
        ("Register a petition", "登记信访事项"),
        ANYONE,
        location=f"{PETITIONS}/{{id}}",
        quota="report",
    ),
    page(PETITIONS, "petition", "list", petition.List, petition.Page, ("Page through a queue", "分页查看信访事项")),
    read(PETITION, "petition", "find", petition.Find, petition.Whole, ("Read one petition", "查看信访事项")),
    act(f"{PETITION}/forward", "petition", "forward", petition.Forward, HELD, ("Forward to a unit", "转送"), OFFICE),
    act(f"{PETITION}/accept", "petition", "accept", petition.Accept, HELD, ("Accept", "受理"), DECIDERS),
    act(f"{PETITION}/answer", "petition", "answer", petition.Answer, HELD, ("Issue the opinion", "答复"), DECIDERS),
    act(f"{PETITION}/refuse", "petition", "refuse", petition.Refuse, HELD, ("Refuse, with reason", "不予受理"), OFFICE),
    act(f"{PETITION}/recuse", "petition", "recuse", petition.Recuse, HELD, ("Withdraw from it", "回避"), OFFICE),
    act(f"{PETITION}/withdraw", "petition", "withdraw", petition.Withdraw, HELD, ("Take back", "撤回"), ("resident",)),
    act(f"{PETITION}/rate", "petition", "rate", petition.Rate, HELD, ("Rate the answer", "评价"), ("resident",)),
    by_code(
        f"{V1}/progress/petition/withdraw",
        "petition",
        "withdraw_by_code",
        petition.WithdrawByCode,
        HELD,
        ("Take a petition back by number and code", "凭编号和查询码撤回"),
    ),
    by_code(
        f"{V1}/progress/petition/rate",
        "petition",
        "rate_by_code",
        petition.RateByCode,
        HELD,
        ("Rate the answer by number and code", "凭编号和查询码评价"),
    ),
)

MEDIATION: tuple[Route, ...] = (
    make(
        DISPUTES,
        "mediation",
        "open",
        mediation.Open,
        mediation.Opened,
        ("Ask for mediation", "申请调解"),
        OPENERS,
        location=f"{DISPUTES}/{{id}}",
    ),
    page(DISPUTES, "mediation", "list", mediation.List, mediation.Page, ("Page through a queue", "分页查看纠纷")),
    read(DISPUTE, "mediation", "find", mediation.Find, mediation.Whole, ("Read one dispute", "查看纠纷")),
    read(
        f"{V1}/mediation/rights",
        "mediation",
        "rights",
        mediation.Rights,
        mediation.Statement,
        ("Rights", "权利义务告知"),
        ANYONE,
    ),
    act(f"{DISPUTE}/join", "mediation", "join", mediation.Join, HEARD, ("Name a party", "补充当事人"), OFFICE),
    act(f"{DISPUTE}/consent", "mediation", "consent", mediation.Consent, HEARD, ("Consent or not", "表态"), PARTIES),
    act(
        f"{DISPUTE}/acknowledge",
        "mediation",
        "acknowledge",
        mediation.Acknowledge,
        HEARD,
        ("Acknowledge the rights told", "确认已告知权利义务"),
        PARTIES,
    ),
    act(f"{DISPUTE}/assign", "mediation", "assign", mediation.Assign, HEARD, ("Name a mediator", "指定调解员"), OFFICE),
    act(
        f"{DISPUTE}/sessions",
        "mediation",
        "record_session",
        mediation.RecordSession,
        HEARD,
        ("Record a session", "记录调解"),
        DECIDERS,
    ),
    act(
        f"{DISPUTE}/conclude",
        "mediation",
        "conclude",
        mediation.Conclude,
        HEARD,
        ("Record the agreement", "达成协议"),
        DECIDERS,
    ),
    act(f"{DISPUTE}/fail", "mediation", "fail", mediation.Fail, HEARD, ("Say that it failed", "调解不成"), DECIDERS),
    act(f"{DISPUTE}/end", "mediation", "end", mediation.End, HEARD, ("End it as a party", "终止调解"), PARTIES),
    by_code(
        f"{V1}/progress/dispute/consent",
        "mediation",
        "consent_by_code",
        mediation.ConsentByCode,
        HEARD,
        ("Consent by number and code", "凭编号和查询码表示同意与否"),
    ),
    by_code(
        f"{V1}/progress/dispute/end",
        "mediation",
        "end_by_code",
        mediation.EndByCode,
        HEARD,
        ("End by number and code", "凭编号和查询码终止"),
    ),
)

NOTIFY: tuple[Route, ...] = (
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

ROWS: tuple[Route, ...] = GATEWAY + GRID + PETITION_ROWS + MEDIATION + NOTIFY
