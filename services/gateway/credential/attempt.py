"""How often a sign-in failed, over all replicas: each try is counted before it is looked at, so that none slips by.

What waits is a login from one address; all addresses together wait too, later and not for long, and never where the
account has been used lately: so a stranger who tries at the door of somebody keeps out themselves alone.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from kernel.db import Database, Tx
from kernel.errors import Invalid

DAY = 86_400
KNOWN_DAYS = 90


@dataclass(frozen=True, slots=True)
class Rule:
    """When failures lead to a wait. free: failures before it. first, most: seconds; each failure doubles the wait."""

    free: int
    first: int
    most: int


HERE, EVERYWHERE = Rule(free=5, first=60, most=3600), Rule(free=50, first=60, most=900)
ANYWHERE = ""  # the place that stands for all of them
# failures of a day ago count no more; the power is kept small, for a number has its limits. What waits is asked of the
# real time: now() is when this transaction began, which may be before a try beside it set `until` to its own beginning
COUNT = """
INSERT INTO sign_in_attempt AS kept (login, place, failures, last_at, until) VALUES (%(login)s, %(place)s, 1, now(), now())
ON CONFLICT (login, place) DO UPDATE SET last_at = now(), failures = {count}, until = now() + make_interval(secs =>
    CASE WHEN {count} < %(free)s THEN 0 ELSE least(%(most)s, %(first)s * power(2, least({count} - %(free)s, 20))) END)
WHERE kept.until <= clock_timestamp()
RETURNING coalesce(known_at > now() - make_interval(days => %(known)s), false)
""".format(count=f"(CASE WHEN kept.last_at < now() - interval '{DAY} seconds' THEN 1 ELSE kept.failures + 1 END)")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try. login, place: keyed digests, for what is typed may be a password, and an address tells of a person."""

    login: str
    place: str


class Attempts:
    """Counts tries. key: 32 bytes, the same in every process."""

    def __init__(self, db: Database, key: bytes):
        self._db, self._key = db, key

    def login(self, login: str) -> str:
        """Give the digest that stands for a login."""
        return hmac.digest(self._key, b"login|" + login.encode(), hashlib.sha256).hex()

    def count(self, *, login: str, address: str) -> Attempt:
        """Count a try as a failure until `succeed` or `undo` says otherwise.

        :raises Invalid: gateway.account_locked, facts retry_after_seconds
        """
        place = hmac.digest(self._key, b"place|" + address.encode(), hashlib.sha256).hex()
        made = Attempt(self.login(login), place)
        with self._db.transaction() as tx:
            known = count_in(tx, made, HERE)
            if not known:
                count_in(tx, Attempt(made.login, ANYWHERE), EVERYWHERE)
        return made


def count_in(tx: Tx, attempt: Attempt, rule: Rule) -> bool:
    """Count a try inside a transaction, and say whether its place has been used lately.

    :raises Invalid: gateway.account_locked, facts retry_after_seconds
    """
    given: dict[str, Any] = {"free": rule.free, "first": rule.first, "most": rule.most, "known": KNOWN_DAYS}
    row = tx.one(COUNT, {**given, "login": attempt.login, "place": attempt.place})
    if row is None:
        raise Invalid("gateway.account_locked", retry_after_seconds=_wait(tx, attempt))
    return bool(row[0])


def succeed(tx: Tx, attempt: Attempt) -> None:
    """Queue that a try was right: nothing has failed here, and the place is known."""
    here = "UPDATE sign_in_attempt SET failures = 0, until = now(), known_at = now() WHERE login = %s AND place = %s"
    tx.later(here, (attempt.login, attempt.place))
    _lower(tx, attempt.login, ANYWHERE)


def undo(tx: Tx, attempt: Attempt) -> None:
    """Queue that a try was neither right nor wrong: what went before still counts."""
    for place in (attempt.place, ANYWHERE):
        _lower(tx, attempt.login, place)


def release(tx: Tx, login: str) -> int:
    """Forget the failures of a login, and give at how many places it had to wait."""
    waiting = tx.one("SELECT count(*) FROM sign_in_attempt WHERE login = %s AND until > now()", (login,))
    tx.later("UPDATE sign_in_attempt SET failures = 0, until = now() WHERE login = %s", (login,))
    return int(waiting[0]) if waiting else 0


def forget(db: Database) -> int:
    """Delete what counts no more, at most a thousand rows, and give how many."""
    sql = """WITH old AS (SELECT login, place FROM sign_in_attempt WHERE last_at < now() - make_interval(days => %s) LIMIT 1000)
             DELETE FROM sign_in_attempt AS a USING old WHERE a.login = old.login AND a.place = old.place RETURNING 1"""
    return len(db.all(sql, (KNOWN_DAYS,)))


def _wait(tx: Tx, attempt: Attempt) -> int:
    sql = "SELECT ceil(extract(epoch FROM until - now())) FROM sign_in_attempt WHERE login = %s AND place = %s"
    row = tx.one(sql, (attempt.login, attempt.place))
    return max(1, int(row[0])) if row else 1


def _lower(tx: Tx, login: str, place: str) -> None:
    sql = "UPDATE sign_in_attempt SET failures = greatest(failures - 1, 0), until = now() WHERE login = %s AND place = %s"
    tx.later(sql, (login, place))
