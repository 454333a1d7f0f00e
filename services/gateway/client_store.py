"""SQL of API clients and their keys."""

from __future__ import annotations

from datetime import datetime

from kernel.db import Database, Tx
from services.gateway.client import Client, Key

FIND = """
SELECT client_key.prefix, client::text, hash, expires_at, scopes, per_minute, disabled
FROM client_key JOIN client ON client.id = client_key.client WHERE prefix = %s
"""


def find(db: Database, prefix: str) -> tuple[Key, Client] | tuple[None, None]:
    """Find a key and its client by the key's prefix."""
    row = db.one(FIND, (prefix,))
    if row is None:
        return None, None
    key = Key(row[0], row[1], bytes(row[2]), row[3])
    return key, Client(row[1], tuple(row[4]), row[5], row[6])


def put(tx: Tx, client: Client, *, label: str) -> None:
    """Queue a client, new or in place of the one with its id."""
    sql = """INSERT INTO client (id, label, scopes, per_minute, disabled) VALUES (%s, %s, %s, %s, %s)
             ON CONFLICT (id) DO UPDATE SET label = excluded.label, scopes = excluded.scopes,
                 per_minute = excluded.per_minute, disabled = excluded.disabled"""
    tx.later(sql, (client.id, label, list(client.scopes), client.per_minute, client.disabled))


def keys(tx: Tx, client: str) -> tuple[Key, ...]:
    """Give the keys of a client, its row locked: one change of keys at a time."""
    tx.run("SELECT FROM client WHERE id = %s FOR UPDATE", (client,))
    sql = "SELECT prefix, client::text, hash, expires_at FROM client_key WHERE client = %s ORDER BY created_at"
    return tuple(Key(prefix, id, bytes(hashed), until) for prefix, id, hashed, until in tx.all(sql, (client,)))


def add_key(tx: Tx, key: Key) -> None:
    """Queue a fresh key."""
    sql = "INSERT INTO client_key (prefix, client, hash, expires_at) VALUES (%s, %s, %s, %s)"
    tx.later(sql, (key.prefix, key.client, key.hash, key.expires_at))


def end_keys(tx: Tx, ends: dict[str, datetime]) -> None:
    """Queue new ends of keys."""
    for prefix, until in ends.items():
        tx.later("UPDATE client_key SET expires_at = %s WHERE prefix = %s", (until, prefix))
