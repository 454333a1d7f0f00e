"""Where a list goes on: opaque to the client, signed, and good only for the list and the reader it was made for."""
from __future__ import annotations

import binascii
import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import orjson

from kernel.errors import Invalid

MAC_BYTES = 16


class Cursor:
    """Signs and checks cursors. key: at least 32 bytes, the same in every replica."""

    def __init__(self, key: bytes):
        self._key = key

    def seal(self, place: dict[str, Any], context: str) -> str:
        """Give the place as an opaque word. context: what the cursor is good for, e.g. act and actor id."""
        payload = orjson.dumps(place)
        return urlsafe_b64encode(self._mac(payload, context) + payload).decode().rstrip("=")

    def open(self, cursor: str, context: str) -> dict[str, Any]:
        """Give the place back.

        :raises Invalid: gateway.cursor_malformed, also for a cursor of another list or another reader
        """
        try:
            raw = urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
        except (binascii.Error, ValueError):
            raise Invalid("gateway.cursor_malformed", pointer="/cursor") from None
        mac, payload = raw[:MAC_BYTES], raw[MAC_BYTES:]
        if not hmac.compare_digest(mac, self._mac(payload, context)):
            raise Invalid("gateway.cursor_malformed", pointer="/cursor")
        place: dict[str, Any] = orjson.loads(payload)
        return place

    def _mac(self, payload: bytes, context: str) -> bytes:
        return hmac.digest(self._key, context.encode() + b"\0" + payload, hashlib.sha256)[:MAC_BYTES]
