"""The pledge of confidentiality (保密承诺书) that staff sign: a text in both languages, known by the digest of both."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

LANGUAGES = ("zh", "en")
DIGITS = 16


@dataclass(frozen=True, slots=True)
class Pledge:
    """One version. words: language -> text, its first line the title. digest: 16 hexadecimal digits, the version."""

    words: Mapping[str, str]
    digest: str


def read(folder: str = "") -> Pledge:
    """Give the text of a tenant's folder (`confidentiality.zh.txt`, `confidentiality.en.txt`), '' for the one that ships.

    :raises OSError: a file is not there
    :raises ValueError: a file is empty or not UTF-8
    """
    place: Traversable = Path(folder) if folder else resources.files(__package__ or "")
    words = {language: _text(place.joinpath(f"confidentiality.{language}.txt")) for language in LANGUAGES}
    whole = "\0".join(words[language] for language in LANGUAGES)
    return Pledge(words, hashlib.sha256(whole.encode()).hexdigest()[:DIGITS])


def _text(file: Traversable) -> str:
    text = file.read_text(encoding="utf-8").replace("\r\n", "\n").strip()
    if not text:
        raise ValueError(f"{file.name} is empty")
    return text
