"""Which shelf a process keeps files on, by its settings."""

from __future__ import annotations

from pathlib import Path

from kernel.settings import Settings
from services.gateway.attachment.folder import Files, Folder


def shelf_of(settings: Settings, below: str = "") -> Files | None:
    """Give where files are kept: the folder `files`, or what `attachments` names; None where nothing is taken in.

    below: part of either that holds files of one kind apart from the rest, '' for the whole.

    :raises ValueError: at the start, for an address that is none, or a bucket that is not there
    """
    if not settings.attachments:
        return Folder(Path(settings.files) / below) if settings.files else None
    if not settings.files:
        raise ValueError("LINLI_ATTACHMENTS needs LINLI_FILES besides: a folder to receive into")
    # whoever keeps files in a folder need not have what speaks to others installed
    from services.gateway.attachment.bucket import Bucket

    return Bucket.of(settings.attachments, Path(settings.files) / below, below)
