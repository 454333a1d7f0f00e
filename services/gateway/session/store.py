"""SQL of sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.db import Database, Tx
from kernel.rows import Reader, Table

BEARER, COOKIE = KINDS = ("bearer", "cookie")
SEEN = """
UPDATE session SET seen_at = now() WHERE id = ANY(%s::uuid[]) AND seen_at < now() - interval '1 minute' RETURNING 1
"""
MOST = 100  # shown of an account, the newest


@dataclass(frozen=True, slots=True)
class Session:
    """One session. id: of its token. holder: account. factor: opened with a second factor. seen_at: to the minute."""

    id: str
    holder: str
    kind: str
    factor: bool
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


SESSIONS = Table("session", Session)


def add(tx: Tx, session: Session) -> None:
    """Queue a fresh session."""
    SESSIONS.insert(tx, session)


def running(db: Reader, holder: str) -> list[Session]:
    """Give the newest sessions of an account that have not ended, the newest first."""
    rest = "WHERE holder = %s AND expires_at > now() ORDER BY created_at DESC, id DESC LIMIT %s"
    return SESSIONS.all(db, rest, (holder, MOST))


def take(tx: Tx, holder: str, *, only: str | None = None, but: str | None = None) -> list[Session]:
    """Delete sessions of an account and give them. only: this one. but: all others than this one."""
    rest = "(%(only)s IS NULL OR id = %(only)s::uuid) AND (%(but)s IS NULL OR id <> %(but)s::uuid)"
    sql = f"DELETE FROM session WHERE holder = %(holder)s AND {rest} RETURNING {SESSIONS.listed}"
    return [SESSIONS.load(row) for row in tx.all(sql, {"holder": holder, "only": only, "but": but})]


def seen(db: Reader, ids: list[str]) -> dict[str, float]:
    """Give when sessions last came, epoch seconds, by id."""
    sql = "SELECT id::text, extract(epoch FROM seen_at)::float8 FROM session WHERE id = ANY(%s::uuid[])"
    return dict(db.all(sql, (ids,)))


def see(db: Database, ids: list[str]) -> None:
    """Write down, to the minute, that sessions have come."""
    db.all(SEEN, (ids,))


def forget(db: Database) -> int:
    """Delete sessions that have ended by themselves, at most a thousand, and give how many."""
    sql = """WITH ended AS (SELECT id FROM session WHERE expires_at < now() LIMIT 1000)
             DELETE FROM session USING ended WHERE session.id = ended.id RETURNING 1"""
    return len(db.all(sql))
