"""Sources and devices as rows: what the codes of a client mean, and where its devices are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel import page as keyset
from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.page import Order, Part
from kernel.rows import Reader, Table, same
from services.grid.domain.device.source import Source

SOURCES = Table("device_source", Source)
CREATED = Order("created_at")
Next = dict[str, str] | None


@dataclass(frozen=True, slots=True)
class Device:
    """One thing at one place. client, device: whose it is, and what that calls it."""

    id: str
    client: str
    device: str
    premises: str | None
    area: str
    grid: str | None
    longitude: float | None
    latitude: float | None
    version: int
    created_at: datetime

    @property
    def place(self) -> dict[str, str | float | None]:
        """Where it is, as a case has it."""
        return {"area": self.area, "grid": self.grid, "longitude": self.longitude, "latitude": self.latitude}

    @property
    def stands(self) -> tuple[Any, ...]:
        """Where it is, to be compared."""
        return (self.premises, *self.place.values())


DEVICES = Table("device", Device)


def add_source(tx: Tx, source: Source) -> None:
    """Queue what a code of a client means for the first time.

    :raises Conflict: grid.source_known
    """
    tx.conflict("device_source_once", Conflict("grid.source_known", known=source.code))
    SOURCES.insert(tx, source)


def lock_source(tx: Tx, id: str, *, version: int) -> Source:
    """Read what a code means to change it; others who want to change it wait.

    :raises Missing: grid.source_missing
    :raises Conflict: grid.source_changed, facts version (the present one)
    """
    found = SOURCES.lock(tx, id, Missing("grid.source_missing"))
    same(found, version, Conflict("grid.source_changed"))
    return found


def save_source(tx: Tx, before: Source, after: Source) -> None:
    """Queue what changed of a source."""
    SOURCES.save(tx, before, after)


def sources(db: Reader, client: str, codes: list[str]) -> dict[str, Source]:
    """Give what these codes of a client mean, by code."""
    return {one.code: one for one in SOURCES.all(db, "WHERE client = %s AND code = ANY(%s)", (client, codes))}


def page_sources(
    db: Reader, parts: Iterable[Part], *, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Source], Next]:
    """Give one page of what codes mean."""
    return keyset.page(db, SOURCES, CREATED, parts, limit=limit, after=after)


def hold(tx: Tx, client: str) -> None:
    """Wait until nobody else places devices of a client."""
    tx.run("SELECT pg_advisory_xact_lock(hashtext('device'), hashtext(%s))", (client,))


def devices(db: Reader, client: str, names: list[str]) -> dict[str, Device]:
    """Give those devices of a client that are known, by what it calls them."""
    return {one.device: one for one in DEVICES.all(db, "WHERE client = %s AND device = ANY(%s)", (client, names))}


def held(tx: Tx, client: str, names: list[str]) -> dict[str, Device]:
    """Give those devices of a client that are known; nobody takes one away before this transaction has ended."""
    found = DEVICES.all(tx, "WHERE client = %s AND device = ANY(%s) FOR KEY SHARE", (client, names))
    return {one.device: one for one in found}


def page_devices(
    db: Reader, parts: Iterable[Part], *, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Device], Next]:
    """Give one page of devices."""
    return keyset.page(db, DEVICES, CREATED, parts, limit=limit, after=after)


def lock(tx: Tx, id: str, *, version: int) -> Device:
    """Read a device to take it away; others who want to change it wait.

    :raises Missing: grid.device_missing
    :raises Conflict: grid.device_changed, facts version (the present one)
    """
    found = DEVICES.lock(tx, id, Missing("grid.device_missing"))
    same(found, version, Conflict("grid.device_changed"))
    return found


def remove(tx: Tx, id: str) -> None:
    """Queue that a device is no more; its name may be given to another."""
    tx.later("DELETE FROM device WHERE id = %s", (id,))


def place(tx: Tx, before: Device | None, after: Device) -> None:
    """Queue where a device is, for the first time or anew."""
    DEVICES.save(tx, before, after) if before else DEVICES.insert(tx, after)
