"""API clients: other systems, each with its keys, scopes, quota and end."""

from __future__ import annotations

from services.gateway.client import schemas as client
from services.gateway.http.route import Route, act, make, page, read
from services.gateway.routes.group import OPERATORS, V1

CLIENTS = f"{V1}/clients"
ONE = f"{CLIENTS}/{{client}}"

ROWS: tuple[Route, ...] = (
    make(
        CLIENTS, "gateway", "open_client", client.OpenClient, client.KeyedView, ("Let a system in", "开通接口客户端"),
        OPERATORS, location=f"{CLIENTS}/{{id}}",
    ),
    page(
        CLIENTS, "gateway", "list_clients", client.ListClients, client.ClientPage,
        ("Page through systems let in", "接口客户端列表"), OPERATORS,
    ),
    read(ONE, "gateway", "find_client", client.FindClient, client.ClientView, ("Read one", "查看接口客户端"), OPERATORS),
    act(
        f"{ONE}/change", "gateway", "change_client", client.ChangeClient, client.ClientView,
        ("Change what it may", "变更接口客户端"), OPERATORS,
    ),
    act(
        f"{ONE}/rotate", "gateway", "rotate_client", client.RotateClient, client.KeyedView,
        ("Give it a new key", "更换接口密钥"), OPERATORS,
    ),
    act(
        f"{ONE}/close", "gateway", "close_client", client.CloseClient, client.ClientView,
        ("Let it in no longer", "停用接口客户端"), OPERATORS,
    ),
)  # fmt: skip
