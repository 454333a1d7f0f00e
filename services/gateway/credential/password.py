"""What a password must be: long, and not one that everybody tries first. Signs of certain kinds are not asked for."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib import resources

from kernel.errors import Invalid
from services.gateway.credential import strength

LEAST, LEAST_WITH_FACTOR, MOST = 12, 8, 128
DIFFERENT = 5  # signs that are not the same
RUN = 6  # signs that follow one another in the alphabet, in the digits or on a keyboard
ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
HOUSE = ("linli",)


def check(password: str, *, login: str, factor: bool) -> None:
    """Refuse a password that is easily guessed, by its form and by the lists of `strength`; takes as long as that.

    Rule GR-467, source: OWASP ASVS 4.0.3, 2.1.7 (common and breached passwords are refused). factor: as `check_form`.

    :raises Invalid: as `check_form`; gateway.password_weak
    """
    check_form(password, login=login, factor=factor)
    if not strength.enough(strength.score(password, login), factor=factor):
        raise Invalid("gateway.password_weak", pointer="/password")


def check_form(password: str, *, login: str, factor: bool) -> None:
    """Refuse a password that is easily guessed. Source: NIST SP 800-63B, 3.1.1.2; OWASP ASVS 2.1.

    factor: the account has a second factor, so that the password alone opens nothing.

    :raises Invalid: gateway.password_short (facts least), gateway.password_common, gateway.password_holds_login
    """
    least = LEAST_WITH_FACTOR if factor else LEAST
    if len(password) < least:
        raise Invalid("gateway.password_short", pointer="/password", least=least)
    plain = _plain(password)
    if len(login) > 2 and _plain(login) in plain:
        raise Invalid("gateway.password_holds_login", pointer="/password")
    if _common(plain):
        raise Invalid("gateway.password_common", pointer="/password")

def _common(plain: str) -> bool:
    return plain in _known() or len(set(plain)) < DIFFERENT or len(_rest(plain)) < LEAST_WITH_FACTOR


def _rest(plain: str) -> str:
    """Give what a password is without the house's name and without runs of a keyboard."""
    for word in (*HOUSE, *_runs()):
        plain = plain.replace(word, "")
    return plain


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@cache
def _known() -> frozenset[str]:
    return frozenset(resources.files("services.gateway.credential").joinpath("common.txt").read_text().split())


@cache
def _runs() -> tuple[str, ...]:
    """Give all runs forwards and backwards, the longest first."""
    lines = [way for row in ROWS for way in (row, row[::-1])]
    runs = {line[at : at + size] for line in lines for size in range(RUN, len(line) + 1) for at in range(len(line) - size + 1)}
    return tuple(sorted(runs, key=lambda run: (-len(run), run)))
