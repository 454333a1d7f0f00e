"""Disputes and their mediation."""

from __future__ import annotations

from services.gateway.http.route import Route, act, by_code, make, page, read
from services.gateway.routes.group import ANYONE, DECIDERS, OFFICE, OPENERS, PARTIES, V1
from services.mediation import schemas as mediation

DISPUTES = f"{V1}/disputes"
DISPUTE = f"{DISPUTES}/{{dispute}}"
HEARD = mediation.View

ROWS: tuple[Route, ...] = (
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
