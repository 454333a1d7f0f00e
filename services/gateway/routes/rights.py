"""Residents and their data: a copy, corrections, being erased; and what is decided of that."""

from __future__ import annotations

from services.gateway.http.route import Route, act, by_code, make, page, read
from services.gateway.rights import schemas as own
from services.gateway.routes.group import LEADERS, V1

OWN = f"{V1}/own"
ERASURES = f"{V1}/erasures"
ERASURE = f"{ERASURES}/{{request}}"
RESIDENT = ("resident",)
SECONDS = 60  # to ask every service in both languages, and to fetch what was sent

ROWS: tuple[Route, ...] = (
    page(f"{OWN}/copy", "gateway", "own_copy", own.OwnCopy, own.CopyPage,
         ("Get a copy of all that is kept of me", "查阅、复制本人信息"), RESIDENT),
    Route("POST", f"{OWN}/copy/by-code", "gateway", "copy_by_code", own.CopyByCode, own.CopyView,
          ("Get a copy of what the matter of a receipt keeps", "凭编号和查询码查阅、复制本人信息"), None, quota="progress"),
    read(f"{OWN}/archive", "gateway", "own_archive", own.OwnArchive, None,
         ("Get all that is kept of me as one file", "下载本人信息副本"), RESIDENT, binary=True, seconds=SECONDS),
    Route("POST", f"{OWN}/archive/by-code", "gateway", "archive_by_code", own.ArchiveByCode, None,
          ("Get what the matter of a receipt keeps as one file", "凭编号和查询码下载信息副本"), None, quota="progress",
          binary=True, seconds=SECONDS),
    Route("POST", f"{OWN}/correction", "gateway", "correct_own", own.CorrectOwn, own.CorrectedView,
          ("Put right who I am in a matter of mine", "更正本人事项中的个人信息"), RESIDENT, keyed=True),
    by_code(f"{OWN}/correction/by-code", "gateway", "correct_by_code", own.CorrectByCode, own.CorrectedView,
            ("Put right who I am in the matter of a receipt", "凭编号和查询码更正个人信息")),
    Route("POST", f"{OWN}/correction/account", "gateway", "correct_account", own.CorrectAccount, own.CorrectedView,
          ("Put right the name of my account", "更正本人账号姓名"), RESIDENT, keyed=True),
    make(f"{OWN}/erasure", "gateway", "ask_erasure", own.AskErasure, own.ReceiptView,
         ("Ask to be erased", "申请删除本人信息"), RESIDENT),
    Route("POST", f"{OWN}/erasure/by-code", "gateway", "ask_erasure_by_code", own.AskErasureByCode, own.ReceiptView,
          ("Ask for the matter of a receipt to say nothing of me", "凭编号和查询码申请删除个人信息"), None,
          status=201, keyed=True, quota="progress"),
    Route("POST", f"{OWN}/erasure/progress", "gateway", "follow_erasure", own.FollowErasure, own.ErasureView,
          ("Look how far a request to be erased is", "查询删除申请进度"), None, quota="progress"),
    page(ERASURES, "gateway", "list_erasures", own.ListErasures, own.ErasurePage,
         ("Page through requests to be erased", "删除申请列表"), LEADERS),
    read(ERASURE, "gateway", "find_erasure", own.FindErasure, own.ErasureWhole,
         ("Read a request to be erased", "查看删除申请"), LEADERS),
    act(f"{ERASURE}/grant", "gateway", "grant_erasure", own.GrantErasure, own.ErasureView,
        ("Grant it", "准予删除"), LEADERS),
    act(f"{ERASURE}/refuse", "gateway", "refuse_erasure", own.RefuseErasure, own.ErasureView,
        ("Refuse it with the reason", "不予删除并说明理由"), LEADERS),
)  # fmt: skip
