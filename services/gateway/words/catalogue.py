"""Looks up title and detail of a problem by code and language.

Each language is one JSON file: code -> [title, detail]; the detail may name facts in braces and may be left out.
`{fact:yuan}` shows an amount of fen as people read money.
"""
from __future__ import annotations

from importlib import resources
from typing import Any

import orjson

from services.gateway.words import name

LANGUAGES = name.LANGUAGES
SEPARATORS = {"zh": "、", "en": ", "}


class _Shown(str):
    """A fact as people read it, which knows how to be shown as money."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return f"{int(self) / 100:,.2f}".removesuffix(".00") if spec == "yuan" and self.isdecimal() else str(self)


class _Facts(dict[str, Any]):
    """Facts for a sentence; one that was not given shows as a dash instead of failing the answer."""

    def __missing__(self, key: str) -> str:
        return _Shown("-")


def _read(language: str) -> dict[str, list[str]]:
    text = resources.files(__package__).joinpath(f"{language}.json").read_bytes()
    words: dict[str, list[str]] = orjson.loads(text)
    return words


WORDS = {language: _read(language) for language in LANGUAGES}


def say(code: str, language: str, facts: dict[str, Any]) -> tuple[str, str]:
    """Give title and detail. A code without words (a newer service behind an older front door) speaks for itself."""
    title, *detail = WORDS[language].get(code, [code])
    names = facts.get("names") or {}
    shown = _Facts((fact, _show(fact, value, names, language)) for fact, value in facts.items())
    return title, detail[0].format_map(shown) if detail else title


def _show(fact: str, value: Any, names: dict[str, str], language: str) -> _Shown:
    if isinstance(value, list):
        return _Shown(SEPARATORS[language].join(name.called(fact, part, names, language) for part in value))
    return _Shown("-" if value is None else name.called(fact, value, names, language))
