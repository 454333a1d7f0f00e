"""What erasing has in common: the word left in place of words, stored answers that go, and the proof of what was destroyed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import orjson

from kernel import once
from kernel.db import Tx

ERASED = "〔已删除 erased〕"  # stands where somebody's words stood; never empty, so that nobody takes it for a defect
BATCH = 50  # matters in one transaction

Counts = dict[str, int]


def total(parts: Iterable[Counts]) -> Counts:
    """Add counts up, by name."""
    summed: Counts = {}
    for part in parts:
        for name, n in part.items():
            summed[name] = summed.get(name, 0) + n
    return summed


def batches(ids: Sequence[str], size: int = BATCH) -> list[list[str]]:
    """Give ids in an order that is the same for all, so that two who lock them never wait for each other in a circle."""
    ordered = sorted(set(ids))
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]


def blank(tx: Tx, table: str, key: str, ids: Sequence[str], columns: Sequence[str]) -> int:
    """Overwrite words of a table's rows now, and give how many rows had any; names come from code alone."""
    sets = ", ".join(f"{name} = CASE WHEN {name} <> '' THEN %(word)s ELSE {name} END" for name in columns)
    worded = " OR ".join(f"{name} NOT IN ('', %(word)s)" for name in columns)
    sql = f"UPDATE {table} SET {sets} WHERE {key} = ANY(%(ids)s::uuid[]) AND ({worded})"
    return tx.run(sql, {"word": ERASED, "ids": list(ids)})


def forget_replies(tx: Tx, ids: Sequence[str]) -> int:
    """Empty the stored answers that speak of these records, and give how many; a key once used stays used.

    Reads the answers of the last days that are kept at all; erasing is rare, and this is no part of any other act.
    """
    sql = """UPDATE once SET reply = NULL, request_hash = '' WHERE reply LIKE ANY(%s)
             AND at > now() - make_interval(days => %s)"""
    return tx.run(sql, ([f"%{id}%" for id in ids], once.KEPT_DAYS + 1))


def forget_answers_to(tx: Tx, accounts: Sequence[str]) -> int:
    """Empty all stored answers to these accounts, and give how many."""
    sql = "UPDATE once SET reply = NULL, request_hash = '' WHERE actor = ANY(%s) AND reply IS NOT NULL"
    return tx.run(sql, (list(accounts),))


def prove(tx: Tx, request: str, counts: Counts, *, at: datetime) -> Counts:
    """Write the proof of an erasure, or add to what it says: counts, no content. -> what it says then."""
    tx.run("INSERT INTO erasure (request, at, counts) VALUES (%s, %s, '{}') ON CONFLICT DO NOTHING", (request, at))
    row = tx.one("SELECT counts FROM erasure WHERE request = %s FOR UPDATE", (request,))
    summed = total([row[0] if row else {}, {name: n for name, n in counts.items() if n}])
    tx.run("UPDATE erasure SET counts = %s, at = %s WHERE request = %s", (orjson.dumps(summed).decode(), at, request))
    return summed
