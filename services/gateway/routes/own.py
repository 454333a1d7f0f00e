"""Identity, progress by code, and the API document."""

from __future__ import annotations

from services.gateway import schemas as own
from services.gateway.http.route import ROLES, Route, page, read
from services.gateway.routes.group import ANYONE, V1

# residents speak of their own matters only; everybody else promises first
PLEDGED = tuple(role for role in ROLES if role != "resident")

ROWS: tuple[Route, ...] = (
    read(
        f"{V1}/me",
        "gateway",
        "me",
        own.Nothing,
        own.AccountView,
        ("Tell who is signed in", "查看当前账号"),
        unsigned=True,
    ),
    read(
        f"{V1}/confidentiality",
        "gateway",
        "confidentiality",
        own.Nothing,
        own.ConfidentialityView,
        ("Read the pledge of confidentiality", "保密承诺书"),
        PLEDGED,
        unsigned=True,
    ),
    Route(
        "POST",
        f"{V1}/confidentiality/sign",
        "gateway",
        "sign_confidentiality",
        own.SignConfidentiality,
        own.SignedView,
        ("Sign the pledge of confidentiality", "签署保密承诺书"),
        PLEDGED,
        unsigned=True,
    ),
    page(
        f"{V1}/confidentiality/unsigned",
        "gateway",
        "list_unsigned",
        own.ListUnsigned,
        own.UnsignedPage,
        ("List staff who have not signed it", "未签署保密承诺的人员"),
        ("leader", "operator"),
    ),
    page(
        f"{V1}/accounts/astray",
        "gateway",
        "list_astray",
        own.ListAstray,
        own.AstrayPage,
        ("List accounts whose area has ended", "所属区划已撤销的账号"),
        ("leader", "operator"),
    ),
    Route(
        "POST",
        f"{V1}/progress",
        "gateway",
        "progress",
        own.Progress,
        own.ProgressView,
        ("Follow a matter by its number and query code", "凭编号和查询码查询进度"),
        ANYONE,
        quota="progress",
    ),
    read(f"{V1}/openapi.json", "gateway", "document", own.Nothing, None, ("Read this document", "本接口文档"), ANYONE),
    read(f"{V1}/docs", "gateway", "page", own.Nothing, None, ("Read this document as a page", "接口文档页面"), ANYONE),
    read(f"{V1}/docs/{{asset}}", "gateway", "asset", own.Asset, None, ("Get a file of the page", "页面文件"), ANYONE),
)
