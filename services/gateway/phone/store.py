"""SQL of codes sent to telephones, and of the accounts they open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kernel.db import Database, Tx
from kernel.errors import Conflict, Denied
from kernel.rows import Reader
from services.gateway.phone.rule import A_MINUTE, KEPT_DAYS, MINUTES, TRIES, Fit, Window

PUT = f"""
INSERT INTO phone_code AS kept (caller, digest, since, sent_at, expires_at)
VALUES (%(phone)s, %(digest)s, %(now)s, %(now)s, %(now)s + interval '{MINUTES} minutes')
ON CONFLICT (caller) DO UPDATE SET digest = excluded.digest, tries = 0, sent_at = excluded.sent_at,
    expires_at = excluded.expires_at, sent = CASE WHEN %(anew)s THEN 1 ELSE kept.sent + 1 END,
    since = CASE WHEN %(anew)s THEN excluded.since ELSE kept.since END
"""
TRY = """
UPDATE phone_code SET tries = tries + 1
WHERE caller = ANY(%s) AND expires_at > %s AND tries < %s AND digest <> '' RETURNING caller, digest
"""


def window(tx: Tx, phone: str, now: datetime) -> Window:
    """Give what was sent to a number lately; another who asks for a code for it waits."""
    tx.run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"phone/{phone}",))
    sql = """SELECT sent, extract(epoch FROM %(now)s - sent_at)::float8, extract(epoch FROM %(now)s - since)::float8
             FROM phone_code WHERE caller = %(phone)s AND since > %(now)s - interval '1 day'"""
    row = tx.one(sql, {"phone": phone, "now": now})
    return Window(*row) if row else Window(0, float("inf"), 0.0)


def crowded(tx: Tx, now: datetime) -> bool:
    """Tell whether as many codes went out within the last minute as may, to all numbers together."""
    sql = "SELECT count(*) FROM (SELECT FROM phone_code WHERE sent_at > %s - interval '1 minute' LIMIT %s) AS sent"
    row = tx.one(sql, (now, A_MINUTE))
    return row is not None and row[0] >= A_MINUTE


def put(tx: Tx, phone: str, digest: str, *, now: datetime, anew: bool) -> None:
    """Queue a fresh code in place of the one before. anew: counting begins again."""
    tx.later(PUT, {"phone": phone, "digest": digest, "now": now, "anew": anew})


def take_back(tx: Tx, phone: str, digest: str) -> None:
    """Queue that a code was not sent after all, so that its number need not wait."""
    sql = """UPDATE phone_code SET digest = '', sent = greatest(sent - 1, 0), sent_at = sent_at - interval '1 hour'
             WHERE caller = %s AND digest = %s"""
    tx.later(sql, (phone, digest))


def count_try(tx: Tx, phones: Sequence[str], now: datetime) -> list[tuple[str, str]]:
    """Count a try at the codes of a number and give those that are good still: index of the number, digest."""
    return tx.all(TRY, (list(phones), now, TRIES))


def use(tx: Tx, fit: Fit) -> None:
    """Use a code, once.

    :raises Denied: gateway.code_refused, when another came first
    """
    if tx.run("UPDATE phone_code SET digest = '' WHERE caller = %s AND digest = %s", (fit.index, fit.digest)) != 1:
        raise Denied("gateway.code_refused")


def forget(db: Database) -> int:
    """Delete what counts no more, at most a thousand rows, and give how many."""
    sql = """WITH old AS (SELECT caller FROM phone_code WHERE sent_at < now() - interval '2 days' LIMIT 1000)
             DELETE FROM phone_code USING old WHERE phone_code.caller = old.caller RETURNING 1"""
    return len(db.all(sql))


def forget_codes(tx: Tx, phones: Sequence[str]) -> int:
    """Delete what is kept of the codes of a number, and give of how many indexes."""
    return tx.run("DELETE FROM phone_code WHERE caller = ANY(%s)", (list(phones),))


def holder(tx: Tx, phones: Sequence[str], now: datetime) -> tuple[str, bool] | None:
    """Give the account of a number and whether it was used within KEPT_DAYS, or None; its row stays locked."""
    sql = """SELECT holder::text, used_at > %s - make_interval(days => %s) FROM phone_account WHERE caller = ANY(%s) FOR UPDATE"""
    row = tx.one(sql, (now, KEPT_DAYS, list(phones)))
    return (row[0], row[1]) if row else None


def sealed_of(db: Reader, holder: str) -> bytes | None:
    """Give the sealed number an account is opened by, None where it is opened otherwise."""
    row = db.one("SELECT sealed FROM phone_account WHERE holder = %s", (holder,))
    return bytes(row[0]) if row else None


def lock_both(tx: Tx, holder: str, phones: Sequence[str], now: datetime) -> tuple[bytes | None, tuple[str, bool] | None]:
    """Lock the number of an account and the account of a number, in one order, so that two who swap do not block each other.

    Give the sealed number of the account, None where it has none, and who else has the number, as `holder`.
    """
    sql = """SELECT holder::text, sealed, used_at > %s - make_interval(days => %s) FROM phone_account
             WHERE holder = %s OR caller = ANY(%s) ORDER BY holder FOR UPDATE"""
    rows = tx.all(sql, (now, KEPT_DAYS, holder, list(phones)))
    own = next((bytes(sealed) for found, sealed, _ in rows if found == holder), None)
    return own, next(((found, fresh) for found, _, fresh in rows if found != holder), None)


def change(tx: Tx, holder: str) -> int:
    """Count a change of an account, and give its version."""
    row = tx.one("UPDATE account SET version = version + 1 WHERE id = %s AND NOT disabled RETURNING version", (holder,))
    if row is None:
        raise Denied("gateway.token_invalid")
    return int(row[0])


def keep(tx: Tx, holder: str, *, phone: str, sealed: bytes, at: datetime) -> None:
    """Queue that an account is of this number, under the newest index, and was used at this time.

    Conflict gateway.phone_not_possible when another account came to have it meanwhile.
    """
    tx.conflict("phone_account_caller_key", Conflict("gateway.phone_not_possible"))
    sql = """INSERT INTO phone_account (holder, caller, sealed, used_at) VALUES (%s, %s, %s, %s)
             ON CONFLICT (holder) DO UPDATE SET caller = excluded.caller, sealed = excluded.sealed, used_at = excluded.used_at"""
    tx.later(sql, (holder, phone, sealed, at))


def part(tx: Tx, holder: str) -> None:
    """Take a number from an account, which nobody signs in to any more."""
    tx.run("DELETE FROM phone_account WHERE holder = %s", (holder,))
    tx.run("UPDATE account SET disabled = true, version = version + 1 WHERE id = %s", (holder,))
