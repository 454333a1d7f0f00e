"""What a PDF would do by itself when it is opened: looked for in its own words, also in those it has packed.

This is no search for malware: it keeps out what an honest sender of a paper never sends.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path

from kernel.errors import Invalid

# scripts, programs, sound and film, other files inside, forms that are programs; and a lock, behind which any of it may be
ACTIVE = re.compile(
    rb"/(?:JavaScript|Launch|Rendition|RichMedia|EmbeddedFiles?|XFA|ImportData|SubmitForm|Encrypt)(?=[\s\[\]()<>/%]|$)"
)
# a sign of a name may be written as its number
WRITTEN = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"(?<!end)stream\r?\n")
MOST_UNPACKED = 32 * 1024 * 1024  # of a whole document; half a million objects take less


def passive(file: Path) -> None:
    """Refuse a PDF that does something, or whose objects cannot be looked through.

    Rule GR-140, domain 8.1.

    :raises Invalid: gateway.document_active
    """
    if any(ACTIVE.search(_plain(part)) for part in _parts(file.read_bytes())):
        raise Invalid("gateway.document_active")


def _parts(content: bytes) -> Iterator[bytes]:
    """Give the whole, and what is in each stream that packs objects; streams of pages and pictures are none of these."""
    yield content
    ended, left = 0, MOST_UNPACKED
    while opened := STREAM.search(content, ended):
        closed = content.find(b"endstream", opened.end())
        closed = closed if closed >= 0 else len(content)
        if b"/ObjStm" in _plain(content[ended : opened.start()]):
            found = _unpacked(content[opened.end() : closed], left)
            left -= len(found)
            yield found
        ended = closed


def _unpacked(packed: bytes, most: int) -> bytes:
    reader = zlib.decompressobj()
    try:
        found = reader.decompress(packed, most + 1)
    except zlib.error:
        raise Invalid("gateway.document_active") from None
    if not reader.eof or len(found) > most:
        raise Invalid("gateway.document_active")
    return found


def _plain(part: bytes) -> bytes:
    return WRITTEN.sub(lambda found: bytes((int(found[1], 16),)), part)
