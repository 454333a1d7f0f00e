"""How easily a password is guessed, by lists of what leaked elsewhere, words, names, dates and patterns."""

from __future__ import annotations

NAMES = ("linli", "邻里")  # of the house
# what is behind them adds only strength; signs that may each stand for several letters cost a second when 64 are read
READ = 24
MOST = 4
# guesses: 3 is above ten to the 8th, 2 above ten to the 6th, enough where the password alone opens nothing
WANTED, WANTED_WITH_FACTOR = 3, 2


def score(password: str, login: str = "") -> int:
    """Give 0 (at once) to 4 (not in practice). Takes a few ms of one core, 0.2 s for signs chosen to take long.

    Rule GR-467.
    """
    from zxcvbn import zxcvbn  # its lists take 15 MB, and few processes ever ask

    return int(zxcvbn(password[:READ], user_inputs=[*NAMES, *([login] if login else [])])["score"])


def enough(score: int, *, factor: bool) -> bool:
    """Tell whether a password of this score is taken. factor: the account has a second one."""
    return score >= (WANTED_WITH_FACTOR if factor else WANTED)
