"""SQL of accounts, of what they have signed, and of revoked tokens."""
from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from kernel.call import Actor
from kernel.db import Database, Tx
from kernel.page import Part
from kernel.rows import Reader, Table, column
from services.gateway.account import Account
from services.gateway.words.pledge import Pledge

COLUMNS = ("id", "login", "password_hash", "role", "unit", "area", "language", "name", "disabled", "confidentiality_signed_on")
SELECT = f"SELECT {', '.join(COLUMNS)} FROM account"

# paper is good for the text of its day: for the text in force when it began before; a text nobody ran with yet has not
SIGNED = """
(EXISTS (SELECT FROM confidentiality_signature WHERE signer = account.id AND digest = %s)
 OR coalesce(confidentiality_signed_on >= (coalesce(
     (SELECT since FROM confidentiality_text WHERE digest = %s),
     (SELECT 'infinity'::timestamptz FROM confidentiality_text LIMIT 1),
     '-infinity')::timestamptz AT TIME ZONE 'Asia/Shanghai')::date, false))
"""


@dataclass(frozen=True, slots=True)
class Staff:
    """One account of staff, without a name."""

    id: str
    login: str
    role: str
    unit: str | None
    area: str
    created_at: datetime


STAFF = Table("account", Staff)


def find_account(db: Database, *, login: str) -> Account | None:
    """Find the account of a login, or None."""
    return _account(db.one(f"{SELECT} WHERE login = %s", (login,)))


def account_of(db: Reader, *, id: str) -> Account | None:
    """Find an account by id, or None."""
    return _account(db.one(f"{SELECT} WHERE id = %s", (id,)))


def add_account(tx: Tx, account: Account) -> None:
    """Queue a fresh account."""
    columns = ("id", "login", "password_hash", "role", "unit", "area", "language", "name")
    sql = f"INSERT INTO account ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"
    tx.later(sql, tuple(getattr(account, name) for name in columns))


def standing(db: Database, *, ids: list[str], digest: str) -> dict[str, tuple[Actor, bool]]:
    """Give who acts for those of these accounts that exist and are not disabled, and whether they signed a text, by id."""
    sql = f"SELECT id::text, role, unit, area, {SIGNED} FROM account WHERE id = ANY(%s::uuid[]) AND NOT disabled"
    rows = db.all(sql, (digest, digest, ids))
    return {id: (Actor(id=id, role=role, unit=unit, area=area), signed) for id, role, unit, area, signed in rows}


def keep_text(db: Database, pledge: Pledge) -> None:
    """Write down that a text is in force, with its words; the first one counts as having always been."""
    sql = """INSERT INTO confidentiality_text AS kept (digest, since, words)
             SELECT %s, CASE WHEN EXISTS (SELECT FROM confidentiality_text) THEN now() ELSE '-infinity' END, %s::jsonb
             ON CONFLICT (digest) DO UPDATE SET words = excluded.words WHERE kept.words IS NULL"""
    db.all(sql, (pledge.digest, column(dict(pledge.words))))


def signature(db: Reader, *, signer: str, digest: str) -> tuple[datetime | None, date | None]:
    """Give when an account signed a text, and the date of its paper when that is good for it; None for neither."""
    sql = f"""SELECT (SELECT signed_at FROM confidentiality_signature WHERE signer = account.id AND digest = %s),
                     CASE WHEN {SIGNED} THEN confidentiality_signed_on END FROM account WHERE id = %s"""
    row = db.one(sql, (digest, digest, digest, signer))
    return (row[0], row[1]) if row else (None, None)


def lock_signature(tx: Tx, *, signer: str, digest: str) -> datetime | None:
    """Give when an account signed a text, None when it did not; another who signs for it waits."""
    tx.run("SELECT FROM account WHERE id = %s FOR UPDATE", (signer,))
    row = tx.one("SELECT signed_at FROM confidentiality_signature WHERE signer = %s AND digest = %s", (signer, digest))
    return row[0] if row else None


def sign(tx: Tx, *, signer: str, digest: str, at: datetime) -> int:
    """Write down a signature, and give how many texts the account has signed."""
    tx.run("INSERT INTO confidentiality_signature (signer, digest, signed_at) VALUES (%s, %s, %s)", (signer, digest, at))
    row = tx.one("SELECT count(*) FROM confidentiality_signature WHERE signer = %s", (signer,))
    return int(row[0]) if row else 0


def unsigned(digest: str) -> Part:
    """Give the condition of staff who have not signed a text."""
    return f"role <> 'resident' AND NOT disabled AND NOT {SIGNED}", [digest, digest]


def papers(db: Reader, ids: list[str]) -> dict[str, date]:
    """Give the dates of the pledges that accounts signed on paper, by id."""
    signed = "id = ANY(%s::uuid[]) AND confidentiality_signed_on IS NOT NULL"
    return dict(db.all(f"SELECT id::text, confidentiality_signed_on FROM account WHERE {signed}", (ids,)))


def put_account(tx: Tx, account: Account) -> None:
    """Queue an account, new or in place of the one with its id.

    A new one has its role since ever: rule GR-466 is about what operators make of each other, and who loads decides anyway.
    """
    sql = """INSERT INTO account (id, login, password_hash, role, unit, area, language, name, disabled,
                 confidentiality_signed_on, role_since)
             VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, to_timestamp(0))
             ON CONFLICT (id) DO UPDATE SET login = excluded.login, password_hash = excluded.password_hash,
                 role = excluded.role, unit = excluded.unit, area = excluded.area, language = excluded.language,
                 name = excluded.name, disabled = excluded.disabled,
                 confidentiality_signed_on = coalesce(excluded.confidentiality_signed_on, account.confidentiality_signed_on),
                 version = account.version + 1"""
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
