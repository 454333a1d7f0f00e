"""Writes an archive: page, data and files into one ZIP that never has a name on any disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from shutil import copyfileobj
from tempfile import TemporaryFile
from time import monotonic
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import orjson

from services.gateway.attachment.folder import PIECE, Files
from services.gateway.attachment.media import KNOWN
from services.gateway.attachment.record import KEPT, Attachment
from services.gateway.attachment.virus.verdict import CLEAN, NONE
from services.gateway.rights.archive import page
from services.gateway.rights.archive.page import Item, Sent

FILES_BYTES = 64 * 1024 * 1024  # of attachments in one archive: a few seconds to fetch, and a phone can hold it
FILES_SECONDS = 30.0  # to fetch them: a thread that goes on after its asker was told of an end would be missed elsewhere


def pack(
    copies: Mapping[str, Sequence[Item]], found: Sequence[Attachment], files: Files | None, *, made_at: datetime, more: bool
) -> BinaryIO:
    """Give the ZIP, at its beginning, in a file without a name that is gone when it is closed. Runs in a thread.

    copies: language -> things, the first as data too. found: what was sent, the newest first to go in.

    Rule GR-480, 《个人信息保护法》 art. 51: what says everything of somebody in clear is kept nowhere once it was given.
    """
    # where files are received there is room for them; the usual place may be small
    made: BinaryIO = TemporaryFile(dir=files.fresh().parent if files else None)  # noqa: SIM115 - whoever sends it closes it
    try:
        with ZipFile(made, "w", ZIP_DEFLATED, compresslevel=6) as archive:
            sent = [_put(archive, files, one, fits) for one, fits in _fitting(found)]
            archive.writestr("index.html", page.whole(copies, sent, made_at=made_at, more=more))
            data = {"made_at": made_at.isoformat(), "items": next(iter(copies.values())), "more": more}
            archive.writestr("data.json", orjson.dumps(data, option=orjson.OPT_INDENT_2))
        made.seek(0)
    except BaseException:
        made.close()
        raise
    return made


def _fitting(found: Sequence[Attachment]) -> Iterator[tuple[Attachment, bool]]:
    left, until = FILES_BYTES, monotonic() + FILES_SECONDS
    for one in found:
        fits = one.bytes <= left and one.scan in (NONE, CLEAN) and monotonic() < until
        left -= one.bytes if fits else 0
        yield one, fits


def _put(archive: ZipFile, files: Files | None, one: Attachment, fits: bool) -> Sent:
    """Put a file in as it is kept; what is not there any more is told like what is too large."""
    name = f"files/{one.id}.{KNOWN[one.media].ending}"
    if files is None or not fits:
        return Sent(one.id, "", picture=False)
    try:
        content = files.open(one.files[KEPT])
    except FileNotFoundError:
        return Sent(one.id, "", picture=False)
    archive.compression = ZIP_DEFLATED if one.media.startswith("text/") else ZIP_STORED  # pictures are packed already
    with content, archive.open(name, "w") as entry:
        copyfileobj(content, entry, PIECE)
    archive.compression = ZIP_DEFLATED
    return Sent(one.id, name, picture=bool(KNOWN[one.media].picture))
