"""The same idempotency key gets the same stored answer, whatever happened in between."""
from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import orjson

from kernel.call import Call
from kernel.db import Database, Tx
from kernel.errors import Conflict, Invalid

CONSTRAINT = "once_pkey"
KEPT_DAYS = 7


class Repeated(Conflict):
    """Another transaction has kept this key: its answer is the answer."""


def keep(tx: Tx, call: Call, act: str, body: dict[str, Any], reply: dict[str, Any]) -> None:
    """Queue the key with its answer, ahead of all other writes.

    A second transaction with the same key waits here for the first to commit, and then fails as Repeated.
    """
    if call.key is None:
        return
    tx.conflict(CONSTRAINT, Repeated("once.repeated"))
    sql = "INSERT INTO once (actor, key, act, request_hash, reply) VALUES (%s, %s, %s, %s, %s)"
    kept = (call.actor.id, call.key, act, next(digests(act, body, tx.database.marks)), orjson.dumps(reply).decode())
    tx.later(sql, kept, first=True, prepared=True)


def find(db: Database, call: Call, act: str, body: dict[str, Any]) -> dict[str, Any] | None:
    """Give the answer kept under the call's key, or None.

    :raises Invalid: once.key_reused when the key was used for another request, or its answer was erased (`kernel.erasure`)
    """
    if call.key is None:
        return None
    row = db.one("SELECT request_hash, reply FROM once WHERE actor = %s AND key = %s", (call.actor.id, call.key))
    if row is None:
        return None
    if bytes(row[0]) not in digests(act, body, db.marks):
        raise Invalid("once.key_reused")
    reply: dict[str, Any] = orjson.loads(row[1])
    return reply


def several(db: Database, call: Call, keys: Iterable[str]) -> dict[str, tuple[bytes, dict[str, Any]]]:
    """Give what is kept under those of these keys that the call's actor has used: digest and answer, by key."""
    sql = "SELECT key, request_hash, reply FROM once WHERE actor = %s AND key = ANY(%s) AND reply IS NOT NULL"
    # what cannot be written down cannot have been kept
    known = sorted({key for key in keys if "\0" not in key and key.isascii()})
    return {key: (bytes(kept), orjson.loads(reply)) for key, kept, reply in db.all(sql, (call.actor.id, known))}


def digests(act: str, body: dict[str, Any], marks: Sequence[bytes]) -> Iterator[bytes]:
    """Give what tells two requests apart: the act and the body, whatever the order of its keys; the first is kept.

    marks: keys they are made under, newest first. A plain digest would not do: who reads the table could try all telephone
    numbers in what was sent. One stands last, for what was kept without keys.
    """
    plain = act.encode() + b"\0" + orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    yield from (hmac.digest(mark, plain, "sha256") for mark in marks)
    yield hashlib.sha256(plain).digest()
