"""Looks up title and detail of a problem by code and language.

Each language is one JSON file: code -> [title, detail]; the detail may name facts in braces and may be left out.
"""
from __future__ import annotations

from importlib import resources
from typing import Any

import orjson

LANGUAGES = ("zh", "en")
SEPARATORS = {"zh": "、", "en": ", "}


class _Facts(dict[str, Any]):
    """Facts for a sentence; one that was not given shows as a dash instead of failing the answer."""

    def __missing__(self, key: str) -> str:
        return "-"


def _read(language: str) -> dict[str, list[str]]:
    text = resources.files(__package__).joinpath(f"{language}.json").read_bytes()
    words: dict[str, list[str]] = orjson.loads(text)
    return words


WORDS = {language: _read(language) for language in LANGUAGES}


def say(code: str, language: str, facts: dict[str, Any]) -> tuple[str, str]:
    """Give title and detail. A code without words (a newer service behind an older front door) speaks for itself."""
    title, *detail = WORDS[language].get(code, [code])
    shown = _Facts((name, _show(value, language)) for name, value in facts.items())
    return title, detail[0].format_map(shown) if detail else title


def _show(value: Any, language: str) -> str:
    if isinstance(value, list):
        return SEPARATORS[language].join(str(part) for part in value)
    return "-" if value is None else str(value)
