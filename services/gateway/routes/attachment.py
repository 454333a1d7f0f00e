"""Photos and documents: sent, read, covered, published."""

from __future__ import annotations

from services.gateway.attachment import schemas as own
from services.gateway.http.route import Route, act, read
from services.gateway.routes.group import ANYONE, V1
from services.gateway.routes.incident import INCIDENT, SEEN
from services.grid.schemas import attachment as grid

ATTACHMENTS = f"{V1}/attachments"
ATTACHMENT = f"{ATTACHMENTS}/{{attachment}}"
SENT = own.SentView
# who may let others see a picture: those who were on the spot, and the desk
SHOWERS = ("grid_worker", "dispatcher", "officer")

ROWS: tuple[Route, ...] = (
    Route(
        "POST",
        ATTACHMENTS,
        "gateway",
        "attach",
        own.Attach,
        SENT,
        ("Send a photo or a document", "上传照片或文件"),
        ANYONE,
        status=201,
        keyed=True,
        location=f"{ATTACHMENTS}/{{id}}",
        quota="upload",
        raw=True,
    ),
    Route(
        "POST",
        f"{ATTACHMENTS}/ticket",
        "gateway",
        "upload_ticket",
        own.UploadTicket,
        own.TicketView,
        ("Get a ticket to send photos without an account", "凭编号和查询码领取上传凭证"),
        ANYONE,
        quota="progress",
    ),
    read(ATTACHMENT, "gateway", "attachment", own.Find, own.AttachmentView, ("Read one attachment", "查看附件")),
    read(
        f"{ATTACHMENT}/content",
        "gateway",
        "attachment_content",
        own.Content,
        None,
        ("Get its bytes, or its preview", "下载附件或缩略图"),
        binary=True,
    ),
    read(
        f"{ATTACHMENT}/published",
        "gateway",
        "published_content",
        own.Published,
        None,
        ("Get a published picture", "查看已公开的照片"),
        ANYONE,
        quota="picture",
        binary=True,
    ),
    act(
        f"{INCIDENT}/attach",
        "grid",
        "attach",
        grid.Attach,
        SEEN,
        ("Add photos, documents or notes", "补充照片、文件或说明"),
        ANYONE,
        quota="progress",
    ),
    act(f"{ATTACHMENT}/cover", "gateway", "cover", own.CoverUp, SENT, ("Cover parts of a picture", "遮挡"), SHOWERS),
    act(f"{ATTACHMENT}/publish", "gateway", "publish", own.Publish, SENT, ("Publish a picture", "公开"), SHOWERS),
    act(f"{ATTACHMENT}/withdraw", "gateway", "withdraw", own.Withdraw, SENT, ("Take a picture back", "撤回公开"), SHOWERS),
)
