"""Signing in by telephone."""

from __future__ import annotations

from functools import partial

from services.gateway.credential import schemas as credential
from services.gateway.http.route import Route
from services.gateway.phone import schemas as phone
from services.gateway.routes.group import ANYONE, V1

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
)  # fmt: skip
