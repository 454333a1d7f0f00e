"""Numbers and codes of sign-in by telephone, and how often one may be asked for. Rule GR-437, design.

Source: NIST SP 800-63B-4, 3.1.3 (a code by telephone: six digits, minutes, once, few tries); a carrier gives a number that
was given up to somebody else after 90 days.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import unicodedata
from dataclasses import dataclass

from kernel.errors import Invalid

MINUTES = 5
TRIES = 5
AGAIN_SECONDS = 60
A_DAY = 5
A_MINUTE = 120  # of all numbers together: what a stranger can make a district pay for
# after so long without a sign-in the number may be somebody else's, who then gets an account of their own
KEPT_DAYS = 90
FIELD = "account.phone"
MOBILE = re.compile(r"1[3-9][0-9]{9}")
BEFORE = re.compile(r"^(?:\+|00)86")


@dataclass(frozen=True, slots=True)
class Fit:
    """A code that fits. index: of its number. digest: what is kept of it."""

    index: str
    digest: str


@dataclass(frozen=True, slots=True)
class Window:
    """What was sent to a number. sent: within a day. ago: seconds since the last one. age: seconds since the first."""

    sent: int
    ago: float
    age: float

    def wait(self) -> int:
        """Give the seconds until another code may be sent, 0 for now."""
        again = AGAIN_SECONDS - self.ago
        day = 86_400 - self.age if self.sent >= A_DAY else 0
        return max(0, -int(-max(again, day) // 1))


def number(typed: str) -> str:
    """Give a mobile number of the mainland as its 11 digits; spaces, hyphens, full-width digits and +86 are forgiven.

    :raises Invalid: gateway.phone_malformed
    """
    wide = unicodedata.normalize("NFKC", typed)
    plain = BEFORE.sub("", "".join(sign for sign in wide if not (sign.isspace() or unicodedata.category(sign) == "Pd")))
    if not MOBILE.fullmatch(plain):
        raise Invalid("gateway.phone_malformed", pointer="/phone")
    return plain


def code() -> str:
    """Make a code of six digits."""
    return f"{secrets.randbelow(1_000_000):06}"


def digest(key: bytes, phone: str, code: str, holder: str = "") -> str:
    """Give what is kept of a code: bound to its number and its purpose, and of no use without the key.

    holder: the account whose number it changes, '' for signing in. Rule GR-448: the one is not good for the other.
    """
    return hmac.digest(key, "|".join(filter(None, (phone, code, holder))).encode(), hashlib.sha256).hex()
