"""Notices that go with the person they were for, or with the matter they spoke of."""

from __future__ import annotations

from collections.abc import Sequence

from kernel import erasure
from kernel.call import Call
from kernel.db import Tx
from kernel.erasure import Counts

# of notices to one person: those to an office stay, they hold codes alone
CHOSEN: dict[str, str] = {
    "person": "SELECT id FROM notice JOIN reach ON reach.notice = id WHERE reach.audience = ANY(%s)",
    "matter": "SELECT id FROM notice WHERE subject = ANY(%s) AND audience LIKE 'account:%%'",
}
TABLES = ("reading", "delivery", "reach")


def anonymise(tx: Tx, call: Call, kind: str, ids: Sequence[str]) -> Counts:
    """Delete what was told to somebody, now, and give how many notices and deliveries went; a second time gives zeros.

    kind: `person`, ids are aliases of accounts; or `matter`, ids are of matters, and what goes is what was told to people of
    them. call: not used, taken so that every service is asked alike. Whoever calls it audits and proves.

    Rule GR-403, 《个人信息保护法》 art. 47: who was told what and when is known of nobody who is erased.
    """
    keys = [f"account:{alias}" for alias in ids] if kind == "person" else list(ids)
    found = [id for (id,) in tx.all(CHOSEN[kind], (keys,))]
    gone = {table: tx.run(f"DELETE FROM {table} WHERE notice = ANY(%s::uuid[])", (found,)) for table in TABLES}
    counts = {"notices": tx.run("DELETE FROM notice WHERE id = ANY(%s::uuid[])", (found,)), "deliveries": gone["delivery"]}
    return counts | {"answers": erasure.forget_replies(tx, ids) if ids else 0}


def forget_readings(tx: Tx, accounts: Sequence[str]) -> Counts:
    """Delete what accounts have read, also of what was for all of an office."""
    return {"readings": tx.run("DELETE FROM reading WHERE account = ANY(%s)", (list(accounts),))}
