"""Signing in by telephone, and changing the number."""

from __future__ import annotations

from functools import partial

from services.gateway.credential import schemas as credential
from services.gateway.http.route import Route
from services.gateway.phone import schemas as phone
from services.gateway.routes.group import ANYONE, V1

ME = f"{V1}/me"
RESIDENT = ("resident",)
enter = partial(Route, "POST", roles=ANYONE, quota="sign_in", unsigned=True)

ROWS: tuple[Route, ...] = (
    enter(
        f"{V1}/sign-in/code", "gateway", "send_code", phone.SendCode, phone.CodeSentView,
        ("Have a code sent to a telephone", "获取手机验证码"), seconds=10,
    ),
    enter(
        f"{V1}/sessions/by-code", "gateway", "sign_in_by_code", phone.SignInByCode, credential.TokenView,
        ("Sign in by a code sent to a telephone", "手机验证码登录"), status=201,
    ),
    Route(
        "POST", f"{ME}/phone/code", "gateway", "send_change_code", phone.SendChangeCode, phone.CodeSentView,
        ("Have a code sent to my new number", "获取新手机号的验证码"), RESIDENT, seconds=10,
    ),
    Route(
        "POST", f"{ME}/phone", "gateway", "change_phone", phone.ChangePhone, credential.EndedView,
        ("Change the number that opens my account", "更换登录手机号"), RESIDENT, seconds=10,
    ),
)  # fmt: skip
