"""SQL of who comes by a provider, of their sessions, and of what is good once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from kernel.db import Tx
from services.gateway.account import Account

USE = """
WITH ended AS (
    DELETE FROM oidc_used WHERE digest IN (SELECT digest FROM oidc_used WHERE ends_at < now() LIMIT 100)
)
INSERT INTO oidc_used (digest, ends_at) VALUES (%s, %s) ON CONFLICT DO NOTHING RETURNING 1
"""


def use(tx: Tx, value: str, *, ends_at: datetime) -> bool:
    """Write down that something was used, until it ends by itself; False when it was, also by another process."""
    return tx.one(USE, (hashlib.sha256(value.encode()).hexdigest(), ends_at)) is not None


def find_holder(tx: Tx, *, issuer: str, subjects: Sequence[str]) -> str | None:
    """Give the account of who comes from an issuer, or None. subjects: keyed indexes, the newest first.

    Another sign-in of the same person waits, so that two at once do not make two accounts.
    """
    tx.run("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", (f"oidc/{issuer}/{subjects[-1]}",))
    sql = "SELECT holder::text FROM oidc_identity WHERE issuer = %s AND subject = ANY(%s)"
    row = tx.one(sql, (issuer, list(subjects)))
    return row[0] if row else None


def keep_holder(tx: Tx, holder: str, *, issuer: str, subject: str, sealed: bytes, at: datetime) -> None:
    """Queue that an account is of this subject, under the newest index, and came at this time."""
    sql = """INSERT INTO oidc_identity (issuer, subject, sealed, holder, came_at) VALUES (%s, %s, %s, %s, %s)
             ON CONFLICT (holder) DO UPDATE SET subject = excluded.subject, sealed = excluded.sealed,
                 came_at = excluded.came_at"""
    tx.later(sql, (issuer, subject, sealed, holder, at))


def lock_account(tx: Tx, holder: str) -> int:
    """Let others who change the account wait, and give its version."""
    row = tx.one("SELECT version FROM account WHERE id = %s FOR UPDATE", (holder,))
    assert row is not None  # an identity goes with its account
    return int(row[0])


def change_account(tx: Tx, account: Account) -> None:
    """Queue what a provider says anew of an account; what it was signed in as before counts no more within seconds."""
    sql = "UPDATE account SET role = %s, unit = %s, area = %s, name = %s, version = version + 1 WHERE id = %s"
    tx.later(sql, (account.role, account.unit, account.area, account.name, account.id))


def keep_session(tx: Tx, session: str, *, provider: str, issuer: str, sid: str | None) -> None:
    """Queue that a session came by a provider."""
    sql = "INSERT INTO oidc_session (session, provider, issuer, sid) VALUES (%s, %s, %s, %s)"
    tx.later(sql, (session, provider, issuer, sid))


def provider_of(tx: Tx, session: str) -> str | None:
    """Give the provider a session came by, or None."""
    row = tx.one("SELECT provider FROM oidc_session WHERE session = %s", (session,))
    return row[0] if row else None


def sessions(tx: Tx, *, issuer: str, subjects: Sequence[str], sids: Sequence[str]) -> list[tuple[str, str]]:
    """Give session and account of all that came from an issuer and are of one of these subjects, and of these sids.

    subjects, sids: empty for any; one of them is given.
    """
    sql = """SELECT s.id::text, s.holder::text FROM oidc_session AS o JOIN session AS s ON s.id = o.session
             JOIN oidc_identity AS i ON i.holder = s.holder AND i.issuer = o.issuer
             WHERE o.issuer = %(issuer)s AND (%(anyone)s OR i.subject = ANY(%(subjects)s))
               AND (%(any)s OR o.sid = ANY(%(sids)s))"""
    given = {"issuer": issuer, "subjects": list(subjects), "sids": list(sids), "anyone": not subjects, "any": not sids}
    return tx.all(sql, given)
