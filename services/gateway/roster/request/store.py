"""SQL of what waits for a second operator."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from kernel import page as keyset
from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.page import Order, Part
from kernel.rows import Reader, Table, same
from services.gateway.roster.request.record import Request

REQUESTS = Table("account_request", Request)
ASKED = Order("asked_at")


def lock(tx: Tx, id: str) -> Request:
    """Read a request to decide it; others who want to wait.

    :raises Missing: gateway.account_request_missing
    """
    return REQUESTS.lock(tx, id, Missing("gateway.account_request_missing"))


def still(request: Request, version: int) -> None:
    """Refuse to decide what has changed since it was read.

    :raises Conflict: gateway.account_request_changed, facts version (the present one)
    """
    same(request, version, Conflict("gateway.account_request_changed"))


def add(tx: Tx, request: Request) -> None:
    """Queue a fresh request, where none waits for the same account; one that nobody decided in its time has lapsed.

    :raises Conflict: gateway.account_request_waits, with the commit
    """
    tx.conflict("account_request_waiting", Conflict("gateway.account_request_waits"))
    tx.later(
        """UPDATE account_request SET state = 'lapsed', version = version + 1
           WHERE account = %s AND state = 'asked' AND expires_at <= %s""",
        (request.account, request.asked_at),
    )
    REQUESTS.insert(tx, request)


def save(tx: Tx, before: Request, after: Request) -> None:
    """Queue what was decided."""
    REQUESTS.save(tx, before, after)


def waiting(db: Reader, accounts: list[str]) -> dict[str, str]:
    """Give the requests that wait, by the account they are about."""
    sql = """SELECT account::text, id::text FROM account_request
             WHERE account = ANY(%s::uuid[]) AND state = 'asked' AND expires_at > now()"""
    return dict(db.all(sql, (accounts,)))


def operator_since(tx: Tx, id: str) -> datetime | None:
    """Give since when an account is an operator's, None where it is none or disabled; it stays so while this is decided."""
    row = tx.one("SELECT role_since FROM account WHERE id = %s AND role = 'operator' AND NOT disabled FOR SHARE", (id,))
    return row[0] if row else None


def page(
    db: Reader, parts: Iterable[Part], *, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Request], dict[str, str] | None]:
    """Give one page of requests, the oldest first."""
    return keyset.page(db, REQUESTS, ASKED, parts, limit=limit, after=after)
