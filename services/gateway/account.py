"""Local accounts: a password checked in the same time whether or not the login exists."""
from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from eventlet import tpool
from eventlet.semaphore import Semaphore

from kernel import names
from kernel.call import Actor
from kernel.errors import Unavailable

# 19 MiB and two passes (OWASP's floor for argon2id): some 20 ms of one core, off the hub
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
STAND_IN = HASHER.hash("nobody has this password")
PEOPLE = uuid.UUID("6f1f3d0e-5a0b-5c1c-9d55-0d5f6a1c2103")
AT_ONCE = 2
WAIT_SECONDS = 4.0
WEIGH_SECONDS = 1.0
# the threads beside the hub: passwords, one that is weighed, a picture and its file, and as many names of hosts as are
# looked for at once, so that a resolver that is away keeps nobody from signing in
tpool.set_num_threads(AT_ONCE + 3 + names.AT_ONCE)


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


def account_id(login: str) -> str:
    """Give the id of the account of a login: always the same."""
    return str(uuid.uuid5(PEOPLE, login))


def name_context(id: str) -> str:
    """Give the one place the sealed name of an account belongs to."""
    return f"account/{id}/name"


_turns = Semaphore(AT_ONCE)  # each check holds 19 MiB: a crowd at the door must not eat the memory of the house
_scale = Semaphore(1)  # weighing holds the interpreter, and strangers may ask for it: never in the place of a sign-in


def opens(account: Account | None, password: str) -> bool:
    """Tell whether the password opens the account; without one the same work is done in vain.

    :raises Unavailable: gateway.busy, when AT_ONCE checks are running and none ends within WAIT_SECONDS
    """
    right = _in_turn(_turns, WAIT_SECONDS, _verify, account.password_hash if account else STAND_IN, password)
    return bool(right) and account is not None and not account.disabled


def hashed(password: str) -> str:
    """Give what is kept of a password.

    :raises Unavailable: gateway.busy, as `opens`
    """
    return str(_in_turn(_turns, WAIT_SECONDS, HASHER.hash, password))


def weighed(work: Callable[..., Any], *given: Any) -> Any:
    """Do what weighs a password beside the hub, one at a time; no sign-in waits for it.

    :raises Unavailable: gateway.busy, when the turn does not come within WEIGH_SECONDS
    """
    return _in_turn(_scale, WEIGH_SECONDS, work, *given)


def _in_turn(turns: Semaphore, seconds: float, work: Callable[..., Any], *given: Any) -> Any:
    if not turns.acquire(timeout=seconds):
        raise Unavailable("gateway.busy")
    try:
        return tpool.execute(work, *given)
    finally:
        turns.release()


def _verify(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
