"""Codes of places that have ended and what follows each of them, as another service tells it; facts may come in any order."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from kernel import audit, deadline, inbox, logs, unmask_row
from kernel.call import Call
from kernel.db import Database, Tx
from kernel.lineage import Led, place_now
from kernel.rows import Reader

NOTHING = ""
DIGITS = 12
LOCK = "SELECT pg_advisory_xact_lock{0}(hashtextextended(current_schema() || '.succession', 0))"

log = logs.get(__name__)


class Lying(Protocol):
    """A frozen record of a matter that lies in an area."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> str:
        """Give its id."""

    @property
    def area(self) -> str:
        """Give the code of its area, 12 digits."""

    @property
    def version(self) -> int:
        """Give the number of its last change."""


Matter = TypeVar("Matter", bound=Lying)


@dataclass(frozen=True, slots=True)
class Followed(Generic[Matter]):
    """Matters of a service that follow their area while they are open.

    kind: their noun, as the audit has it. astray: gives those that are open and whose area has ended, locked, in the order
    of their ids. save: queues what changed of one.
    """

    kind: str
    astray: Callable[[Tx], list[Matter]]
    save: Callable[[Tx, Matter, Matter], None]


def keep(tx: Tx, sources: Iterable[str], targets: Iterable[str]) -> None:
    """Write down that places ended and what follows each of them; no targets = nothing does.

    Who writes a record with a place meanwhile (`hold`) is waited for, so that what moves records sees it.
    """
    tx.run(LOCK.format(""))
    sql = "INSERT INTO area_followed (source, target) SELECT source, target FROM unnest(%s::text[]) AS source,"
    given = [list(sources), list(targets) or [NOTHING]]
    tx.run(f"{sql} unnest(%s::text[]) AS target ON CONFLICT DO NOTHING", given)


def hold(tx: Tx) -> None:
    """Let no place end until the transaction does: what is written under a code is moved with it, or was under the new one."""
    tx.run(LOCK.format("_shared"))


def read(db: Reader) -> Led:
    """Give what follows right after each ended code, () for nothing: a few hundred codes in a city's life."""
    rows = db.all("SELECT source, array_remove(array_agg(target ORDER BY target), %s) FROM area_followed GROUP BY 1", (NOTHING,))
    return {source: tuple(targets) for source, targets in rows}


def take(db: Database, event: dict[str, Any], then: Callable[[Tx, list[str]], None]) -> None:
    """Write down what follows the areas of a fact, and do what comes of it in the same transaction, once for each fact.

    event: `grid.area_split`, `_merged`, `_ended` or `_recoded`. then: is given the codes of areas that ended; a fact about
    grids alone is passed over.
    """
    ended = [code for code in event["data"]["ended"] if len(code) == DIGITS]
    if not ended:
        return
    with db.transaction() as tx:
        if inbox.first(tx, f"{db.schema}.hear_area", event["id"]):
            keep(tx, ended, event["data"]["into"])
            then(tx, ended)


def follow(tx: Tx, call: Call, followed: Followed[Matter]) -> None:
    """Queue that open matters lie where their places lie now, with their clocks and what is asked of them; those that are
    over keep the code.

    No date moves by it.
    """
    led = read(tx)
    astray = followed.astray(tx)
    for before in astray:
        after = _rezoned(before, led, at=call.now)
        followed.save(tx, before, after)
        deadline.move(tx, after.id, area=after.area)
        unmask_row.follow(tx, after.id, area=after.area)
        detail = {"was_area": before.area, "area": after.area}
        audit.append(
            tx, call, act="follow_area", kind=followed.kind, subject=after.id, version=after.version, detail=detail
        )
    if astray:
        tx.after_commit(lambda: log.info("matters_followed", moved=len(astray)))


def _rezoned(matter: Matter, led: Led, *, at: datetime) -> Matter:
    return replace(matter, area=place_now(matter.area, led), version=matter.version + 1, changed_at=at)
