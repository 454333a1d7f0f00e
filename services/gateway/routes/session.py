"""Signing in and out, and the own sessions."""

from __future__ import annotations

from functools import partial

from services.gateway import schemas as own
from services.gateway.credential import schemas as credential
from services.gateway.http.route import Route, read
from services.gateway.routes.group import ANYONE, V1
from services.gateway.session import schemas as session

SESSIONS = f"{V1}/sessions"
enter = partial(Route, "POST", status=201, roles=ANYONE, quota="sign_in", unsigned=True)
end = partial(Route, "DELETE", status=204, unsigned=True)

ROWS: tuple[Route, ...] = (
    enter(SESSIONS, "gateway", "sign_in", credential.SignIn, credential.TokenView, ("Sign in", "登录")),
    enter(
        f"{SESSIONS}/by-link", "gateway", "use_link", credential.UseLink, credential.TokenView,
        ("Set a password by a one-time link and sign in", "凭一次性链接设置密码并登录"),
    ),
    end(f"{SESSIONS}/current", "gateway", "sign_out", own.Nothing, None, ("Sign out", "退出登录")),
    read(
        SESSIONS, "gateway", "list_sessions", own.Nothing, session.SessionsView,
        ("List the own sessions", "本人登录会话"), unsigned=True,
    ),
    end(
        f"{SESSIONS}/others", "gateway", "end_other_sessions", own.Nothing, None,
        ("End all other own sessions", "结束本人其他会话"),
    ),
    end(f"{SESSIONS}/{{session}}", "gateway", "end_session", session.EndSession, None, ("End an own session", "结束本人会话")),
    read("/sign-in", "gateway", "sign_in_page", own.Nothing, None, ("Sign in on a page", "登录页面"), ANYONE, media="text/html"),
    read(
        "/sign-in/{asset}", "gateway", "sign_in_asset", own.Asset, None, ("Get a file of it", "登录页面文件"), ANYONE,
        media="*/*",
    ),
)  # fmt: skip
