"""Texts to telephones by the district's own provider, or into a folder where a trial can read them.

A text with a code is a secret: it is sent at once or not at all, and neither kept nor logged.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import time
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import orjson
import urllib3

from kernel import clock, logs
from kernel.errors import Unavailable

log = logs.get(__name__)
SECONDS = 5.0
FOLDER = "folder:"
OWN = ("localhost", "127.0.0.1", "::1")


class Texts(Protocol):
    """One way to telephones."""

    def send(self, phone: str, text: str) -> None:
        """Send a text to a number of 11 digits.

        :raises Unavailable: notify.text_unsent
        """
        ...


class Nowhere:
    """A district that sends no texts."""

    def send(self, phone: str, text: str) -> None:
        raise Unavailable("notify.text_unsent")


class Folder:
    """Writes each text to a file of its own, named by the number and read by nobody else: for trials with made-up people."""

    def __init__(self, folder: Path):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder = folder

    def send(self, phone: str, text: str) -> None:
        made = self._folder / f".{clock.new_id()}"
        file = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "w") as out:
            out.write(text + "\n")
        made.rename(self._folder / f"{phone}.txt")


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


def texts(setting: str, secret: str) -> Texts:
    """Give the way a setting names.

    :raises ValueError: at the start, for an address that is none, is no HTTPS, or has no secret
    """
    if not setting:
        return Nowhere()
    if setting.startswith(f"{FOLDER}/"):
        return Folder(Path(setting.removeprefix(FOLDER)))
    parts = urlsplit(setting)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in OWN):
        raise ValueError("LINLI_SMS: want https://..., or folder:/path for a trial")
    return Hook(setting, secret)


def _key(secret: str) -> bytes:
    prefix, _, text = secret.partition("_")
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error:
        key = b""
    if prefix != "whsec" or not 24 <= len(key) <= 64:
        raise ValueError("LINLI_SMS_SECRET: want whsec_ and base64 of 24 to 64 bytes")
    return key
