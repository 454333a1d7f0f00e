"""Signing in by a provider: pages a browser goes through, and what providers tell by themselves."""

from __future__ import annotations

from services.gateway import schemas as own
from services.gateway.http.route import HTML, Route, read
from services.gateway.oidc import schemas as oidc
from services.gateway.routes.group import ANYONE, V1

FORM = ("application/x-www-form-urlencoded",)
ONE = "/sign-in/oidc/{provider}"

ROWS: tuple[Route, ...] = (
    read(
        f"{V1}/sign-in/providers", "gateway", "list_sign_in_providers", oidc.ListProviders, oidc.ProvidersView,
        ("List providers to sign in by", "可用的统一身份认证"), ANYONE,
    ),
    read(
        ONE, "gateway", "begin_oidc", oidc.BeginOidc, None,
        ("Send a browser to a provider to sign in", "前往统一身份认证登录"), ANYONE, status=303, quota="sign_in", media=HTML,
        unsigned=True, seconds=10,
    ),
    read(
        f"{ONE}/callback", "gateway", "return_oidc", oidc.ReturnOidc, None,
        ("Come back from a provider and be signed in", "统一身份认证返回"), ANYONE, quota="sign_in", media=HTML, unsigned=True,
        seconds=20,
    ),
    Route(
        "POST", f"{ONE}/back-channel", "gateway", "hear_oidc_logout", oidc.HearLogout, None,
        ("Hear from a provider that somebody has signed out", "接收统一身份认证的退出通知"), ANYONE, quota="provider", raw=True,
        status=204, invalid=400, takes=FORM,
    ),
    Route(
        "DELETE", f"{V1}/sessions/current/provider", "gateway", "leave_oidc", own.Nothing, oidc.LeftView,
        ("Sign out here, and learn where to sign out at the provider", "退出登录并取得统一身份认证的退出地址"), unsigned=True,
    ),
)  # fmt: skip
