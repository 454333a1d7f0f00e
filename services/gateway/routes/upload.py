"""Files sent in parts, and links to files."""

from __future__ import annotations

from functools import partial

from services.gateway.attachment.link import schemas as link
from services.gateway.attachment.upload import schemas as own
from services.gateway.attachment.upload.protocol import PART, TOLD
from services.gateway.http.route import Route, make, read
from services.gateway.routes.attachment import ATTACHMENT
from services.gateway.routes.group import ANYONE, V1

UPLOADS = f"{V1}/uploads"
UPLOAD = f"{UPLOADS}/{{upload}}"
GIVEN = ("ticket", "tus")
# any row of these may be asked by somebody with a ticket alone
_upload = partial(Route, service="gateway", roles=ANYONE, told=TOLD)

ROWS: tuple[Route, ...] = (
    _upload(
        "POST", UPLOADS,
        act="begin_upload", schema=own.Begin, view=own.UploadView,
        said=("Begin to send a file in parts (tus 1.0)", "开始分段上传"),
        status=201, location=f"{UPLOADS}/{{id}}", quota="upload", raw=True, takes=(),
        headers=("tus", "upload_length", "upload_metadata"),
    ),
    _upload(
        "GET", UPLOAD,
        act="find_upload", schema=own.Find, view=own.UploadView,
        said=("See how far an upload has come (tus 1.0: HEAD)", "查看上传进度"),
        quota="upload_part", headers=GIVEN,
    ),
    _upload(
        "PATCH", UPLOAD,
        act="continue_upload", schema=own.Continue, view=None,
        said=("Send the next part (tus 1.0)", "续传下一段"),
        status=204, quota="upload_part", raw=True, takes=(PART,),
        headers=("tus", "upload_offset", "upload_checksum"),
    ),
    _upload(
        "DELETE", UPLOAD,
        act="end_upload", schema=own.Find, view=None,
        said=("Let an upload go (tus 1.0)", "取消上传"),
        status=204, quota="upload_part", headers=GIVEN,
    ),
    make(
        f"{ATTACHMENT}/link", "gateway", "link_attachment", link.Link, link.FileLinkView,
        ("Get a short link to a photo or a document", "生成附件短时链接"),
        keyed=False,
    ),
    read(
        f"{V1}/linked/{{link}}", "gateway", "linked_content", link.Follow, None,
        ("Get what a link leads to", "打开附件短时链接"),
        ANYONE, quota="picture", binary=True,
    ),
)  # fmt: skip
