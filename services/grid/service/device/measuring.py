"""Readings of devices come in: each counted once, and one case made for one fault."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from kernel.clock import new_id, today
from kernel.command import Outcome, perform, record
from kernel.db import Tx
from kernel.errors import Denied, Invalid
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain import rating
from services.grid.domain.device import fault as rule
from services.grid.domain.device import raising
from services.grid.domain.device.device_life import DEVICE_ROLES
from services.grid.domain.device.fault import Fault, Reading, Source
from services.grid.domain.doer import SYSTEM
from services.grid.domain.incident import Incident
from services.grid.domain.tier import COMMUNITY
from services.grid.schemas import device as schemas
from services.grid.service.acting import Acting, Order
from services.grid.service.ground.lying import lies
from services.grid.store import incident as incidents
from services.grid.store.device import device as store

NEW_MOST = 100  # cases one call may make: what is above is refused and may be sent again
Placed = tuple[int, Reading]


class Measuring(Acting):
    """What API clients send."""

    @rpc
    def take_readings(self, command: Order) -> Order:
        """Take readings in, once for the call's key; each has its own outcome.

        :raises Denied: grid.role_not_allowed
        """
        order = load(schemas.TakeReadings, command)
        client = self.call.actor.id
        if self.call.actor.role not in DEVICE_ROLES["take_readings"]:
            raise Denied("grid.role_not_allowed", act="take_readings", roles=sorted(DEVICE_ROLES["take_readings"]))
        readings = [Reading(**one) for one in order["readings"]]
        return perform(self.db, self.call, "take_readings", command, lambda tx: self._taken(tx, client, readings))

    def _taken(self, tx: Tx, client: str, readings: list[Reading]) -> Outcome:
        sources = store.sources(tx, client)
        devices = store.devices(tx, client, sorted({one.device for one in readings}))
        outcomes: dict[int, tuple[str, str | None]] = {}
        by_fault: dict[store.Key, list[Placed]] = defaultdict(list)
        for place, reading in enumerate(readings):
            try:
                by_fault[self._key(reading, sources, devices)].append((place, reading))
            except Invalid as refused:
                outcomes[place] = (rule.REFUSED, refused.code)
        room = NEW_MOST
        for key, fault in store.lock(tx, client, list(by_fault)).items() if by_fault else ():
            given: dict[str, Any] = {"devices": devices, "outcomes": outcomes, "room": room}
            room -= self._heard(tx, fault, sources[key[1]], by_fault[key], **given)
        items = [{"place": at, "outcome": outcomes[at][0], "problem": outcomes[at][1]} for at in range(len(readings))]
        return Outcome({"items": items}, "client", client, 1, detail={"readings": len(readings)})

    def _key(self, reading: Reading, sources: dict[str, Source], devices: dict[str, store.Device]) -> store.Key:
        """Give what a reading is counted under.

        :raises Invalid: grid.reading_code_unknown, grid.device_unknown, grid.reading_too_old, grid.reading_ahead
        """
        source, device = sources.get(reading.code), devices.get(reading.device)
        if source is None:
            raise Invalid("grid.reading_code_unknown")
        if device is None:
            raise Invalid("grid.device_unknown")
        rule.fitting(reading, now=self.now)
        return (device.premises or device.id) if source.by == rule.PREMISES else device.id, reading.code

    def _heard(
        self, tx: Tx, fault: Fault, source: Source, readings: list[Placed], *, devices: dict[str, store.Device],
        outcomes: dict[int, tuple[str, str | None]], room: int,
    ) -> int:  # fmt: skip
        """Take in the readings of one fault in the order they were measured, and give how many cases it made: 0 or 1."""
        before = fault
        for place, reading in sorted(readings, key=lambda one: (one[1].at, one[0])):
            fault, outcome = rule.hear(fault, source, reading)
            outcomes[place] = (outcome, None)
        incident = incidents.lock(tx, fault.incident) if fault.incident and fault != before else None
        asked = rule.asks(fault, source, incident, at=self.now) if fault != before else None
        if asked == rule.OPENED and room <= 0:
            outcomes.update({place: (rule.REFUSED, "grid.readings_too_many_new") for place, _ in readings})
            return 0
        if asked:
            fault = ACTS[asked](self, tx, fault, source, incident, devices[readings[0][1].device])
            place = next((at for at, _ in readings if outcomes[at][0] == rule.COUNTED), readings[0][0])
            outcomes[place] = (asked, None)
        if fault != before:
            store.save(tx, fault)
        return int(asked == rule.OPENED)

    def _open(
        self, tx: Tx, fault: Fault, source: Source, incident: Incident | None, device: store.Device
    ) -> Fault:
        kind = self.ground.case_types.get(source.case_type)
        id, number = new_id(), self.numbers.next(today(self.now))
        counted = rule.fresh(fault, source, incident=id) if fault.incident else replace(fault, incident=id)
        decision = raising.raised(
            source, counted, device.place, id=id, number=number, tier=self.begins(source.case_type) or COMMUNITY,
            urgent=bool(kind and kind.urgent), at=self.now,
        )  # fmt: skip
        self._write(tx, "report", decision, None)
        return counted

    def _reopen(
        self, tx: Tx, fault: Fault, source: Source, incident: Incident | None, device: store.Device
    ) -> Fault:
        assert incident is not None  # only a case that was closed is asked for again
        place = lies(tx, self.ground, incident)
        self._write(tx, "reopen", rating.reopen(incident, SYSTEM, reason="came_back", place=place, at=self.now), incident)
        return fault

    def _note(self, tx: Tx, fault: Fault, source: Source, incident: Incident | None, device: store.Device) -> Fault:
        assert incident is not None  # only an open case is noted in
        self._write(tx, "recover", raising.recovered(incident, fault, at=self.now), incident)
        return replace(fault, noted=incident.round)

    def _write(self, tx: Tx, act: str, decision: object, before: Incident | None) -> None:
        outcome = self.settle(tx, act, decision, before=before, doer=SYSTEM, order={})  # type: ignore[arg-type]
        record(tx, self.call, act, outcome)


Act = Callable[[Measuring, Tx, Fault, Source, Incident | None, store.Device], Fault]
ACTS: Mapping[str, Act] = {rule.OPENED: Measuring._open, rule.REOPENED: Measuring._reopen, rule.RECOVERED: Measuring._note}
