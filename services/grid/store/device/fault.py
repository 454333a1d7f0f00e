"""Faults as rows, each locked by its key, so that replicas count one after the other; and which readings they counted."""

from __future__ import annotations

from datetime import datetime

import orjson

from kernel.db import Tx
from kernel.rows import Reader, Table
from services.grid.domain.device.fault import Fault, Figures

FAULTS = Table("fault", Fault, key="key")
FIGURES = Table("fault_figures", Figures, key="incident")
Key = tuple[str, str]
Counted = tuple[str, str, str, datetime]  # key, code, device, instant
FORGOTTEN = 2000  # rows deleted with one call, more than one may add

# in one order, so that two calls with the same faults do not wait for each other
MAKE = """
INSERT INTO fault (client, key, code, count, noted, devices)
SELECT %s, key, code, 0, 0, '{}' FROM unnest(%s::text[], %s::text[]) AS made (key, code) ORDER BY key, code
ON CONFLICT DO NOTHING
"""
SAVE = """
UPDATE fault SET incident = %(incident)s, count = %(count)s, worst = %(worst)s, last = %(last)s, last_at = %(last_at)s,
    recovered_at = %(recovered_at)s, noted = %(noted)s, devices = %(devices)s::jsonb
WHERE client = %(client)s AND key = %(key)s AND code = %(code)s
"""
GIVEN = "unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[]) AS given (key, code, device, at)"
COUNTED = f"""
SELECT given.* FROM {GIVEN} JOIN fault_counted AS kept USING (key, code, device, at) WHERE kept.client = %s
"""
COUNT = f"""
INSERT INTO fault_counted (key, code, device, at, client) SELECT given.*, %s FROM {GIVEN} ON CONFLICT DO NOTHING
"""
FORGET = """
DELETE FROM fault_counted WHERE (client, key, code, device, at) IN (
    SELECT client, key, code, device, at FROM fault_counted WHERE at < %s LIMIT %s FOR UPDATE SKIP LOCKED
)
"""


def lock(tx: Tx, client: str, keys: list[Key]) -> dict[Key, Fault]:
    """Give faults by key and code, made where there is none, locked until the transaction ends."""
    ordered = sorted(set(keys))
    columns = [key for key, _ in ordered], [code for _, code in ordered]
    tx.run(MAKE, (client, *columns))
    rest = """WHERE client = %s AND (key, code) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
              ORDER BY key, code FOR UPDATE"""
    return {(one.key, one.code): one for one in FAULTS.all(tx, rest, (client, *columns))}


def lock_of(tx: Tx, client: str, device: str) -> list[Fault]:
    """Give the faults that a device has told of, locked in the order of their keys until the transaction ends."""
    return FAULTS.all(tx, "WHERE client = %s AND devices ? %s ORDER BY key, code FOR UPDATE", (client, device))


def save(tx: Tx, fault: Fault) -> None:
    """Queue a fault as it is now."""
    kept = {name: getattr(fault, name) for name in FAULTS.columns}
    tx.later(SAVE, {**kept, "devices": orjson.dumps(fault.devices).decode()})


def counted(tx: Tx, client: str, asked: list[Counted]) -> set[Counted]:
    """Give those readings of locked faults that were counted already."""
    rows = tx.all(COUNTED, (*_columns(asked), client)) if asked else []
    return {(key, code, device, at) for key, code, device, at in rows}


def count(tx: Tx, client: str, fresh: list[Counted], *, before: datetime) -> None:
    """Queue that readings were counted, and forget those of any client that are too old to come again."""
    if fresh:
        tx.later(COUNT, (client, *_columns(fresh)))
    tx.later(FORGET, (before, FORGOTTEN))


def keep(tx: Tx, figures: Figures) -> None:
    """Queue what a case shows from now on, for another counts on."""
    FIGURES.insert(tx, figures)


def of_incident(db: Reader, incident: str) -> Figures | None:
    """Give what a case shows of the fault that made it, or None: as it is, or as it was when another case took it on."""
    found = FAULTS.find(db, "WHERE incident = %s ORDER BY key LIMIT 1", (incident,))
    return found.figures if found else FIGURES.find(db, "WHERE incident = %s", (incident,))


def _columns(rows: list[Counted]) -> tuple[list[object], ...]:
    return tuple(list(column) for column in zip(*sorted(rows), strict=True))
