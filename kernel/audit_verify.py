"""Reads a schema's whole audit in one snapshot, in batches, and says exactly what is wrong with it."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from kernel.audit_chain import Anchor, Chain, Finding, Named, Row, SealChain
from kernel.audit_seal import Seal
from kernel.db import Database, Tx

COLUMNS = "id, subject, seq, body, prev, hash"
SEALS_AT_ONCE = 50  # each may name a thousand rows
# rows that neither a seal nor the waiting list names: written past the service, or their seal was taken away
UNSEALED = """
SELECT a.subject, a.seq, a.id FROM audit AS a
WHERE NOT EXISTS (SELECT 1 FROM audit_pending AS p WHERE p.audit_id = a.id)
  AND NOT EXISTS (
    SELECT 1 FROM (
        SELECT encode(substring(s.entries FROM 48 * i + 1 FOR 16), 'hex')::uuid AS id
        FROM audit_seal AS s, generate_series(0, length(s.entries) / 48 - 1) AS i
    ) AS named WHERE named.id = a.id
  )
ORDER BY a.subject, a.seq
"""


@dataclass(frozen=True, slots=True)
class Report:
    """What was read and what is wrong. last_no, last_digest: the newest seal, 0 and '' when there is none."""

    rows: int
    seals: int
    waiting: int
    last_no: int
    last_digest: str
    findings: tuple[Finding, ...]


def verify(
    db: Database,
    *,
    known: Mapping[int, str] | None = None,
    batch: int = 2000,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Check every row and every seal of one schema.

    known: digests (hex) by seal number from logs; without them a database rewritten as a whole, seals and all, or
    cut at its very end, looks sound. batch: rows read at once. progress: told rows and seals done, and their total.
    Writers are not held up, and what they add meanwhile is not looked at.
    """
    with db.transaction() as tx:
        tx.run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        tx.run("SET LOCAL statement_timeout = 0")
        tx.run("SET LOCAL idle_in_transaction_session_timeout = 0")
        return _Reading(tx, batch, progress).report(known or {})


class _Reading:
    def __init__(self, tx: Tx, batch: int, progress: Callable[[int, int], None]) -> None:
        self.tx, self.batch, self.progress = tx, batch, progress
        self.rows, self.seals, self.waiting = (self._count(name) for name in ("audit", "audit_seal", "audit_pending"))
        self.done = 0
        self.chain = Chain()

    def report(self, known: Mapping[int, str]) -> Report:
        self._read_rows()
        seals = self._read_seals(SealChain(known, self._start()))
        self._read_waiting()
        unsealed = [Finding("unsealed", subject, seq, str(row_id)) for subject, seq, row_id in self.tx.all(UNSEALED)]
        no, digest = (seals.last.no, seals.last.digest.hex()) if seals.last else (0, "")
        findings = (*self.chain.all(), *unsealed, *seals.findings)
        return Report(self.rows, self.seals, self.waiting, no, digest, findings)

    def _read_rows(self) -> None:
        for page in self._pages("audit", COLUMNS, "subject, seq", self.batch):
            self._anchor([row[1] for row in page])
            for row in page:
                self.chain.walk(_row(row))

    def _anchor(self, subjects: list[str]) -> None:
        sql = "SELECT subject, seq, hash FROM audit_anchor WHERE subject = ANY(%s)"
        found = self.tx.all(sql, (sorted(set(subjects)),))
        self.chain.anchors = {subject: Anchor(seq, bytes(hashed)) for subject, seq, hashed in found}

    def _start(self) -> Anchor | None:
        found = self.tx.one("SELECT no, digest FROM audit_start")
        return Anchor(found[0], bytes(found[1])) if found else None

    def _read_seals(self, seals: SealChain) -> SealChain:
        for page in self._pages("audit_seal", "no, at, entries, prev, digest", "no", SEALS_AT_ONCE):
            read = [Seal(*row) for row in page]
            for seal in read:
                seals.walk(seal)
            self._compare([(row_id, sealed, seal.no) for seal in read for row_id, sealed in seal.rows])
        seals.close()
        return seals

    def _read_waiting(self) -> None:
        for page in self._pages("audit_pending", "audit_id, hash", "audit_id", self.batch):
            self._compare([(UUID(str(row_id)), hashed, None) for row_id, hashed in page])

    def _compare(self, named: list[Named]) -> None:
        ids = [str(row_id) for row_id, _, _ in named]
        found = self.tx.all(f"SELECT {COLUMNS} FROM audit WHERE id = ANY(%s::uuid[])", (ids,))
        self.chain.compare(named, {row.id: row for row in map(_row, found)})

    def _pages(self, table: str, columns: str, key: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """Give all rows by key, a page at a time; what is in memory stays small however long the audit is."""
        names = columns.split(", ")
        places = [names.index(name) for name in key.split(", ")]
        where, after = "", None
        while True:
            page = self.tx.all(f"SELECT {columns} FROM {table}{where} ORDER BY {key} LIMIT {size}", after)
            yield page
            self.done += len(page)
            self.progress(self.done, self.rows + self.seals + self.waiting)
            if len(page) < size:
                return
            after = tuple(page[-1][place] for place in places)
            where = f" WHERE ({key}) > ({', '.join(['%s'] * len(places))})"

    def _count(self, table: str) -> int:
        found = self.tx.one(f"SELECT count(*) FROM {table}")
        return int(found[0]) if found else 0


def _row(stored: tuple[Any, ...]) -> Row:
    return Row(UUID(str(stored[0])), *stored[1:])
