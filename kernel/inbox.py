"""The row that makes the effects of an event happen once, written in the same transaction as they are."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kernel.db import Database, Tx
from kernel.errors import Conflict

# no copy of a message is on its way that long: the broker keeps none beyond the retry queue's delay, and a dead letter
# replayed later is one whose handling never committed, so it has no row
KEPT_DAYS = 30


def first(tx: Tx, handler: str, message_id: str) -> bool:
    """Say whether `handler` sees this message for the first time, and remember that it did if the transaction commits.

    Of two copies handled at once the second waits for the first's commit, and is then told False.
    """
    sql = "INSERT INTO inbox (handler, message_id) VALUES (%s, %s) ON CONFLICT DO NOTHING RETURNING 1"
    return tx.one(sql, (handler, message_id)) is not None


@contextmanager
def handling(db: Database, handler: str, message_id: str) -> Iterator[Tx]:
    """Open the transaction of a handler that only writes, and whose writes a second copy must not repeat.

    The row goes out with the effects instead of before them, which saves a round trip; a second copy fails on it as a
    whole and is taken for done. A handler that first reads and decides asks `first` instead.
    """
    try:
        with db.transaction() as tx:
            tx.conflict("inbox_pkey", Handled("inbox.handled"))
            tx.later("INSERT INTO inbox (handler, message_id) VALUES (%s, %s)", (handler, message_id), prepared=True)
            yield tx
    except Handled:
        return


class Handled(Conflict):
    """Another copy of the message has been handled."""
