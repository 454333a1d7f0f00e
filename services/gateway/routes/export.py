"""Exports: lists written into files, as jobs."""

from __future__ import annotations

from services.gateway.export import schemas as own
from services.gateway.http.route import Route, act, make, page, read
from services.gateway.routes.group import STAFF, V1

EXPORTS = f"{V1}/exports"
EXPORT = f"{EXPORTS}/{{export}}"
SECONDS = 60  # to fetch a large file out of a bucket before its first byte is given on

ROWS: tuple[Route, ...] = (
    make(
        EXPORTS, "gateway", "start_export", own.StartExport, own.ExportView, ("Export a list", "导出列表"), STAFF,
        status=202, location=f"{EXPORTS}/{{id}}",
    ),
    page(EXPORTS, "gateway", "list_exports", own.ListExports, own.ExportPage, ("Page through own exports", "我的导出"), STAFF),
    read(EXPORT, "gateway", "find_export", own.FindExport, own.ExportView, ("Look how far it is", "查看导出进度"), STAFF),
    read(
        f"{EXPORT}/file", "gateway", "export_file", own.ExportFile, None, ("Get the file", "下载导出文件"), STAFF, binary=True,
        seconds=SECONDS,
    ),
    act(f"{EXPORT}/cancel", "gateway", "cancel_export", own.CancelExport, own.ExportView, ("Cancel it", "取消导出"), STAFF),
)  # fmt: skip
