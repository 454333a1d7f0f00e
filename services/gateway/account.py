"""Local accounts: a password checked in the same time whether or not the login exists."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from eventlet import tpool
from eventlet.semaphore import Semaphore

from kernel.call import Actor
from kernel.errors import Unavailable

# 19 MiB and two passes (OWASP's floor for argon2id): some 20 ms of one core, off the hub
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
STAND_IN = HASHER.hash("nobody has this password")
AT_ONCE = 2
WAIT_SECONDS = 4.0
# each thread keeps the 19 MiB of its last check for the next: twenty threads would keep 380; one more is for pictures
tpool.set_num_threads(AT_ONCE + 1)


@dataclass(frozen=True, slots=True)
class Account:
    """One local account. id: UUID. login: as typed at sign-in. name: sealed. area: code of the root it reaches.

    confidentiality_signed_on: local date of the pledge signed on paper, None where there is none.
    """

    id: str
    login: str
    password_hash: str
    role: str
    unit: str | None
    area: str
    language: str
    name: bytes
    disabled: bool = False
    confidentiality_signed_on: date | None = None

    @property
    def actor(self) -> Actor:
        """Give the account as the one who acts."""
        return Actor(id=self.id, role=self.role, unit=self.unit, area=self.area)


def name_context(id: str) -> str:
    """Give the one place the sealed name of an account belongs to."""
    return f"account/{id}/name"


_turns = Semaphore(AT_ONCE)  # each check holds 19 MiB: a crowd at the door must not eat the memory of the house


def opens(account: Account | None, password: str) -> bool:
    """Tell whether the password opens the account; without one the same work is done in vain.

    :raises Unavailable: gateway.busy, when AT_ONCE checks are running and none ends within WAIT_SECONDS
    """
    stored = account.password_hash if account else STAND_IN
    if not _turns.acquire(timeout=WAIT_SECONDS):
        raise Unavailable("gateway.busy")
    try:
        right = tpool.execute(_verify, stored, password)
    finally:
        _turns.release()
    return bool(right) and account is not None and not account.disabled


def _verify(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
