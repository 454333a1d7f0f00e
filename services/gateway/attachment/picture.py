"""Pictures made anew: turned upright, small enough, and without a byte of what a camera or a stranger wrote beside them.

Every function here may take a second of a processor: it is run in a thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps

from kernel.errors import Failure, Invalid
from services.gateway.attachment import exif, scan
from services.gateway.attachment.cover import Cover, lay
from services.gateway.attachment.media import JPEG, KNOWN, Media

# of what is decoded at once: 150 MB as colours; what a header promises is looked at before anything is unpacked
MOST_PIXELS = {"JPEG": 50_000_000, "PNG": 25_000_000, "WEBP": 25_000_000}
LEAST_SIDE, LONGEST_SIDE, PREVIEW_SIDE = 16, 3200, 480
QUALITY, PREVIEW_QUALITY = 88, 75
# the limits above are stricter than the library's own, which warns where it should refuse
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a picture is. width, height: pixels as kept. taken_at: aware UTC. position: WGS 84, longitude first."""

    width: int
    height: int
    taken_at: datetime | None
    position: exif.Position | None


def clean(source: Path, media: Media, *, kept: Path, preview: Path, now: datetime) -> Seen:
    """Write a picture anew, whole and small, and tell what its camera knew of time and place.

    The content is decoded and written again from its pixels: position, names, thumbnails of before an edit, and whatever
    else hides in a file are not taken along. The original is not kept.

    Rule GR-141, domain 8.1 and 《个人信息保护法》 art. 6: no more than the matter needs.

    :raises Invalid: gateway.attachment_broken, gateway.picture_too_large, gateway.picture_too_small, gateway.picture_moves
    """
    try:
        _verify(source, media)
        with Image.open(source, formats=(media.picture,)) as opened:
            at, position = _told(opened, now)
            upright = _upright(opened)
        upright.save(kept, "JPEG", quality=QUALITY, optimize=True)
        shrink(upright, preview)
    except Failure:
        raise
    except Exception as error:  # a reader of pictures fails in as many ways as a file can be damaged
        if getattr(error, "errno", None):  # the disk, not the picture
            raise
        raise Invalid("gateway.attachment_broken") from error
    return Seen(*upright.size, taken_at=at, position=position)


def covered(source: BinaryIO, covers: tuple[Cover, ...], *, shown: Path, preview: Path) -> None:
    """Write the picture that others may see, and its preview. source: as `clean` has written it."""
    with Image.open(source, formats=(KNOWN[JPEG].picture,)) as opened:
        made = lay(opened.convert("RGB"), covers)
    made.save(shown, "JPEG", quality=QUALITY, optimize=True)
    shrink(made, preview)


def shrink(picture: Image.Image, preview: Path) -> None:
    """Write a small one, PREVIEW_SIDE at most."""
    small = picture.copy()
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    small.save(preview, "JPEG", quality=PREVIEW_QUALITY, optimize=True)


def _verify(source: Path, media: Media) -> None:
    """Look at the frame of a picture before any of its content is unpacked."""
    with Image.open(source, formats=(media.picture,)) as opened:
        width, height = opened.size
        most = MOST_PIXELS[media.picture]
        if width * height > most:
            raise Invalid("gateway.picture_too_large", most=most // 1_000_000)
        if min(width, height) < LEAST_SIDE:
            raise Invalid("gateway.picture_too_small", least=LEAST_SIDE)
        if media.name == JPEG and scan.count(source.read_bytes()) > scan.MOST:
            raise Invalid("gateway.attachment_broken")
        # a JPEG of several is one of a telephone that keeps a second exposure behind the first
        if media.name != JPEG and getattr(opened, "n_frames", 1) > 1:
            raise Invalid("gateway.picture_moves")
        opened.verify()


def _told(opened: Image.Image, now: datetime) -> tuple[datetime | None, exif.Position | None]:
    try:
        found = opened.getexif()
        return exif.taken_at(found, now=now), exif.position(found)
    except Exception:  # what a camera wrote badly is not known; the picture itself may be whole
        return None, None


def _upright(opened: Image.Image) -> Image.Image:
    opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    opened.load()
    turned = ImageOps.exif_transpose(opened)
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        seen = turned.convert("RGBA")
        ground = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(ground, seen).convert("RGB")
    if turned.mode.startswith("I"):  # 16 bits of grey, of which the library would keep the lower 8
        turned = turned.convert("I").point(lambda grey: grey / 256).convert("L")
    # a copy of the pixels alone: what the file said besides stays behind
    made = Image.new("RGB", turned.size)
    made.paste(turned.convert("RGB"))
    return made
