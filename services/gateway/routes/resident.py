"""The pages of a resident's own: matters, who looked, number, correction, erasure, by links and forms alone."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from services.gateway.http.route import Foreign, Route, read
from services.gateway.resident import schema as own
from services.gateway.resident.desk import refuse
from services.gateway.resident.page import HOME, RECEIPT
from services.gateway.routes.group import ANYONE
from services.gateway.window.form import FORM as MEDIA

HTML = "text/html"
RESIDENT = ("resident",)
FORM = Foreign((HTML,), refuse, own.OwnRefused, form=True, below=HOME)
PAGE = replace(FORM, form=False)
_shown = partial(read, view=None, roles=ANYONE, media=HTML, foreign=PAGE)
_own = partial(_shown, roles=RESIDENT)
_sent = partial(
    Route, "POST", service="gateway", view=None, roles=ANYONE, media=HTML, raw=True, foreign=FORM, redirect=True, takes=(MEDIA,),
    seconds=10,
)
_anybody = partial(_sent, nobody=True)
_signed = partial(_sent, roles=RESIDENT, slip=True)

ROWS: tuple[Route, ...] = (
    _shown(HOME, "gateway", "own_page", own.OwnPage, said=("See my matters and data on a page", "我的事项和信息页面")),
    _own(
        f"{HOME}/looks/{{kind}}/{{matter}}", "gateway", "own_looks_page", own.OwnLooks,
        said=("See on a page who looked", "查看记录页面"),
    ),
    _own(
        f"{HOME}/phone", "gateway", "own_phone_page", own.OwnSheet,
        said=("See the page that changes my number", "更换手机号页面"),
    ),
    _shown(
        f"{HOME}/erasure", "gateway", "own_erasure_page", own.OwnSheet,
        said=("See the page to be erased by", "删除申请页面"),
    ),
    _anybody(
        path=f"{HOME}/code", act="own_page_code", schema=own.OwnNumber, quota="sign_in",
        said=("Have a code sent from the page", "在页面获取验证码"),
    ),
    _anybody(
        path=f"{HOME}/enter", act="own_page_enter", schema=own.OwnCode, quota="sign_in",
        said=("Sign in on the page", "在页面登录"),
    ),
    _anybody(
        path=f"{HOME}/again", act="own_page_again", schema=own.OwnForm, quota="sign_in",
        said=("Give another number", "换一个号码"),
    ),
    _anybody(
        path=f"{HOME}/erasure/follow", act="own_page_follow", schema=own.OwnFollowing,
        said=("Follow on the page a request to be erased", "在页面查询删除申请"), quota="progress",
    ),
    _shown(
        RECEIPT, "gateway", "receipt_page", own.OwnSheet, nobody=True,
        said=("See who looked at the matter of a receipt, on a page", "凭编号和查询码查看记录页面"), quota="progress",
    ),
    _anybody(
        path=RECEIPT, act="receipt_page_open", schema=own.OwnReceipt, quota="progress",
        said=("Show number and code on the page", "在页面凭编号和查询码继续"),
    ),
    _anybody(
        path=f"{RECEIPT}/correct", act="receipt_page_correct", schema=own.OwnReceiptCorrection, quota="progress",
        said=("Put right on the page who I am, by number and code", "在页面凭编号和查询码更正"),
    ),
    _anybody(
        path=f"{RECEIPT}/erase", act="receipt_page_erase", schema=own.OwnErasing, quota="progress",
        said=("Ask on the page to be erased, by number and code", "在页面凭编号和查询码申请删除"),
    ),
    _signed(path=f"{HOME}/leave", act="own_page_leave", schema=own.OwnForm, said=("Sign out on the page", "在页面退出登录")),
    _signed(
        path=f"{HOME}/phone/code", act="own_page_phone_code", schema=own.OwnNumber,
        said=("Have a code sent to my new number, on the page", "在页面获取新手机号的验证码"),
    ),
    _signed(
        path=f"{HOME}/phone", act="own_page_phone", schema=own.OwnCode,
        said=("Change my number on the page", "在页面更换手机号"),
    ),
    _signed(
        path=f"{HOME}/correct", act="own_page_correct", schema=own.OwnCorrection,
        said=("Put right on the page who I am", "在页面更正个人信息"),
    ),
    _signed(
        path=f"{HOME}/erase", act="own_page_erase", schema=own.OwnErasing,
        said=("Ask on the page to be erased", "在页面申请删除"),
    ),
)  # fmt: skip
