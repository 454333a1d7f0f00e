"""Takes the second factor of an account: a code of half a minute or a recovery code, each once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from kernel.db import Tx
from kernel.errors import Denied
from kernel.rows import Reader
from kernel.seal import Sealer
from services.gateway.credential import factor, store
from services.gateway.credential.store import Factor


def place(holder: str) -> str:
    """Give the one place the sealed secret of an account belongs to."""
    return f"account/{holder}/second-factor"


def fresh_link() -> tuple[str, str]:
    """Make a link's secret of 256 bits, shown once, and the digest that is kept."""
    shown = secrets.token_urlsafe(32)
    return shown, digest(shown)


def digest(shown: str) -> str:
    """Give what is kept of a link's secret; it is too long to be tried out, so a plain digest does."""
    return hashlib.sha256(shown.encode()).hexdigest()


class Proof:
    """Looks at codes. key: 32 bytes for recovery codes, the same in every process."""

    def __init__(self, sealer: Sealer, key: bytes):
        self._sealer, self._key = sealer, key

    def take(self, tx: Tx, kept: Factor, code: str, *, now: datetime) -> str:
        """Take a code and give how it was proven: 'totp' or 'recovery'.

        :raises Denied: gateway.code_refused
        """
        kind = "totp" if factor.timed(code) else "recovery"
        taken = {"totp": self._take_step, "recovery": self._take_recovery}[kind](tx, kept, code, now)
        if not taken:
            raise Denied("gateway.code_refused")
        return kind

    def step(self, kept: Factor, code: str, now: datetime) -> int | None:
        """Give the step whose code this is, or None."""
        return factor.step_of(self.secret(kept), code, now=now, last=kept.last_step)

    def replayed(self, db: Reader, kept: Factor, code: str, *, now: datetime) -> bool:
        """Tell whether a code would have been right, had it not been taken before."""
        if factor.timed(code):
            return factor.step_of(self.secret(kept), code, now=now, last=0) is not None
        return store.used(db, kept.holder, factor.digest(self._key, kept.holder, code))

    def secret(self, kept: Factor) -> str:
        """Give the secret in the open."""
        return self._sealer.open(bytes(kept.secret), place(kept.holder))

    def renew(self, tx: Tx, holder: str) -> list[str]:
        """Queue fresh recovery codes in place of those before, and give them, to be shown this once."""
        made = factor.recovery_codes()
        store.put_codes(tx, holder, [factor.digest(self._key, holder, code) for code in made])
        return made

    def _take_step(self, tx: Tx, kept: Factor, code: str, now: datetime) -> bool:
        step = self.step(kept, code, now)
        return step is not None and store.take_step(tx, kept.holder, step)

    def _take_recovery(self, tx: Tx, kept: Factor, code: str, now: datetime) -> bool:
        return store.take_code(tx, kept.holder, factor.digest(self._key, kept.holder, code))
