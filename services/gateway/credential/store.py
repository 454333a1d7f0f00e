"""SQL of passwords, second factors, recovery codes and one-time links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.db import Tx
from kernel.rows import Reader, Table


@dataclass(frozen=True, slots=True)
class Factor:
    """The second factor of an account. secret: sealed. last_step: whose code was taken last. confirmed_at: None while new."""

    holder: str
    secret: bytes
    last_step: int = 0
    confirmed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A one-time link. digest: SHA-256 of its secret."""

    id: str
    digest: str
    holder: str
    expires_at: datetime
    used_at: datetime | None = None


FACTORS = Table("second_factor", Factor, key="holder")
LINKS = Table("sign_in_link", Link)


def factor(db: Reader, holder: str) -> Factor | None:
    """Give the second factor of an account, confirmed or not, or None."""
    return FACTORS.find(db, "WHERE holder = %s", (holder,))


def confirmed(db: Reader, holder: str) -> Factor | None:
    """Give the second factor an account must show, or None."""
    return FACTORS.find(db, "WHERE holder = %s AND confirmed_at IS NOT NULL", (holder,))


def with_factor(db: Reader, holders: list[str]) -> set[str]:
    """Give those of these accounts that have a second factor."""
    sql = "SELECT holder::text FROM second_factor WHERE holder = ANY(%s::uuid[]) AND confirmed_at IS NOT NULL"
    return {holder for (holder,) in db.all(sql, (holders,))}


def begin(tx: Tx, holder: str, secret: bytes) -> None:
    """Queue a new secret that nothing asks for yet; one that is confirmed stays as it is."""
    sql = """INSERT INTO second_factor (holder, secret) VALUES (%s, %s) ON CONFLICT (holder) DO UPDATE
             SET secret = excluded.secret, last_step = 0 WHERE second_factor.confirmed_at IS NULL"""
    tx.later(sql, (holder, secret))


def confirm(tx: Tx, holder: str, *, secret: bytes, step: int) -> bool:
    """Let a secret count from now on; False when it is not the one begun with last, or counts already."""
    sql = """UPDATE second_factor SET confirmed_at = now(), last_step = %s
             WHERE holder = %s AND confirmed_at IS NULL AND secret = %s"""
    return tx.run(sql, (step, holder, secret)) == 1


def take_step(tx: Tx, holder: str, step: int) -> bool:
    """Take the code of a step, once; False when it, or a later one, was taken."""
    return tx.run("UPDATE second_factor SET last_step = %s WHERE holder = %s AND last_step < %s", (step, holder, step)) == 1


def drop_factor(tx: Tx, holder: str) -> None:
    """Queue that an account has no second factor any more."""
    tx.later("DELETE FROM recovery_code WHERE holder = %s", (holder,))
    tx.later("DELETE FROM second_factor WHERE holder = %s", (holder,))


def put_codes(tx: Tx, holder: str, digests: list[str]) -> None:
    """Queue recovery codes in place of those before."""
    tx.later("DELETE FROM recovery_code WHERE holder = %s", (holder,))
    tx.later("INSERT INTO recovery_code (holder, digest) SELECT %s, unnest(%s::text[])", (holder, digests))


def take_code(tx: Tx, holder: str, digest: str) -> bool:
    """Take a recovery code, once; False when there is none such, or no more."""
    sql = "UPDATE recovery_code SET used_at = now() WHERE holder = %s AND digest = %s AND used_at IS NULL"
    return tx.run(sql, (holder, digest)) == 1


def used(db: Reader, holder: str, digest: str) -> bool:
    """Tell whether a recovery code was taken before."""
    sql = "SELECT 1 FROM recovery_code WHERE holder = %s AND digest = %s AND used_at IS NOT NULL"
    return db.one(sql, (holder, digest)) is not None


def add_link(tx: Tx, link: Link) -> None:
    """Queue a link in place of those before that nobody has used."""
    tx.later("DELETE FROM sign_in_link WHERE holder = %s AND used_at IS NULL", (link.holder,))
    LINKS.insert(tx, link)


def link(db: Reader, digest: str) -> Link | None:
    """Give a link that still opens, or None."""
    return LINKS.find(db, "WHERE digest = %s AND used_at IS NULL AND expires_at > now()", (digest,))


def use_link(tx: Tx, digest: str) -> bool:
    """Use a link, once; False when it was used or is too old."""
    sql = "UPDATE sign_in_link SET used_at = now() WHERE digest = %s AND used_at IS NULL AND expires_at > now()"
    return tx.run(sql, (digest,)) == 1


def drop_links(tx: Tx, holder: str) -> None:
    """Queue that no link opens an account any more."""
    tx.later("DELETE FROM sign_in_link WHERE holder = %s AND used_at IS NULL", (holder,))


def set_password(tx: Tx, holder: str, hashed: str) -> None:
    """Queue the password of an account."""
    tx.later("UPDATE account SET password_hash = %s, version = version + 1 WHERE id = %s", (hashed, holder))


def shut(tx: Tx, holder: str, hashed: str) -> None:
    """Queue that nothing proves an account any more: no factor, no link, a password nobody has. hashed: of that one."""
    drop_factor(tx, holder)
    drop_links(tx, holder)
    tx.later("UPDATE account SET password_hash = %s WHERE id = %s", (hashed, holder))


def lock_shared(tx: Tx, holder: str) -> None:
    """Let who wants to change what proves an account wait; others who only sign in do not."""
    tx.run("SELECT FROM account WHERE id = %s FOR SHARE", (holder,))


def unchanged(tx: Tx, holder: str, *, password_hash: str, secret: bytes | None) -> bool:
    """Tell whether a locked account is enabled and still proven by just this. secret: of its second factor, None without."""
    sql = """SELECT a.password_hash = %s AND NOT a.disabled AND f.secret IS NOT DISTINCT FROM %s
             FROM account a LEFT JOIN second_factor f ON f.holder = a.id AND f.confirmed_at IS NOT NULL WHERE a.id = %s"""
    row = tx.one(sql, (password_hash, secret, holder))
    return row is not None and bool(row[0])


def lock(tx: Tx, holder: str) -> None:
    """Let others who want to change what proves an account wait."""
    tx.run("SELECT FROM account WHERE id = %s FOR UPDATE", (holder,))
