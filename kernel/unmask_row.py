"""Who asked to see whose identity, as rows: of one account and person, of the last hour, page by page of an area."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from kernel import page as keyset
from kernel.db import Tx
from kernel.errors import Missing
from kernel.page import Order, Part
from kernel.rows import Reader, Table
from kernel.unmask import ASKED, HOUR, WAITED, Unmasking

UNMASKINGS = Table("unmasking", Unmasking)
NEWEST = Order("asked_at", descending=True)


def place(id: str) -> str:
    """Name the place the words of an asking are sealed for."""
    return f"unmasking/{id}/words"


def add(tx: Tx, asked: Unmasking) -> None:
    """Queue a new one."""
    UNMASKINGS.insert(tx, asked)


def forget(tx: Tx, subjects: Sequence[str]) -> int:
    """Empty the words of who asked to see these persons, which may name them; who, when and why in codes stays.

    Rule GR-403, 《个人信息保护法》 art. 47.
    """
    sql = "UPDATE unmasking SET words = '' WHERE subject = ANY(%s::uuid[]) AND words <> ''"
    return tx.run(sql, (list(subjects),))


def save(tx: Tx, before: Unmasking, after: Unmasking) -> None:
    """Queue what changed of one."""
    UNMASKINGS.save(tx, before, after)


def follow(tx: Tx, record: str, *, area: str) -> None:
    """Queue that what is asked of a record and waits lies where the record lies now; whoever leads there decides.

    Rule GR-458, domain 9.1: an open question follows its matter; what was decided says where it was.
    """
    sql = "UPDATE unmasking SET area = %s, version = version + 1 WHERE record = %s AND state = %s AND area <> %s"
    tx.later(sql, (area, record, ASKED, area))


def get(db: Reader, id: str) -> Unmasking:
    """Read one.

    :raises Missing: unmask.request_missing
    """
    return UNMASKINGS.get(db, id, Missing("unmask.request_missing"))


def lock(tx: Tx, id: str) -> Unmasking:
    """Read one to decide on it; others who want to wait.

    :raises Missing: unmask.request_missing
    """
    return UNMASKINGS.lock(tx, id, Missing("unmask.request_missing"))


def of_holder(db: Reader, subject: str, holder: str, now: datetime) -> list[Unmasking]:
    """Give what an account asked of a person that may still wait or run at an instant, the newest first."""
    rest = "WHERE holder = %s AND subject = %s AND asked_at > %s ORDER BY asked_at DESC, id DESC"
    return UNMASKINGS.all(db, rest, (holder, subject, now - WAITED - HOUR))


def recent(db: Reader, holder: str, now: datetime) -> int:
    """Count what an account asked for in the hour before an instant, of whomever."""
    row = db.one("SELECT count(*) FROM unmasking WHERE holder = %s AND asked_at > %s", (holder, now - HOUR))
    assert row is not None  # a SELECT of a count gives one row
    return int(row[0])


def page(
    db: Reader, scope: Part, *, waiting: bool, now: datetime, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Unmasking], dict[str, str] | None]:
    """Give one page within scope, the newest first. waiting: only those that somebody still has to decide on."""
    parts: list[Part] = [scope, *([("state = %s AND asked_at > %s", [ASKED, now - WAITED])] if waiting else [])]
    return keyset.page(db, UNMASKINGS, NEWEST, parts, limit=limit, after=after)
