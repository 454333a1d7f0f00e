"""The row that makes the effects of an event happen once, written in the same transaction as they are."""
from __future__ import annotations

from kernel.db import Tx


def first(tx: Tx, handler: str, message_id: str) -> bool:
    """Say whether `handler` sees this message for the first time, and remember that it did if the transaction commits.

    Of two copies handled at once the second waits for the first's commit, and is then told False.
    """
    sql = "INSERT INTO inbox (handler, message_id) VALUES (%s, %s) ON CONFLICT DO NOTHING RETURNING 1"
    return tx.one(sql, (handler, message_id)) is not None
