"""Petitions."""

from __future__ import annotations

from services.gateway.http.route import Route, act, by_code, make, page, read
from services.gateway.routes.group import ANYONE, DECIDERS, LEADERS, OFFICE, V1
from services.petition import schemas as petition

PETITIONS = f"{V1}/petitions"
PETITION = f"{PETITIONS}/{{petition}}"
HELD = petition.View

ROWS: tuple[Route, ...] = (
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
    page(
        f"{V1}/petition-archive",
        "petition",
        "list_archive",
        petition.ListArchive,
        petition.ArchivePage,
        ("Page through the files that are handed to the archive", "移交档案的信访案卷目录"),
        (*OFFICE, *LEADERS),
    ),
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
