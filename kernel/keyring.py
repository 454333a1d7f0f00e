"""The keys that seal personal fields: the first seals, all open."""
from __future__ import annotations

import base64
import binascii
import hmac
import re
import secrets
from dataclasses import dataclass, field

KEY_BYTES = 32
KEY_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")


@dataclass(frozen=True, slots=True)
class Key:
    """One master key. id: 1..32 of A-Z a-z 0-9 _ -, written in clear into each blob. secret: 32 bytes, never shown."""

    id: str
    secret: bytes = field(repr=False)

    def derive(self, purpose: str, hash_name: str) -> bytes:
        """Give the key of one purpose (32 bytes), so that no two uses ever share a key.

        One block of HKDF-Expand (RFC 5869 2.3); its extract step is left out because the secret is uniformly random.
        """
        return hmac.digest(self.secret, purpose.encode() + b"\x01", hash_name)

    def __str__(self) -> str:
        return f"{self.id}:{base64.b64encode(self.secret).decode()}"


def make_key(key_id: str) -> Key:
    """Make a fresh key from the system's random source.

    :raises ValueError: the id is not 1..32 of A-Z a-z 0-9 _ -
    """
    if not KEY_ID.fullmatch(key_id):
        raise ValueError("a key id is 1..32 of A-Z a-z 0-9 _ -")
    return Key(key_id, secrets.token_bytes(KEY_BYTES))


def read_keys(text: str) -> tuple[Key, ...]:
    """Read `id:base64,id:base64`, newest first. Messages name the place, never the key.

    :raises ValueError: empty, a bad id, not base64, not 32 bytes, or an id twice
    """
    keys = tuple(_read_key(number, part.strip()) for number, part in enumerate(text.split(","), 1))
    if len({key.id for key in keys}) != len(keys):
        raise ValueError("LINLI_SEAL_KEYS names a key id twice")
    return keys


def _read_key(number: int, part: str) -> Key:
    key_id, colon, secret = part.partition(":")
    if not colon or not KEY_ID.fullmatch(key_id):
        raise ValueError(f"LINLI_SEAL_KEYS, key {number}: want id:base64")
    try:
        raw = base64.b64decode(secret, validate=True)
    except binascii.Error:
        raise ValueError(f"LINLI_SEAL_KEYS, key {number} ({key_id}): not base64") from None
    if len(raw) != KEY_BYTES:
        raise ValueError(f"LINLI_SEAL_KEYS, key {number} ({key_id}): want {KEY_BYTES} bytes, got {len(raw)}")
    return Key(key_id, raw)
