"""How often the reader of a JPEG must walk over the whole picture."""

from __future__ import annotations

import re

# a telephone writes 1 or about 10; each may be a hundred bytes and cost a walk over 50 million pixels
MOST = 50
# what neither stands for a byte of content, nor parts it, nor has a length behind it
MARK = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])")
BEGIN, END = b"\xda", b"\xd9"


def count(content: bytes) -> int:
    """Count the scans of a JPEG as its reader meets them: not those of a thumbnail inside, nor of what stands behind."""
    place, found = 0, 0
    while (mark := MARK.search(content, place)) and mark[1] != END:
        found += mark[1] == BEGIN
        place = mark.end() + int.from_bytes(content[mark.end() : mark.end() + 2])
    return found
