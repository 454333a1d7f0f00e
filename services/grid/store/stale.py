"""What is kept beside incidents, the measures of evaluation and the words of search, follows them after their acts.

An act only leaves word that its incident has changed, by a trigger (migration 0020). Following costs a tenth when it is done for
many at once: it is done every second in the background, and by whoever is about to read what is kept, so that nobody is told less
than what is committed.
"""

from __future__ import annotations

from kernel.db import Database, Tx
from kernel.errors import Unavailable
from services.grid.domain.incident import Incident

MOST = 500  # rows followed in one transaction
READERS = 1000  # rows a reader follows; more are left to the background
PACE = 500  # rows followed and folded in a second on a busy machine, so that who is sent away knows for how long
LONGEST = 600  # seconds

MARK = "INSERT INTO stale (incident, words) VALUES (%s, false)"
FOLLOW = "SELECT follow_measures(%s::uuid[])"
# rows that another is about to follow are still seen, so that none means that all is followed and committed
WAITING = """
SELECT (SELECT count(*) FROM (SELECT FROM stale ORDER BY id LIMIT %s) AS first),
       (SELECT coalesce(max(id) - min(id) + 1, 0) FROM stale)
"""
CATCH_UP = "SELECT follow_stale(%s)"
AGAIN = """
INSERT INTO stale (incident, words) SELECT incident, words FROM stale_failed
WHERE NOT EXISTS (SELECT FROM stale WHERE stale.incident = stale_failed.incident)
"""
FAILED = "SELECT count(*) FROM stale_failed"


def mark(tx: Tx, incident: str) -> None:
    """Queue that the clocks of an incident have changed though itself it has not; what changes it leaves its row by itself."""
    tx.later(MARK, (incident,))


def keep_round(tx: Tx, before: Incident, after: Incident) -> None:
    """Queue what a round has come to, before anything is queued that begins the next; nothing while it goes on.

    What a round that is over counts for is not looked at again, so it must be followed while it can be seen.
    """
    if before.round != after.round:
        tx.later(FOLLOW, ([before.id],))


def catch_up(db: Database) -> None:
    """Follow all that has changed and is committed by now, for who is about to read.

    :raises Unavailable: grid.figures_behind, facts waiting and retry_after_seconds, where that is too much to wait for
    """
    some, span = _waiting(db)
    if some > READERS:
        raise Unavailable("grid.figures_behind", waiting=span, retry_after_seconds=min(span // PACE + 1, LONGEST))
    while some and follow(db) == MOST:
        continue


def follow(db: Database) -> int:
    """Follow up to MOST changes, the oldest first, and give how many."""
    return _one(db, CATCH_UP, MOST)


def follow_again(db: Database) -> None:
    """Have what could not be followed tried once more."""
    db.all(AGAIN)


def waiting(db: Database) -> tuple[int, int]:
    """Give how many changes wait to be followed, about, and how many incidents could not be."""
    return _waiting(db)[1], _one(db, FAILED)


def _waiting(db: Database) -> tuple[int, int]:
    some, span = db.all(WAITING, (READERS + 1,))[0]
    return some, span


def _one(db: Database, sql: str, *params: int) -> int:
    row = db.one(sql, params)
    return int(row[0]) if row else 0
