"""The second factor: codes of half a minute by RFC 6238, and recovery codes for who has lost the device."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime

import pyotp

STEP, WINDOW = 30, 1  # seconds; steps before and after the present one, for clocks that are not quite right
CODES, CODE_SIGNS = 10, 10
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # 31 signs nobody takes for one another: 49 bits in ten
TYPED = re.compile(r"[0-9]{6}")


def secret() -> str:
    """Make a secret of 160 bits, base32."""
    return pyotp.random_base32()


def uri(secret: str, *, login: str, issuer: str) -> str:
    """Give the address by which an authenticator takes a secret in."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=issuer)


def picture(uri: str) -> str:
    """Give the QR code of an address as an SVG, drawn here: the secret goes to nobody else."""
    import segno  # once in an account's life

    drawn: str = segno.make(uri, error="m", micro=False).svg_inline(scale=5, border=4, light="#fff")
    return drawn.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) if "xmlns" not in drawn else drawn


def step_of(secret: str, code: str, *, now: datetime, last: int) -> int | None:
    """Give the step whose code this is, later than the last one taken, or None. All steps are compared, each in equal time."""
    present, totp = int(now.timestamp()) // STEP, pyotp.TOTP(secret)
    steps = range(present - WINDOW, present + WINDOW + 1)
    right = [step for step in steps if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode())]
    return next((step for step in right if step > last), None)


def recovery_codes() -> list[str]:
    """Make recovery codes, shown once."""
    made = ["".join(secrets.choice(ALPHABET) for _ in range(CODE_SIGNS)) for _ in range(CODES)]
    return [f"{code[:5]}-{code[5:]}" for code in made]


def digest(key: bytes, holder: str, code: str) -> str:
    """Give what is kept of a recovery code: under a key of the house, so that a copy of the table opens nothing."""
    plain = re.sub(r"[\s-]", "", code).lower()
    return hmac.digest(key, f"{holder}|{plain}".encode(), hashlib.sha256).hex()


def timed(code: str) -> bool:
    """Tell whether what was typed has the form of a code of half a minute."""
    return TYPED.fullmatch(code) is not None
