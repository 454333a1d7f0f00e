"""Texts to telephones by a provider that is told over HTTP, signed so that it knows who asks."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time

import orjson
import urllib3

from kernel import clock, logs
from kernel.errors import Unavailable

log = logs.get(__name__)
SECONDS = 5.0


class Hook:
    """Posts `{"id", "to", "text"}` to the provider's address, signed as Standard Webhooks; any 2xx says that it was taken.

    secret: `whsec_` and base64 of 24 to 64 bytes.
    """

    def __init__(self, address: str, secret: str):
        self._address, self._key = address, _key(secret)
        self._pool = urllib3.PoolManager(maxsize=8, timeout=urllib3.Timeout(total=SECONDS), retries=False)

    def send(self, phone: str, text: str) -> None:
        id, at = clock.new_id(), int(time.time())
        body = orjson.dumps({"id": id, "to": phone, "text": text})
        headers = {
            "Content-Type": "application/json",
            "webhook-id": id,
            "webhook-timestamp": str(at),
            "webhook-signature": "v1," + signature(self._key, id, at, body),
        }
        try:
            answer = self._pool.request("POST", self._address, body=body, headers=headers, redirect=False)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise _unsent(type(error).__name__) from None
        if not 200 <= answer.status < 300:
            raise _unsent(str(answer.status))


def _unsent(problem: str) -> Unavailable:
    log.warning("text_unsent", problem=problem)
    return Unavailable("notify.text_unsent")


def signature(key: bytes, id: str, at: int, body: bytes) -> str:
    """Give the signature of a message. Source: Standard Webhooks 1.0. at: epoch seconds."""
    return base64.b64encode(hmac.digest(key, f"{id}.{at}.".encode() + body, hashlib.sha256)).decode()


def _key(secret: str) -> bytes:
    prefix, _, text = secret.partition("_")
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if prefix != "whsec" or not 24 <= len(key) <= 64:
        raise ValueError("LINLI_SMS_SECRET: want whsec_ and base64 of 24 to 64 bytes")
    return key
