"""Events given up on: kept in the consumer's own schema until an operator has read and replayed them."""
from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from kernel import clock
from kernel.db import Database
from kernel.errors import Missing
from kernel.publisher import Publisher, message

REPLAY = "x-replay"  # header: id of the dead letter a message was replayed from
LINEAGE = uuid.UUID("0192d3a0-6d1e-7c51-9b5e-3f2f8f3f9a11")
COLUMNS = "id, queue, message_id, routing_key, body, headers, error, attempts, parked_at, replayed_at"


@dataclass(frozen=True, slots=True)
class Letter:
    """One parked event. error: class and code of the last failure, no text. attempts: tries that failed."""

    id: str
    queue: str
    message_id: str
    routing_key: str
    body: bytes
    headers: Mapping[str, Any]
    error: str
    attempts: int
    parked_at: datetime
    replayed_at: datetime | None = None


def park(
    db: Database,
    *,
    queue: str,
    message_id: str,
    routing_key: str,
    body: bytes,
    headers: Mapping[str, Any],
    error: str,
    attempts: int,
) -> None:
    """Keep a message nobody could handle. Parked twice (the acknowledgement was lost), it is there once.

    :raises Unavailable: the database is away; the message must stay on the broker
    """
    sql = """INSERT INTO dead_letter (id, queue, message_id, routing_key, body, headers, error, attempts)
             VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"""
    made = _id(queue, message_id, str(headers.get(REPLAY, "")))
    with db.transaction() as tx:
        tx.run(sql, (made, queue, message_id, routing_key, body, orjson.dumps(headers).decode(), error, attempts))


def _id(queue: str, message_id: str, replayed: str) -> str:
    """Give the same id for the same message, and another for each replay of it."""
    return str(uuid.uuid5(LINEAGE, f"{queue} {message_id} {replayed}")) if message_id else clock.new_id()


def waiting(db: Database, limit: int = 200) -> list[Letter]:
    """Give the letters nobody has replayed, oldest first."""
    sql = f"SELECT {COLUMNS} FROM dead_letter WHERE replayed_at IS NULL ORDER BY parked_at, id LIMIT %s"
    return [_letter(row) for row in db.all(sql, (limit,))]


def show(db: Database, id: str) -> Letter:
    """Give one letter.

    :raises Missing: dead.letter_missing
    """
    found = db.one(f"SELECT {COLUMNS} FROM dead_letter WHERE id = %s", (id,))
    if found is None:
        raise Missing("dead.letter_missing", id=id)
    return _letter(found)


def replay(db: Database, publisher: Publisher, id: str) -> bool:
    """Put a letter back into the very queue it failed in; False when somebody has done so already.

    A crash between the broker's word and the commit leaves it waiting: replayed again, its receiver's inbox stops it.

    :raises Missing: dead.letter_missing. :raises Unavailable: broker or database away; the letter still waits
    """
    with db.transaction() as tx:  # held during the network call, for one operator and one letter
        found = tx.one(f"SELECT {COLUMNS} FROM dead_letter WHERE id = %s FOR UPDATE", (id,))
        if found is None:
            raise Missing("dead.letter_missing", id=id)
        letter = _letter(found)
        if letter.replayed_at is not None:
            return False
        headers = {**letter.headers, REPLAY: letter.id}
        publisher.post(letter.queue, message(letter.body, message_id=letter.message_id, headers=headers))
        tx.run("UPDATE dead_letter SET replayed_at = now() WHERE id = %s", (id,))
    return True


def replay_all(db: Database, publisher: Publisher) -> int:
    """Put back all letters waiting now, oldest first, and give how many; stops at the first that cannot be put back."""
    done = 0
    last: tuple[datetime, str] | None = None
    upto = clock.now()  # those that fail again are parked later than this and are left alone
    while found := _page(db, last, upto):
        done += sum(replay(db, publisher, letter.id) for letter in found)
        last = (found[-1].parked_at, found[-1].id)
    return done


def _page(db: Database, last: tuple[datetime, str] | None, upto: datetime) -> list[Letter]:
    sql = f"""SELECT {COLUMNS} FROM dead_letter WHERE replayed_at IS NULL AND parked_at <= %s
              AND (parked_at, id) > (%s, %s::uuid) ORDER BY parked_at, id LIMIT 200"""
    after = last or (datetime.min.replace(tzinfo=upto.tzinfo), str(uuid.UUID(int=0)))
    return [_letter(row) for row in db.all(sql, (upto, *after))]


def _letter(row: tuple[Any, ...]) -> Letter:
    id, queue, message_id, routing_key, body, headers, *rest = row
    return Letter(str(id), queue, message_id, routing_key, bytes(body), orjson.loads(headers), *rest)
