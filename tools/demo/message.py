"""Messages to play: the invented set that ships, or a file of real ones that stays where it is."""
from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TEXT = ("text", "detail", "description")
TOPIC = ("topic", "title")
IDENTITY = ("id", "msg_id", "number")
MOST = 2000


class Unreadable(Exception):
    """The file holds no messages; the text says what was looked for."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message. text: 1..2000 characters. lot: a number 0..1 that is always the same for the same message."""

    id: str
    text: str
    lot: float


def read(path: Path) -> list[Message]:
    """Give the messages of a CSV file (.csv or .csv.gz, UTF-8 or GB18030) with a column text, detail or description.

    :raises Unreadable: when there is no such column or no row
    """
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    rows = list(csv.DictReader(io.StringIO(_decoded(raw))))
    if not rows:
        raise Unreadable(f"{path}: no rows")
    text, topic, identity = (_column(rows[0], names) for names in (TEXT, TOPIC, IDENTITY))
    if text is None:
        raise Unreadable(f"{path}: no column named {' or '.join(TEXT)}")
    return [_message(row, text, topic, row[identity] if identity else str(n)) for n, row in enumerate(rows)]


def _message(row: dict[str, str], text: str, topic: str | None, identity: str) -> Message:
    parts = [row[topic].strip()] if topic else []
    whole = "\n".join([*parts, " ".join(row[text].split())]).replace("\0", "")[:MOST].strip() or "-"
    return Message(identity, whole, lot(identity))


def lot(seed: str) -> float:
    """Give a number from 0 to 1, always the same for the same seed."""
    return int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8]) / 2**64


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def _column(row: dict[str, str], names: Iterable[str]) -> str | None:
    return next((name for name in names if name in row), None)
