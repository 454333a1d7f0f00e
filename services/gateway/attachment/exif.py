"""When and where a picture was taken, as its camera wrote it: read once, before all of it is thrown away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from math import isnan
from typing import Any

from PIL import ExifTags, Image

from kernel.clock import SHANGHAI

FIRST_YEAR = 2000
ZONE = re.compile(r"([+-])([01][0-9]):([0-5][0-9])")
Position = tuple[float, float]


def taken_at(found: Image.Exif, *, now: datetime) -> datetime | None:
    """Give the instant, aware UTC; None where the camera wrote none, or one that cannot be.

    A camera without a zone is believed to be in Asia/Shanghai. now: a clock set a day ahead is set wrong.
    """
    inner = found.get_ifd(ExifTags.IFD.Exif)
    text = _text(inner.get(ExifTags.Base.DateTimeOriginal) or found.get(ExifTags.Base.DateTime))
    try:
        local = datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=SHANGHAI)
        at = _zoned(local, _text(inner.get(ExifTags.Base.OffsetTimeOriginal))).astimezone(UTC)
    except (ValueError, OverflowError):  # also the first hours of the year 1, of a camera that was never set
        return None
    return at if at.year >= FIRST_YEAR and at <= now + timedelta(days=1) else None


def position(found: Image.Exif) -> Position | None:
    """Give longitude and latitude, WGS 84 degrees; None where the camera wrote none, or what is on no earth."""
    given = found.get_ifd(ExifTags.IFD.GPSInfo)
    latitude = _degrees(given, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, "S")
    longitude = _degrees(given, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, "W")
    if latitude is None or longitude is None or (latitude, longitude) == (0.0, 0.0):
        return None
    return (longitude, latitude) if abs(longitude) <= 180 and abs(latitude) <= 90 else None


def _zoned(local: datetime, zone: str) -> datetime:
    found = ZONE.fullmatch(zone)
    if found is None:
        return local
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3])) * (1 if found[1] == "+" else -1)
    return (local - ahead).replace(tzinfo=UTC)  # the hands of the clock, read in its own zone


def _degrees(given: Mapping[int, Any], place: int, side: int, negative: str) -> float | None:
    try:
        whole, minutes, seconds = (float(part) for part in given[place])
        degrees = whole + minutes / 60 + seconds / 3600
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    if isnan(degrees):  # a fraction of nothing by nothing
        return None
    return -degrees if _text(given.get(side)).upper() == negative else degrees


def _text(value: Any) -> str:
    return value.strip("\0 ") if isinstance(value, str) else ""
