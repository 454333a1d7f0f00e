"""Pictures made by tests: nobody is on them, nothing was photographed."""
from __future__ import annotations

import io
from typing import Any

from PIL import ExifTags, Image

SECRET = "Camera of somebody"
TAKEN = "2026:03:02 15:04:05"


def drawn(width: int = 640, height: int = 400, shade: int = 0) -> Image.Image:
    """Give a picture whose left upper quarter is red and whose right half is striped. shade: tells pictures apart."""
    made = Image.new("RGB", (width, height), (200, 210, 220 - shade))
    made.paste((200, 30, 30), (0, 0, width // 2, height // 2))
    for x in range(width // 2, width, 4):
        made.paste((20, 20, 20), (x, 0, x + 2, height))
    return made


def exif(*, zone: str = "+08:00", lat: float = 38.91, lon: float = 121.615, turned: int = 6) -> Image.Exif:
    """Give what a telephone writes: maker, time, place, which way it was held."""
    made = Image.Exif()
    made[ExifTags.Base.Make] = SECRET
    made[ExifTags.Base.Orientation] = turned
    inner = made.get_ifd(ExifTags.IFD.Exif)
    inner[ExifTags.Base.DateTimeOriginal] = TAKEN
    if zone:
        inner[ExifTags.Base.OffsetTimeOriginal] = zone
    place = made.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (int(lat), (lat % 1) * 60, 0.0)
    place[ExifTags.GPS.GPSLongitudeRef], place[ExifTags.GPS.GPSLongitude] = "E", (int(lon), (lon % 1) * 60, 0.0)
    return made


def saved(picture: Image.Image, form: str = "JPEG", **how: Any) -> bytes:
    """Give a picture as the bytes of a file."""
    held = io.BytesIO()
    picture.save(held, form, **how)
    return held.getvalue()


def photo(shade: int = 0, **told: Any) -> bytes:
    """Give a JPEG as a telephone sends it."""
    return saved(drawn(shade=shade), exif=exif(**told), comment=SECRET.encode())


def opened(content: bytes) -> Image.Image:
    """Give the picture that bytes hold."""
    return Image.open(io.BytesIO(content))
