"""One chain over the audit rows of all records: their hashes are sealed in batches, and each seal names the last.

A row's own chain shows that it was changed; a seal shows that a row, even a record's last, was taken away. Each new
seal is logged, so that a copy of the chain lives where the database's administrator cannot reach it.
"""
from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel import clock, logs, metrics
from kernel.audit import GENESIS
from kernel.beat import Beat
from kernel.db import Database, SharedDatabase, Tx
from kernel.errors import Failure

LIMIT = 1000  # rows in one seal
EVERY = 2.0  # seconds between looks for rows to seal
ENTRY_BYTES = 48  # 16 of the row's id, 32 of its hash

log = logs.get(__name__)

# the lock is asked for only when there is work, and ends with the transaction, so a killed process leaves nothing held
CLAIM = """
SELECT CASE WHEN EXISTS (SELECT 1 FROM audit_pending)
            THEN pg_try_advisory_xact_lock(hashtextextended(current_schema() || '.audit_seal', 0))
            ELSE false END
"""
TAKE = """
DELETE FROM audit_pending WHERE audit_id = ANY (ARRAY(
    SELECT audit_id FROM audit_pending ORDER BY audit_id LIMIT %s FOR UPDATE SKIP LOCKED
)) RETURNING audit_id, hash
"""


@dataclass(frozen=True, slots=True)
class Seal:
    """One link. no: 1, 2, 3 ... without gaps. entries: 48 bytes for each row. prev, digest: 32 bytes."""

    no: int
    at: datetime
    entries: bytes
    prev: bytes
    digest: bytes

    @property
    def rows(self) -> list[tuple[UUID, bytes]]:
        """The id and hash of each row it names."""
        places = range(0, len(self.entries) - ENTRY_BYTES + 1, ENTRY_BYTES)
        return [(UUID(bytes=self.entries[i : i + 16]), self.entries[i + 16 : i + ENTRY_BYTES]) for i in places]


def digest_of(prev: bytes, entries: bytes) -> bytes:
    """Give the digest (SHA-256) that a seal with this content must carry."""
    return hashlib.sha256(prev + entries).digest()


def seal_batch(tx: Tx, now: datetime, limit: int = LIMIT) -> Seal | None:
    """Seal up to `limit` rows that wait, and give the new seal; None when none waits or another process is at it.

    now: aware UTC. The rows leave the waiting list in the same transaction that writes the seal.
    """
    claimed = tx.one(CLAIM)
    if not claimed or not claimed[0]:
        return None
    rows = sorted((UUID(str(row_id)).bytes, row_hash) for row_id, row_hash in tx.all(TAKE, (limit,)))
    if not rows:
        return None
    no, prev = tx.one("SELECT no, digest FROM audit_seal ORDER BY no DESC LIMIT 1") or (0, GENESIS)
    entries = b"".join(row_id + row_hash for row_id, row_hash in rows)
    seal = Seal(no + 1, now, entries, prev, digest_of(prev, entries))
    tx.later(
        "INSERT INTO audit_seal (no, at, entries, prev, digest) VALUES (%s, %s, %s, %s, %s)",
        (seal.no, seal.at, seal.entries, seal.prev, seal.digest),
    )
    return seal


def seal_waiting(db: Database) -> int:
    """Seal all that waits, one transaction for each batch, log each digest, and give the number of rows sealed.

    A batch that is not full is the last: acts that come meanwhile wait for the next look, or there would be no end.
    """
    total = 0
    while True:
        with db.transaction() as tx:
            seal = seal_batch(tx, clock.now())
        if seal is None:
            return total
        count = len(seal.rows)
        log.info("audit_sealed", schema=db.schema, no=seal.no, rows=count, digest=seal.digest.hex())
        metrics.AUDIT_SEALED.inc(count)
        total += count
        if count < LIMIT:
            return total


def count_waiting(db: Database) -> int:
    """Give the number of rows no seal names yet; when it keeps growing, no process seals."""
    found = db.one("SELECT count(*) FROM audit_pending")
    return int(found[0]) if found else 0


class AuditSealer(Beat):
    """Seals audit rows every two seconds while the service runs; any number of replicas may do so side by side."""

    shared = SharedDatabase()

    label = "audit-sealer"
    lead = EVERY

    def beat(self) -> float:
        try:
            seal_waiting(self.shared.database)
            metrics.AUDIT_UNSEALED.set(count_waiting(self.shared.database))
        except Failure as failure:
            log.warning("audit_sealing_delayed", code=failure.code)
        return EVERY
