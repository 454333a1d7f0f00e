"""What is made of a body before anything is written down: its kind is made sure of, pictures are made anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from services.gateway.attachment import picture
from services.gateway.attachment.cover import Cover
from services.gateway.attachment.folder import Files, digest_of
from services.gateway.attachment.media import JPEG, Media, recognise
from services.gateway.attachment.picture import Seen
from services.gateway.attachment.record import KEPT, PREVIEW, SHOWN, SHOWN_PREVIEW


@dataclass(frozen=True, slots=True)
class Ready:
    """A file that waits to be kept. part: what it is of its attachment."""

    part: str
    path: Path
    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Content:
    """What came of a body. media: of what is kept, which for every picture is JPEG. seen: None for what is no picture."""

    media: str
    ready: tuple[Ready, ...]
    seen: Seen | None = None
    files: dict[str, str] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Give the bytes of the whole, without its preview."""
        return self.ready[0].size


def prepare(files: Files, body: Path, media: Media, *, now: datetime) -> Content:
    """Look through a body and write what shall be kept of it. Runs in a thread; leaves nothing behind when it refuses.

    :raises Invalid: gateway.attachment_type_wrong, gateway.attachment_broken, gateway.picture_too_large,
        gateway.picture_too_small, gateway.picture_moves, gateway.document_active
    """
    recognise(media, body)
    if not media.picture:
        return _content(media.name, (_ready(KEPT, body),))
    kept, preview = files.fresh(), files.fresh()
    try:
        seen = picture.clean(body, media, kept=kept, preview=preview, now=now)
    except BaseException:
        discard((kept, preview))
        raise
    return _content(JPEG, (_ready(KEPT, kept), _ready(PREVIEW, preview)), seen)


def show(files: Files, kept: str, covers: tuple[Cover, ...]) -> Content:
    """Write what others may see of a kept picture. Runs in a thread."""
    shown, preview = files.fresh(), files.fresh()
    try:
        with files.open(kept) as source:
            picture.covered(source, covers, shown=shown, preview=preview)
    except BaseException:
        discard((shown, preview))
        raise
    return _content(JPEG, (_ready(SHOWN, shown), _ready(SHOWN_PREVIEW, preview)))


def discard(paths: tuple[Path, ...]) -> None:
    """Delete what was written and is not kept."""
    for path in paths:
        path.unlink(missing_ok=True)


def _ready(part: str, path: Path) -> Ready:
    return Ready(part, path, digest_of(path), path.stat().st_size)


def _content(media: str, ready: tuple[Ready, ...], seen: Seen | None = None) -> Content:
    return Content(media, ready, seen, {one.part: one.digest for one in ready})
