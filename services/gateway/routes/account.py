"""Accounts of staff, kept by operators of their ground."""

from __future__ import annotations

from services.gateway.http.route import Route, act, make, page, read
from services.gateway.roster import schemas as roster
from services.gateway.roster.request import schemas as request
from services.gateway.routes.group import OPERATORS, V1

ACCOUNTS = f"{V1}/accounts"
ONE = f"{ACCOUNTS}/{{account}}"
REQUESTS = f"{ACCOUNTS}/requests"
ENTRY, ON = roster.AccountEntry, roster.ActOnAccount

ROWS: tuple[Route, ...] = (
    make(
        ACCOUNTS, "gateway", "open_account", roster.OpenAccount, ENTRY, ("Open an account", "开立账号"), OPERATORS,
        location=f"{ACCOUNTS}/{{id}}",
    ),
    page(
        ACCOUNTS, "gateway", "list_accounts", roster.ListAccounts, roster.AccountPage,
        ("Page through accounts", "账号列表"), OPERATORS,
    ),
    read(ONE, "gateway", "find_account", roster.FindAccount, ENTRY, ("Read one account", "查看账号"), OPERATORS),
    act(
        f"{ONE}/change", "gateway", "change_account", roster.ChangeAccount, ENTRY, ("Change an account", "变更账号"),
        OPERATORS,
    ),
    act(f"{ONE}/disable", "gateway", "disable_account", ON, ENTRY, ("Disable it", "停用账号"), OPERATORS),
    act(f"{ONE}/enable", "gateway", "enable_account", ON, ENTRY, ("Enable it again", "恢复账号"), OPERATORS),
    act(
        f"{ONE}/reset-second-factor", "gateway", "reset_second_factor", ON, ENTRY,
        ("Take its second factor away", "重置动态验证码"), OPERATORS,
    ),
    act(
        f"{ONE}/link", "gateway", "make_link", ON, roster.LinkView,
        ("Give a one-time link for a password", "发放一次性登录链接"), OPERATORS,
    ),
    act(
        f"{ONE}/release", "gateway", "release_account", ON, ENTRY,
        ("Let it try again after failed sign-ins", "解除登录锁定"), OPERATORS,
    ),
    page(
        REQUESTS, "gateway", "list_account_requests", request.ListAccountRequests, request.AccountRequestPage,
        ("Page through what waits for a second operator", "待第二名运维人员确认的事项"), OPERATORS,
    ),
    act(
        f"{REQUESTS}/{{request}}/confirm", "gateway", "confirm_account_request", request.DecideAccountRequest,
        request.ConfirmedRequestView, ("Confirm it as the second operator", "以第二名运维人员身份确认"), OPERATORS,
    ),
    act(
        f"{REQUESTS}/{{request}}/refuse", "gateway", "refuse_account_request", request.DecideAccountRequest,
        request.AccountRequestView, ("Refuse or withdraw it", "拒绝或撤回"), OPERATORS,
    ),
)  # fmt: skip
