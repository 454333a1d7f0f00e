"""A report as it comes: a form, perhaps with photos."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, cast
from urllib.parse import parse_qsl

from kernel.errors import Invalid
from services.gateway.http import body
from services.gateway.http.spool import Spools

FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data"
MEDIA = ("media", "media[]")
# a link that a client has several of, it repeats; all else said twice is said twice by mistake
LINKS = {"media_url": "media_url", "media_url[]": "media_url"}
MOST_PHOTOS, MOST_FIELDS = 3, 100
WORDS_MOST = 64 * 1024  # bytes of all fields together, beside the photos
ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,64})\](?:\[\])?")
PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Photo:
    """One file of a form. media: what it says it is. digest: SHA-256, 64 hex digits."""

    media: str
    file: BinaryIO
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Form:
    """What a form says. fields: name -> value, without what is empty.

    Several links stand in lines. attributes: code -> values. photos: in order.
    """

    fields: Mapping[str, str]
    attributes: Mapping[str, tuple[str, ...]]
    photos: tuple[Photo, ...] = field(default=(), repr=False)

    @property
    def said(self) -> list[Any]:
        """Give all of it in one order, for telling whether two forms are the same."""
        given = {name: value for name, value in self.fields.items() if name != "api_key"}
        return [given, dict(self.attributes), [one.digest for one in self.photos]]


@contextmanager
def read(environ: dict[str, Any], spools: Spools, fresh: Callable[[], Path], *, most: int) -> Iterator[Form]:
    """Read the form of a request; its photos are there as long as this lasts.

    fresh: names a file that a form with photos is written to while it comes. most: bytes of one photo.

    :raises Invalid: gateway.content_type_refused, gateway.body_*
    :raises Unavailable: gateway.attachments_off, gateway.busy, for a form with photos
    """
    from werkzeug.http import parse_options_header  # with the first form: a server and a test client come along

    media, options = parse_options_header(environ.get("CONTENT_TYPE", ""))
    if media == FORM:
        yield _made(_pairs(body.read(environ)))
    elif media == PARTS:
        most_whole = MOST_PHOTOS * most + WORDS_MOST
        with ExitStack() as opened:
            spooled = opened.enter_context(spools.take(environ, fresh(), most=most_whole))
            file = opened.enter_context(spooled.path.open("rb"))
            yield _parted(file, spooled.size, options, opened)
    else:
        raise Invalid("gateway.content_type_refused")


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(raw.decode(), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Invalid("gateway.body_malformed") from None


def _parted(file: BinaryIO, size: int, options: Mapping[str, str], opened: ExitStack) -> Form:
    """Read the parts. opened: closes what is opened for photos; such files have no names, and are gone when closed."""
    from werkzeug.exceptions import HTTPException
    from werkzeug.formparser import FormDataParser

    def stream(*args: Any, **kwargs: Any) -> Any:
        return opened.enter_context(TemporaryFile())

    parser = FormDataParser(
        stream_factory=stream, max_form_memory_size=WORDS_MOST, max_form_parts=MOST_FIELDS, silent=False
    )
    try:
        _, values, files = parser.parse(file, PARTS, size, dict(options))
    except (HTTPException, ValueError):
        raise Invalid("gateway.body_malformed") from None
    found = [_photo(one.mimetype, cast(BinaryIO, one.stream)) for name in MEDIA for one in files.getlist(name)]
    photos = tuple(one for one in found if one.size)
    if len(photos) > MOST_PHOTOS:
        raise Invalid("wire.wrong_count", pointer="/media", least=0, most=MOST_PHOTOS)
    return _made(list(values.items(multi=True)), photos)


def _photo(media: str, file: BinaryIO) -> Photo:
    file.seek(0)
    found, size = sha256(), 0
    while piece := file.read(PIECE):
        found.update(piece)
        size += len(piece)
    file.seek(0)
    return Photo(media, file, size, found.hexdigest())


def _made(pairs: Iterable[tuple[str, str]], photos: tuple[Photo, ...] = ()) -> Form:
    """Sort what was given; what is empty counts as not said, as the standard has it.

    :raises Invalid: gateway.body_malformed, for a field that stands twice: readers differ in which of the two they keep
    """
    fields: dict[str, str] = {}
    attributes: dict[str, tuple[str, ...]] = {}
    for name, text in pairs:
        value, found = text.strip(), ATTRIBUTE.fullmatch(name)
        if not value:
            continue
        if found:
            attributes[found[1]] = (*attributes.get(found[1], ()), value)
        elif name in LINKS:
            fields[LINKS[name]] = "\n".join(filter(None, (fields.get(LINKS[name]), value)))
        elif fields.setdefault(name, value) != value:
            raise Invalid("gateway.body_malformed", pointer=f"/{name[:64]}")
    return Form(fields, attributes, photos)
