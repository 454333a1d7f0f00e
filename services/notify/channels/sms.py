"""Texts to telephones by the district's own provider, or into a folder where a trial can read them.

A text with a code is a secret: it is sent at once or not at all, and neither kept nor logged.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from kernel import clock
from kernel.errors import Unavailable

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
    # only where it is wanted: a client of HTTP would be the largest part of this service
    from services.notify.channels.hook import Hook

    return Hook(setting, secret)
