"""SQL of accounts and revoked tokens."""
from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from kernel.call import Actor
from kernel.db import Database, Tx
from services.gateway.account import Account

COLUMNS = ("id", "login", "password_hash", "role", "unit", "area", "language", "name", "disabled")
SELECT = f"SELECT {', '.join(COLUMNS)} FROM account"


def find_account(db: Database, *, login: str) -> Account | None:
    """Find the account of a login, or None."""
    return _account(db.one(f"{SELECT} WHERE login = %s", (login,)))


def account_of(db: Database, *, id: str) -> Account | None:
    """Find an account by id, or None."""
    return _account(db.one(f"{SELECT} WHERE id = %s", (id,)))


def standing(db: Database, *, ids: list[str]) -> dict[str, Actor]:
    """Give who acts for those of these accounts that exist and are not disabled, by id."""
    sql = "SELECT id::text, role, unit, area FROM account WHERE id = ANY(%s::uuid[]) AND NOT disabled"
    return {id: Actor(id=id, role=role, unit=unit, area=area) for id, role, unit, area in db.all(sql, (ids,))}


def put_account(tx: Tx, account: Account) -> None:
    """Queue an account, new or in place of the one with its id."""
    sql = """INSERT INTO account (id, login, password_hash, role, unit, area, language, name, disabled)
             VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
             ON CONFLICT (id) DO UPDATE SET login = excluded.login, password_hash = excluded.password_hash,
                 role = excluded.role, unit = excluded.unit, area = excluded.area, language = excluded.language,
                 name = excluded.name, disabled = excluded.disabled"""
    tx.later(sql, tuple(getattr(account, name) for name in COLUMNS))


def revoke(tx: Tx, *, token: str, expires_at: int) -> None:
    """Queue that a token no longer counts. expires_at: epoch seconds, after which the row may go."""
    sql = "INSERT INTO revoked_token (id, expires_at) VALUES (%s, %s) ON CONFLICT DO NOTHING"
    tx.later(sql, (token, datetime.fromtimestamp(expires_at, UTC)))


def revoked(db: Database, *, within_seconds: float | None) -> dict[str, float]:
    """Give the tokens revoked lately, or all that would still be good, with their end in epoch seconds."""
    sql = """SELECT id::text, extract(epoch FROM expires_at)::float8 FROM revoked_token
             WHERE expires_at > now() AND (%(lately)s IS NULL
                 OR revoked_at > now() - make_interval(secs => %(lately)s))"""
    return dict(db.all(sql, {"lately": within_seconds}))


def forget_revoked(db: Database) -> int:
    """Delete rows of tokens that have ended by themselves, at most a thousand, and give how many."""
    sql = """WITH ended AS (SELECT id FROM revoked_token WHERE expires_at < now() LIMIT 1000)
             DELETE FROM revoked_token USING ended WHERE revoked_token.id = ended.id RETURNING 1"""
    return len(db.all(sql))


def _account(row: tuple[Any, ...] | None) -> Account | None:
    if row is None:
        return None
    fields: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
    return Account(**{**fields, "name": bytes(fields["name"])})
