"""How easily a password is guessed, by lists of what leaked elsewhere, words, names, dates and patterns."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

NAMES = ("linli", "邻里")  # of the house
# what is behind them adds only strength; signs that may each stand for several letters cost a second when 64 are read
READ = 24
MOST = 4
# guesses: 3 is above ten to the 8th, 2 above ten to the 6th, enough where the password alone opens nothing
WANTED, WANTED_WITH_FACTOR = 3, 2
PARTS = re.compile(r"[^\W\d_]{3,}|\d{3,}")  # of a login


def score(password: str, login: str = "") -> int:
    """Give 0 (at once) to 4 (not in practice). Takes a few ms of one core, 0.2 s for signs chosen to take long.

    The house, the login and its parts, and what is common here in pinyin, count as words, which the library's lists have
    in English alone.

    Rule GR-467.
    """
    from zxcvbn import zxcvbn  # its lists take 15 MB, and few processes ever ask

    words = [*NAMES, *([login, *PARTS.findall(login)] if login else []), *_pinyin()]
    return int(zxcvbn(password[:READ], user_inputs=words)["score"])


def enough(score: int, *, factor: bool) -> bool:
    """Tell whether a password of this score is taken. factor: the account has a second one."""
    return score >= (WANTED_WITH_FACTOR if factor else WANTED)


@cache
def _pinyin() -> tuple[str, ...]:
    """Give words of this work, cities, surnames and given names, each once, the likeliest first."""
    return tuple(resources.files("services.gateway.credential").joinpath("pinyin.txt").read_text().split())
