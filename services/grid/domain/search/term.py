"""What somebody looks for, word by word."""

from __future__ import annotations

import re

from kernel.errors import Invalid

MOST_WORDS = 8
NUMBER = re.compile(r"[A-Za-z]{2}[0-9]{6}-[0-9]{8}-[0-9A-Za-z-]+")


def terms(text: str) -> tuple[str, ...]:
    """Give the words of a search, each of which must be found as it is written, upper and lower case alike.

    Rule GR-200, local design: a search without a word of two characters would find nearly everything, and is refused.

    :raises Invalid: grid.search_too_short, grid.search_too_long
    """
    words = tuple(dict.fromkeys(text.split()))
    if not any(len(word) > 1 for word in words):
        raise Invalid("grid.search_too_short", pointer="/text")
    if len(words) > MOST_WORDS:
        raise Invalid("grid.search_too_long", pointer="/text", most=MOST_WORDS)
    return words


def number(words: tuple[str, ...]) -> str | None:
    """Give the number of a matter when nothing else is looked for, else None."""
    return words[0].upper() if len(words) == 1 and NUMBER.fullmatch(words[0]) else None
