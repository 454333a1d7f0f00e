"""SQL of API clients, of their keys and of how often they called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from kernel import page as keyset
from kernel.db import Database, Tx
from kernel.errors import Conflict, Missing
from kernel.page import Order, Part
from kernel.rows import Reader, Table, same
from services.gateway.client.key import Ending, Key
from services.gateway.client.record import Client

CLIENTS = Table("client", Client)
KEYS = Table("client_key", Key, key="prefix")
CREATED = Order("created_at", descending=True)
KEPT = 10  # keys shown of a client, the newest: former ones have ended

KEY_COLUMNS = ", ".join(f"k.{field.name}" for field in fields(Key))
CLIENT_COLUMNS = ", ".join(f"c.{field.name}" for field in fields(Client))
PROVE = f"SELECT {KEY_COLUMNS}, {CLIENT_COLUMNS} FROM client_key AS k JOIN client AS c ON c.id = k.client WHERE prefix = ANY(%s)"
# the window is of the database's clock alone; more than is left may be asked for, and is then not given
TAKE = """
INSERT INTO client_minute AS kept (client, minute, taken) VALUES (%(client)s, date_trunc('minute', now()), %(want)s)
ON CONFLICT (client) DO UPDATE SET minute = greatest(kept.minute, excluded.minute),
    taken = CASE WHEN kept.minute >= excluded.minute THEN kept.taken ELSE 0 END + excluded.taken
RETURNING taken, extract(epoch FROM minute + interval '1 minute' - now())
"""
ENDING = f"""
SELECT {KEY_COLUMNS}, {CLIENT_COLUMNS} FROM client AS c JOIN LATERAL (
    SELECT * FROM client_key WHERE client = c.id ORDER BY created_at DESC, prefix LIMIT 1
) AS k ON true
WHERE c.state = 'open' AND least(c.expires_at, k.expires_at) BETWEEN %s AND %s ORDER BY c.id
"""
WARN = """
INSERT INTO client_warned (client, ends_at, days) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING RETURNING 1
"""
USED = """
UPDATE client_key SET used_at = now()
WHERE prefix = ANY(%s) AND (used_at IS NULL OR used_at < now() - interval '1 minute') RETURNING 1
"""


def prove(db: Reader, prefixes: list[str]) -> dict[str, tuple[Key, Client]]:
    """Give those of these keys that exist with their clients, by prefix."""
    return {key.prefix: (key, client) for key, client in map(_pair, db.all(PROVE, (prefixes,)))}


def ending(db: Reader, *, now: datetime, until: datetime) -> list[tuple[Key, Client]]:
    """Give the newest keys, with their clients, that open nothing any more from some time between `now` and `until` on."""
    return [_pair(row) for row in db.all(ENDING, (now, until))]


def warn(tx: Tx, end: Ending) -> bool:
    """Write down that operators are told; False when they were, also by another process at the same time."""
    return tx.one(WARN, (end.client.id, end.ends_at, end.days)) is not None


def use(db: Database, prefixes: list[str]) -> None:
    """Write down, to the minute, that keys have come."""
    db.all(USED, (prefixes,))


def take(db: Database, client: str, want: int) -> tuple[int, float]:
    """Take calls of the running minute; give how many have been asked for in it, and the seconds until it ends."""
    row = db.one(TAKE, {"client": client, "want": want})
    assert row is not None  # an upsert gives its row
    return int(row[0]), float(row[1])


def get(db: Reader, id: str) -> Client:
    """Read a client.

    :raises Missing: gateway.client_missing
    """
    return CLIENTS.get(db, id, Missing("gateway.client_missing"))


def lock(tx: Tx, id: str) -> Client:
    """Read a client to change it or its keys; others who want to wait.

    :raises Missing: gateway.client_missing
    """
    return CLIENTS.lock(tx, id, Missing("gateway.client_missing"))


def still(client: Client, version: int) -> None:
    """Refuse to act on a client that has changed since it was read.

    :raises Conflict: gateway.client_changed, facts version (the present one)
    """
    same(client, version, Conflict("gateway.client_changed"))


def page(
    db: Reader, parts: Iterable[Part], *, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Client], dict[str, str] | None]:
    """Give one page of clients, the newest first."""
    return keyset.page(db, CLIENTS, CREATED, parts, limit=limit, after=after)


def keys(db: Reader, clients: list[str]) -> dict[str, tuple[Key, ...]]:
    """Give the newest keys of clients, the oldest of them first, by client."""
    sql = f"""SELECT {KEYS.listed} FROM (
                  SELECT *, row_number() OVER (PARTITION BY client ORDER BY created_at DESC) AS nth
                  FROM client_key WHERE client = ANY(%s::uuid[])
              ) AS numbered WHERE nth <= %s ORDER BY created_at, prefix"""
    found: dict[str, tuple[Key, ...]] = dict.fromkeys(clients, ())
    for key in (KEYS.load(row) for row in db.all(sql, (clients, KEPT))):
        found[key.client] += (key,)
    return found


def live(tx: Tx, client: str, now: datetime) -> list[Key]:
    """Give all keys of a client that still open."""
    return KEYS.all(tx, "WHERE client = %s AND expires_at > %s ORDER BY prefix", (client, now))


def add(tx: Tx, client: Client) -> None:
    """Queue a fresh client."""
    CLIENTS.insert(tx, client)


def save(tx: Tx, before: Client, after: Client) -> None:
    """Queue what changed of a client."""
    CLIENTS.save(tx, before, after)


def add_key(tx: Tx, key: Key) -> None:
    """Queue a fresh key."""
    KEYS.insert(tx, key)


def end_keys(tx: Tx, ends: Mapping[str, datetime]) -> None:
    """Queue new ends of keys."""
    for prefix, until in ends.items():
        tx.later("UPDATE client_key SET expires_at = %s WHERE prefix = %s", (until, prefix))


def _pair(row: tuple[Any, ...]) -> tuple[Key, Client]:
    cut = len(KEYS.columns)
    return KEYS.load(row[:cut]), CLIENTS.load(row[cut:])
