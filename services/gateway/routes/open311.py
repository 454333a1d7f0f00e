"""Open311 GeoReport v2: each address with the format at its end, and without one, where Accept chooses."""

from __future__ import annotations

from dataclasses import replace

from services.gateway.http.route import Foreign, Route, read
from services.gateway.open311 import schema
from services.gateway.open311.answer import JSON, XML
from services.gateway.open311.discovery import PATH
from services.gateway.open311.refusal import refuse
from services.gateway.routes.group import ANYONE

BOTH = Foreign((JSON, XML), refuse, schema.ErrorView, below=PATH)
LISTED = replace(BOTH, listed=True)
FORM = replace(LISTED, form=True)
QUOTA = "open311"


def _each(row: Route) -> tuple[Route, ...]:
    """Give a row for each format that stands at the end of its path, and one for Accept to choose."""
    assert row.foreign is not None  # rows of this module are all of this standard
    ends = {"xml": XML, "json": JSON}
    named = (
        replace(row, path=f"{row.path}.{end}", act=f"{row.act}_{end}", foreign=replace(row.foreign, media=(media,)))
        for end, media in ends.items()
    )
    return (row, *named)


ROWS: tuple[Route, ...] = (
    *_each(
        read(
            f"{PATH}/discovery", "gateway", "open311_discovery", schema.Asked, schema.DiscoveryView,
            ("Begin with Open311", "Open311 入口"), ANYONE, quota=QUOTA, foreign=BOTH,
        )
    ),
    *_each(
        read(
            f"{PATH}/services", "gateway", "open311_services", schema.Asked, schema.ServiceView,
            ("List what may be reported", "可上报的事项类型"), ANYONE, quota=QUOTA, foreign=LISTED,
        )
    ),
    read(
        f"{PATH}/services/{{service}}", "gateway", "open311_service", schema.AskService, schema.DefinitionView,
        ("Read what is asked of one kind", "某类事项需填写的内容"), ANYONE, quota=QUOTA, foreign=BOTH,
    ),
    *_each(
        read(
            f"{PATH}/requests", "gateway", "open311_requests", schema.AskRequests, schema.RequestView,
            ("List what is published of matters", "已公开的事项"), ANYONE, quota=QUOTA, foreign=LISTED,
        )
    ),
    *_each(
        Route(
            "POST", f"{PATH}/requests", "gateway", "open311_report", schema.SendRequest, schema.ReceivedView,
            ("Report a matter", "上报事项"), ANYONE, quota=QUOTA, raw=True, foreign=FORM,
        )
    ),
    read(
        f"{PATH}/requests/{{request}}", "gateway", "open311_request", schema.AskRequest, schema.RequestView,
        ("Read what is published of one matter", "查看一件已公开的事项"), ANYONE, quota=QUOTA, foreign=LISTED,
    ),
    read(
        f"{PATH}/tokens/{{token}}", "gateway", "open311_token", schema.AskToken, schema.TokenOfView,
        ("Get the id a token stands for", "凭令牌查事项编号"), ANYONE, quota=QUOTA, foreign=LISTED,
    ),
)  # fmt: skip
