"""The one window: bringing something, saying what it is, and the pages for any telephone."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from services.gateway.http.route import Foreign, Route, act, by_code, make, page, read
from services.gateway.open311.form import PARTS
from services.gateway.routes.group import ANYONE, DECIDERS, DESK, LEADERS, V1
from services.gateway.window import schema as own
from services.gateway.window.desk import refuse
from services.gateway.window.form import FORM as MEDIA
from services.petition.schemas import window

INTAKES = f"{V1}/intakes"
INTAKE = f"{INTAKES}/{{intake}}"
SEEN = window.IntakeView
READERS = ("resident", "dispatcher", "officer", "leader")
HELD = (*DECIDERS, *DESK)
HTML = "text/html"
FORM = Foreign((HTML,), refuse, own.WindowRefused, form=True, below="/window")
_told = partial(
    read, schema=own.WindowTold, view=None, roles=ANYONE, media=HTML, quota="progress", foreign=replace(FORM, form=False),
    redirect=True, nobody=True,
)
_send = partial(
    Route, "POST", view=None, roles=ANYONE, media=HTML, raw=True, foreign=FORM, nobody=True, redirect=True,
    takes=(MEDIA,),
)

ROWS: tuple[Route, ...] = (
    make(
        f"{V1}/window", "petition", "take_in", window.TakeIn, window.IntakeTaken, ("Bring something to the window", "一号受理"),
        ANYONE, location=f"{INTAKES}/{{id}}", quota="report",
    ),
    page(INTAKES, "petition", "list_intakes", window.ListIntakes, window.IntakePage, ("Page through a queue", "分页"), READERS),
    read(INTAKE, "petition", "find_intake", window.FindIntake, window.IntakeWhole, ("Read one intake", "查看受理单"), READERS),
    act(f"{INTAKE}/confirm", "petition", "confirm_intake", window.ConfirmIntake, SEEN, ("Say what it is", "确认转办"), DESK),
    act(f"{INTAKE}/return", "petition", "return_intake", window.ReturnIntake, SEEN, ("Give it back", "退回窗口"), HELD),
    act(f"{INTAKE}/finish", "petition", "finish_intake", window.FinishIntake, SEEN, ("Say it is done", "办结"), DECIDERS),
    act(
        f"{INTAKE}/contact/minor", "petition", "mark_intake_minor", window.MarkIntakeMinor, window.IntakeMarkedView,
        ("Say whether they are under age", "标注（取消）未成年人"), (*HELD, *LEADERS),
    ),
    by_code(
        f"{V1}/progress/window/confirm", "petition", "confirm_intake_by_code", window.ConfirmIntakeByCode, SEEN,
        ("Say what it is, by number and code", "凭编号和查询码确认"),
    ),
    by_code(
        f"{V1}/progress/window/support", "petition", "support_by_intake", window.SupportByIntake, SEEN,
        ("Stand behind a matter nearby instead, by number and code", "凭编号和查询码支持附近的同一件事"),
    ),
    read(
        "/window", "gateway", "window_page", own.WindowAsk, None, ("Bring something on a page", "一号受理页面"), ANYONE,
        media=HTML, foreign=replace(FORM, form=False),
    ),
    _told(
        "/window/told", "gateway", "window_told", said=("See what became of a form", "查看受理结果页面"),
    ),
    _told(
        "/window/progress", "gateway", "window_followed", said=("See again how far it is", "再次查看进度页面"),
    ),
    read(
        "/window/{asset}", "gateway", "window_asset", own.WindowAsset, None, ("Get a file of it", "一号受理页面文件"), ANYONE,
        media="*/*",
    ),
    _send(
        path="/window", service="gateway", act="window_send", schema=own.WindowSend,
        said=("Send what was written on the page", "提交一号受理页面"), quota="report",
    ),
    _send(
        path="/window/confirm", service="gateway", act="window_confirm", schema=own.WindowChoose,
        said=("Say on the page what it is", "在页面确认"), quota="progress",
    ),
    _send(
        path="/window/support", service="gateway", act="window_support", schema=own.WindowSupport,
        said=("Stand behind a matter nearby on the page", "在页面支持附近的同一件事"), quota="progress",
    ),
    _send(
        path="/window/progress", service="gateway", act="window_progress", schema=own.WindowFollow,
        said=("Follow it on the page", "在页面查询进度"), quota="progress",
    ),
    _send(
        path="/window/leave", service="gateway", act="window_leave", schema=own.WindowLeft,
        said=("Leave nothing on a shared telephone", "结束并清除页面显示"), quota="progress",
    ),
    _send(
        path="/window/copy", service="gateway", act="window_copy", schema=own.WindowFollow,
        said=("Get on the page what is kept, as one file", "在页面下载信息副本"), quota="progress", binary=True,
    ),
    replace(
        _send(
            path="/window/photos", service="gateway", act="window_photos", schema=own.WindowPhotos,
            said=("Add photos on the page", "在页面补充照片"), quota="upload",
        ),
        takes=(PARTS,),
    ),
)  # fmt: skip
