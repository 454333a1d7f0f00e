"""Who did what to which record: rows that are only added, in the act's own transaction, chained per record.

Each row carries the hash of the row before it on the same record. One chain for all records would make every writer
wait for every other; the record's row is locked by the act anyway. `kernel.audit_seal` ties all records together.
"""
from __future__ import annotations

import hashlib
from typing import Any

import orjson

from kernel import clock
from kernel.call import Call
from kernel.db import Tx
from kernel.errors import Unavailable

GENESIS = bytes(32)  # stands before the first row of a record, and before the first seal

# The database computes place and hash from the record's last row, so that the row costs no round trip of its own.
APPEND = """
WITH next AS (
    SELECT coalesce(last.seq, 0) + 1 AS seq, coalesce(last.hash, %(genesis)s) AS prev
    FROM (SELECT 1) AS one
    LEFT JOIN LATERAL (
        SELECT seq, hash FROM audit WHERE subject = %(subject)s ORDER BY seq DESC LIMIT 1
    ) AS last ON true
), made AS (
    INSERT INTO audit (id, subject, seq, body, prev, hash)
    SELECT %(id)s, %(subject)s, seq, %(body)s, prev,
           sha256(prev || convert_to(%(subject)s || chr(10) || seq::text || chr(10) || %(body)s, 'UTF8'))
    FROM next
    RETURNING id, hash
)
INSERT INTO audit_pending (audit_id, hash) SELECT id, hash FROM made
"""


def append(tx: Tx, call: Call, *, act: str, kind: str, subject: str, version: int, detail: dict[str, Any]) -> None:
    """Queue one row about one act; it is sent together with COMMIT.

    kind, subject, version: the record and its version after the act. detail: codes, ids, names of changed fields;
    never a personal field. The act should hold a lock on its record: two that do not cannot both commit, and the
    second fails with audit.record_busy (Unavailable: the same command with the same key may simply be sent again).
    """
    tx.conflict("audit_subject_seq_key", Unavailable("audit.record_busy", subject=subject))
    body = {
        "at": call.now.isoformat(),
        "actor": call.actor.id,
        "role": call.actor.role,
        "unit": call.actor.unit,
        "act": act,
        "kind": kind,
        "version": version,
        "trace": call.trace,
        "detail": detail,
    }
    text = orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()
    tx.later(APPEND, {"id": clock.new_id(), "subject": subject, "body": text, "genesis": GENESIS}, prepared=True)


def link(prev: bytes, subject: str, seq: int, body: str) -> bytes:
    """Give the hash (SHA-256) that a row at this place must carry; the same sum as the database makes."""
    return hashlib.sha256(prev + f"{subject}\n{seq}\n{body}".encode()).digest()
