"""What an address holds that opens one file for a while: nothing of a person, and signed."""

from __future__ import annotations

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from kernel.errors import Missing
from services.gateway.attachment.record import KEPT, PREVIEW, SHOWN, SHOWN_PREVIEW

PARTS = (KEPT, PREVIEW, SHOWN, SHOWN_PREVIEW)
FORM = struct.Struct(">16sBBII")  # id, part, whether it is somebody's, version, end
MAC_BYTES = 16
FIELD = "attachment.link"


class Keys(Protocol):
    """What signs: the first key, or any."""

    def index(self, value: str, field: str) -> bytes:
        """Give the digest under the first key."""

    def indexes(self, value: str, field: str) -> Sequence[bytes]:
        """Give the digest under each live key."""


@dataclass(frozen=True, slots=True)
class Pass:
    """What one link opens. part: of an attachment as it was in `version`. until: epoch seconds. bound: to one account."""

    attachment: str
    part: str
    version: int
    until: int
    bound: bool = False

    def packed(self) -> bytes:
        """Give it in 26 bytes."""
        place = PARTS.index(self.part)
        return FORM.pack(UUID(self.attachment).bytes, place, self.bound, self.version, self.until)


def write(keys: Keys, made: Pass, holder: str) -> str:
    """Give a pass as 56 characters of an address. holder: account it is bound to; it is signed, and stands nowhere.

    Rule GR-420, design: what opens a file names no person, ends within minutes, and cannot be made up.
    """
    packed = made.packed()
    return urlsafe_b64encode(keys.index(_signed(packed, made, holder), FIELD)[:MAC_BYTES] + packed).decode()


def read(keys: Keys, text: str, *, holder: str, now: float) -> Pass:
    """Give what a link opens. holder: account of who follows it, '' for nobody. now: epoch seconds.

    Rule GR-420. A key that is replaced still opens the links made under it, for as long as it is in the ring.

    :raises Missing: gateway.link_ended, for whatever it is that does not hold
    """
    try:
        raw = urlsafe_b64decode(text.encode())
        id, place, bound, version, until = FORM.unpack(raw[MAC_BYTES:])
        found = Pass(str(UUID(bytes=id)), PARTS[place], version, until, bool(bound))
    except (ValueError, IndexError, struct.error):
        raise Missing("gateway.link_ended") from None
    signed = _signed(found.packed(), found, holder)
    good = [hmac.compare_digest(raw[:MAC_BYTES], one[:MAC_BYTES]) for one in keys.indexes(signed, FIELD)]
    if not any(good) or now >= until:
        raise Missing("gateway.link_ended")
    return found


def _signed(packed: bytes, made: Pass, holder: str) -> str:
    return f"{packed.hex()}|{holder if made.bound else ''}"
