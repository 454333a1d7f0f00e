"""SQL of requests to be erased, and of what the front door itself keeps of somebody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from kernel import page as keyset
from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.page import Order, Part
from kernel.rows import Reader, Table, same
from services.gateway.rights.record import Request

REQUESTS = Table("erasure_request", Request)
ASKED = Order("asked_at")
WAYS = ("erasure_request_holder", "erasure_request_matter")
SENT = "(owner = ANY(%s) OR incident = %s)"  # by somebody, or with the ticket of a matter


def add(tx: Tx, request: Request) -> None:
    """Queue a fresh request; of one account or matter one is under way at a time (Conflict gateway.erasure_under_way)."""
    for way in WAYS:
        tx.conflict(way, Conflict("gateway.erasure_under_way"))
    REQUESTS.insert(tx, request)


def save(tx: Tx, before: Request, after: Request) -> None:
    """Queue what changed of a request."""
    REQUESTS.save(tx, before, after)


def get(db: Reader, id: str) -> Request:
    """Read a request.

    :raises Missing: gateway.erasure_missing
    """
    return REQUESTS.get(db, id, Missing("gateway.erasure_missing"))


def lock(tx: Tx, id: str) -> Request:
    """Read a request to change it; others who want to wait.

    :raises Missing: gateway.erasure_missing
    """
    return REQUESTS.lock(tx, id, Missing("gateway.erasure_missing"))


def still(request: Request, version: int) -> None:
    """Refuse to act on a request that has changed since it was read.

    :raises Conflict: gateway.erasure_changed, facts version (the present one)
    """
    same(request, version, Conflict("gateway.erasure_changed"))


def page(db: Reader, parts: Sequence[Part], *, limit: int, after: Mapping[str, Any] | None) -> tuple[list[Request], Any]:
    """Give one page of requests, the longest waiting first."""
    return keyset.page(db, REQUESTS, ASKED, parts, limit=limit, after=after)


def put_part(tx: Tx, request: str, service: str, counts: Mapping[str, int], *, at: datetime) -> int:
    """Write down what a service has destroyed, and give how many have done so."""
    sql = """INSERT INTO erasure_part (request, service, at, counts) VALUES (%s, %s, %s, %s)
             ON CONFLICT (request, service) DO UPDATE SET at = excluded.at, counts = excluded.counts"""
    tx.run(sql, (request, service, at, orjson.dumps(dict(counts)).decode()))
    row = tx.one("SELECT count(*) FROM erasure_part WHERE request = %s", (request,))
    return int(row[0]) if row else 0


def parts_of(db: Reader, request: str) -> dict[str, dict[str, int]]:
    """Give what each service has destroyed, by its name."""
    return dict(db.all("SELECT service, counts FROM erasure_part WHERE request = %s ORDER BY service", (request,)))


def register(db: Reader) -> list[Request]:
    """Give all that was granted, the first first: what is carried out again on a database that was restored."""
    return REQUESTS.all(db, "WHERE state IN ('granted', 'done') ORDER BY decided_at, id")


def forget_account(tx: Tx, holder: str) -> int:
    """Delete an account now, with all that hangs on it: sessions, second factor, links, signatures, telephone, provider."""
    return tx.run("DELETE FROM account WHERE id = %s", (holder,))


def let_go(tx: Tx, aliases: Sequence[str], matter: str | None = None, *, at: datetime) -> int:
    """Have what was sent and no matter refers to asked about now, and so deleted; give how much that is."""
    return tx.run(f"UPDATE attachment SET ask_at = %s WHERE {SENT} AND NOT linked", (at, list(aliases), matter))


def end_uploads(tx: Tx, aliases: Sequence[str], matter: str | None = None, *, at: datetime) -> int:
    """Have what was being sent in parts end now, and its parts deleted with it; give how many. Nothing comes of a whole one."""
    sql = f"""UPDATE upload SET expires_at = least(expires_at, %s), state = CASE state WHEN 'whole' THEN 'refused' ELSE state END,
                     problem = CASE state WHEN 'whole' THEN 'gateway.upload_ended' ELSE problem END WHERE {SENT}"""
    return tx.run(sql, (at, list(aliases), matter))


def drop_evidence(tx: Tx, ids: Sequence[str], *, at: datetime) -> int:
    """Have attachments that a matter has let go of asked about now, and so deleted; give how many."""
    return tx.run("UPDATE attachment SET ask_at = %s WHERE id = ANY(%s::uuid[])", (at, list(ids)))


def sessions_of(db: Reader, holder: str) -> list[tuple[Any, ...]]:
    """Give kind, begin and last use of the sessions of an account."""
    return db.all("SELECT kind, created_at, seen_at FROM session WHERE holder = %s ORDER BY created_at", (holder,))


def sent_by(db: Reader, aliases: Sequence[str]) -> list[tuple[Any, ...]]:
    """Give id, media, bytes and time of what somebody sent, the first first, at most ten thousand."""
    sql = "SELECT id::text, media, bytes, created_at FROM attachment WHERE owner = ANY(%s) ORDER BY id LIMIT 10000"
    return db.all(sql, (list(aliases),))


def coming_of(db: Reader, aliases: Sequence[str]) -> list[tuple[Any, ...]]:
    """Give id, media, bytes so far and begin of what somebody is sending in parts, the first first."""
    sql = """SELECT id::text, media, received, created_at FROM upload
             WHERE owner = ANY(%s) AND state IN ('open', 'whole') ORDER BY id LIMIT 1000"""
    return db.all(sql, (list(aliases),))


def rename(tx: Tx, holder: str, name: bytes) -> int:
    """Put the sealed name of an account in place of the one it had, and give its version."""
    row = tx.one("UPDATE account SET name = %s, version = version + 1 WHERE id = %s RETURNING version", (name, holder))
    return int(row[0]) if row else 0
