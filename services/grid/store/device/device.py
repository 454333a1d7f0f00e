"""Sources, devices and faults as rows; a fault is locked by its key, so that replicas count one after the other."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from kernel.db import Tx
from kernel.rows import Reader, Table
from services.grid.domain.device.fault import Fault, Source

SOURCES = Table("device_source", Source)
FAULTS = Table("fault", Fault, key="key")
Key = tuple[str, str]

PUT = """
INSERT INTO device_source (id, client, code, case_type, side, threshold, unit, same_day, by, again, again_hours)
VALUES (%(id)s, %(client)s, %(code)s, %(case_type)s, %(side)s, %(threshold)s, %(unit)s, %(same_day)s, %(by)s, %(again)s,
        %(again_hours)s)
ON CONFLICT (client, code) DO UPDATE SET case_type = excluded.case_type, side = excluded.side,
    threshold = excluded.threshold, unit = excluded.unit, same_day = excluded.same_day, by = excluded.by,
    again = excluded.again, again_hours = excluded.again_hours
"""
PLACE = """
INSERT INTO device (client, id, premises, area, grid, longitude, latitude)
VALUES (%(client)s, %(id)s, %(premises)s, %(area)s, %(grid)s, %(longitude)s, %(latitude)s)
ON CONFLICT (client, id) DO UPDATE SET premises = excluded.premises, area = excluded.area, grid = excluded.grid,
    longitude = excluded.longitude, latitude = excluded.latitude
"""
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


@dataclass(frozen=True, slots=True)
class Device:
    """One thing at one place."""

    client: str
    id: str
    premises: str | None
    area: str
    grid: str | None
    longitude: float | None
    latitude: float | None

    @property
    def place(self) -> dict[str, str | float | None]:
        """Where it is, as a case has it."""
        return {"area": self.area, "grid": self.grid, "longitude": self.longitude, "latitude": self.latitude}


DEVICES = Table("device", Device)


def put_source(tx: Tx, source: Source) -> None:
    """Queue what a code of a client means, new or in place of what it meant."""
    tx.later(PUT, {name: getattr(source, name) for name in SOURCES.columns})


def sources(db: Reader, client: str) -> dict[str, Source]:
    """Give what the codes of a client mean, by code."""
    return {one.code: one for one in SOURCES.all(db, "WHERE client = %s ORDER BY code LIMIT 200", (client,))}


def place(tx: Tx, device: Device) -> None:
    """Queue where a device is."""
    tx.later(PLACE, {name: getattr(device, name) for name in DEVICES.columns})


def devices(db: Reader, client: str, ids: list[str]) -> dict[str, Device]:
    """Give those devices of a client that are known, by id."""
    return {one.id: one for one in DEVICES.all(db, "WHERE client = %s AND id = ANY(%s)", (client, ids))}


def lock(tx: Tx, client: str, keys: list[Key]) -> dict[Key, Fault]:
    """Give faults by key and code, made where there is none, locked until the transaction ends."""
    ordered = sorted(set(keys))
    columns = [key for key, _ in ordered], [code for _, code in ordered]
    tx.run(MAKE, (client, *columns))
    rest = """WHERE client = %s AND (key, code) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
              ORDER BY key, code FOR UPDATE"""
    return {(one.key, one.code): one for one in FAULTS.all(tx, rest, (client, *columns))}


def save(tx: Tx, fault: Fault) -> None:
    """Queue a fault as it is now."""
    kept = {name: getattr(fault, name) for name in FAULTS.columns}
    tx.later(SAVE, {**kept, "devices": orjson.dumps(fault.devices).decode()})
