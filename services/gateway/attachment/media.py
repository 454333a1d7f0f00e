"""What may be sent, how large it may be, and what content really is: told from its bytes, never from its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from kernel.errors import Invalid
from services.gateway.attachment.document import passive

JPEG, PNG, WEBP, PDF, TEXT = "image/jpeg", "image/png", "image/webp", "application/pdf", "text/plain"
# for the words of a refusal: what telephones send unless they are told not to
UNREAD = ("image/heic", "image/heif", "image/avif")
MEBIBYTE = 1024 * 1024
LIMITS = "image=10,pdf=10,text=0.25"
TAIL = 1024  # a PDF ends with its mark, give or take what a writer put behind it


@dataclass(frozen=True, slots=True)
class Media:
    """One kind of content. group: by which its limit is named. starts: tells by the first bytes, 16 at least.

    picture: name of the format as the reader of pictures has it, '' for what is none. ending: of a file's name.
    """

    name: str
    group: str
    ending: str
    starts: Callable[[bytes], bool]
    picture: str = ""


KNOWN: dict[str, Media] = {
    media.name: media
    for media in (
        Media(JPEG, "image", "jpg", lambda head: head.startswith(b"\xff\xd8\xff"), "JPEG"),
        Media(PNG, "image", "png", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n"), "PNG"),
        Media(WEBP, "image", "webp", lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP", "WEBP"),
        Media(PDF, "pdf", "pdf", lambda head: head.startswith((b"%PDF-1.", b"%PDF-2."))),
        Media(TEXT, "text", "txt", lambda head: not head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8", b"RIFF"))),
    )
}
GROUPS = tuple(dict.fromkeys(media.group for media in KNOWN.values()))


def limits(text: str) -> Mapping[str, int]:
    """Read how large each group may be: `group=mebibytes,...`; what is not named keeps its usual limit. -> bytes

    :raises ValueError: at the start, naming what cannot be read
    """
    found = dict(_limit(part) for part in f"{LIMITS},{text}".split(",") if part.strip())
    if unknown := found.keys() - set(GROUPS):
        raise ValueError(f"no group of attachments: {sorted(unknown)}")
    return found


def _limit(part: str) -> tuple[str, int]:
    group, _, size = part.strip().partition("=")
    most = int(float(size) * MEBIBYTE)
    if most <= 0:
        raise ValueError(f"a limit must be above nothing: {part!r}")
    return group, most


def declared(content_type: str) -> Media:
    """Give what a request says its body is.

    Rule GR-140, domain 8.1: what cannot be looked through is not taken.

    :raises Invalid: gateway.attachment_heic, gateway.attachment_type_refused, facts allowed
    """
    name = content_type.partition(";")[0].strip().lower()
    if name in UNREAD:
        raise Invalid("gateway.attachment_heic", allowed=[JPEG])
    if name not in KNOWN:
        raise Invalid("gateway.attachment_type_refused", allowed=sorted(KNOWN))
    return KNOWN[name]


def recognise(media: Media, file: Path) -> None:
    """Refuse content that is not what it was said to be; pictures are looked at whole by their reader besides.

    Rule GR-140.

    :raises Invalid: gateway.attachment_type_wrong, gateway.attachment_broken, gateway.document_active
    """
    with file.open("rb") as opened:
        head = opened.read(16)
    if not media.starts(head):
        raise Invalid("gateway.attachment_type_wrong", said=media.name)
    if media.name in WHOLE:
        WHOLE[media.name](file)


def _is_pdf(file: Path) -> None:
    size = file.stat().st_size
    with file.open("rb") as opened:
        opened.seek(max(0, size - TAIL))
        if b"%%EOF" not in opened.read():
            raise Invalid("gateway.attachment_broken")
    passive(file)


def _is_text(file: Path) -> None:
    """Take text as people write it: UTF-8, without signs that steer a terminal or end a string."""
    try:
        text = file.read_bytes().decode()
    except UnicodeDecodeError:
        raise Invalid("gateway.attachment_type_wrong", said=TEXT) from None
    if any(sign < " " and sign not in "\t\r\n" for sign in text):
        raise Invalid("gateway.attachment_type_wrong", said=TEXT)


WHOLE: dict[str, Callable[[Path], None]] = {PDF: _is_pdf, TEXT: _is_text}
