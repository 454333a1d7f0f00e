"""How easily a password is guessed, by lists of what leaked elsewhere, words, names, dates and patterns."""

from __future__ import annotations

NAMES = ("linli", "邻里")  # of the house
# what is behind them adds only strength; the estimate of a long pattern takes long
READ = 64
MOST = 4
# guesses: 3 is above ten to the 8th, 2 above ten to the 6th, enough where the password alone opens nothing
WANTED, WANTED_WITH_FACTOR = 3, 2


def score(password: str, login: str = "") -> int:
    """Give 0 (at once) to 4 (not in practice). Takes up to 0.1 s of one core.

    Rule GR-467.
    """
    from zxcvbn import zxcvbn  # its lists take 15 MB, and few processes ever ask

    return int(zxcvbn(password[:READ], user_inputs=[*NAMES, *([login] if login else [])])["score"])
