"""Writes a table of estates, buildings, units and places into the register: all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from kernel import clock, loaded
from kernel.db import Database, Tx
from kernel.errors import Failure, Invalid, Unavailable
from services.grid.domain.premises import premises
from services.grid.domain.premises.premises import BUILDING, CHANGEABLE, UNIT, Premises, Site
from services.grid.store.premises import ground as premises_ground
from services.grid.store.premises import lists as premises_list
from services.grid.store.premises import premises as store
from services.grid.territory import Watch
from tools.premises_file import HOLDERS, Known, Planned, understand
from tools.sheet import Fault, Faulty

Seen = Callable[[Sequence[Planned]], Iterable[Planned]]


@dataclass(frozen=True, slots=True)
class Counts:
    """What an import did."""

    added: int = 0
    changed: int = 0
    untouched: int = 0


def take(db: Database, path: Path, *, watch: Seen = iter) -> Counts:
    """Import a table whole, or not at all. watch: goes through the rows, to show how far it is.

    :raises Faulty: with every fault; nothing is written then
    :raises Unavailable: database.*, grid.ground_empty
    """
    faults: list[Fault] = []
    planned = understand(path, Watch(lambda: db).now(), known(db), faults)
    if faults:
        raise Faulty(faults)
    try:
        with db.transaction() as tx:
            counts = _write(tx, watch(planned))
            if counts.added or counts.changed:
                loaded.tell(tx, "premises", digest=loaded.digest([path]), counts=asdict(counts))
        return counts
    except Unavailable:
        raise
    except Failure as failure:  # what somebody at the desk changed since the rows were read
        raise Faulty([Fault(path.name, 0, "", str(failure))]) from failure


def known(db: Database) -> Known:
    """Give what a file may name: records that have a reference, forms of service, areas."""
    rows = store.PREMISES.all(db, "WHERE reference IS NOT NULL")
    forms = frozenset(code for code, _ in premises_list.list_forms(db, "en"))
    areas = frozenset(code for (code,) in db.all("SELECT code FROM area"))
    return Known({one.reference or "": one for one in rows}, forms, areas, store.holders(db))


def _write(tx: Tx, planned: Iterable[Planned]) -> Counts:
    """Write rows in order, holders first, so that what is held knows them."""
    kept = {one.reference: one for one in store.PREMISES.all(tx, "WHERE reference IS NOT NULL ORDER BY id FOR UPDATE")}
    at = clock.now()
    done = {"added": 0, "changed": 0, "untouched": 0}
    shifted: list[tuple[str, Site]] = []
    for one in planned:
        said = _said(one, kept)
        before = kept.get(one.reference)
        after = _altered(before, said, one, at=at) if before else _made(tx, said, one, kept, at=at)
        if before is None:
            store.add(tx, after)
        elif after is not before:
            store.save(tx, before, after)
            shifted += [(before.id, one.site)] if before.kind == BUILDING else []
        kept[one.reference] = after
        done["added" if before is None else "changed" if after is not before else "untouched"] += 1
    _follow(tx, shifted, at=at)
    return Counts(**done)


def _follow(tx: Tx, shifted: list[tuple[str, Site]], *, at: datetime) -> None:
    """Let the units of buildings that moved go with them, also those the file does not name."""
    tx.flush()
    units = [(unit, where) for id, where in shifted for unit in premises_ground.units_of(tx, id)]
    premises_ground.relocate(tx, units, at=at)


def _said(one: Planned, kept: dict[str | None, Premises]) -> dict[str, Any]:
    """Give a row's fields with the ids of its holders in place of their references.

    :raises Invalid: grid.premises_holder_unknown, when somebody gave it another reference since the row was read
    """
    named = {field: one.row.values[field] for field in HOLDERS}
    if unknown := [field for field, name in named.items() if name and name not in kept]:
        raise Invalid("grid.premises_holder_unknown", pointer=f"/{unknown[0]}")
    return one.row.values | {field: kept[name].id if name else None for field, name in named.items()}


def _made(tx: Tx, said: dict[str, Any], one: Planned, kept: dict[str | None, Premises], *, at: Any) -> Premises:
    building = one.row.values["building"]
    inside = kept[building].code if said["kind"] == UNIT else one.site.area
    code = premises.code(said["kind"], inside, store.number(tx, said["kind"], inside))
    return premises.register(said, one.site, id=clock.new_id(), code=code, at=at).record


def _altered(before: Premises, said: dict[str, Any], one: Planned, *, at: Any) -> Premises:
    """Give the record as the row has it; the very same one when nothing differs."""
    fields = {name: said[name] for name in (*CHANGEABLE, "building")} | asdict(one.site)
    if all(getattr(before, name) == value for name, value in fields.items()):
        return before
    premises.standing(before)
    return replace(before, **fields, changed_at=at, version=before.version + 1)
