"""Readings of devices come in: each counted once, and one case made for one fault."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace

from kernel.clock import new_id, today
from kernel.command import Outcome, perform, record
from kernel.db import Tx
from kernel.errors import Invalid
from kernel.rpc import rpc
from kernel.scope import subtree
from kernel.wire import load
from services.grid.domain import rating
from services.grid.domain.device import fault as rule
from services.grid.domain.device import raising
from services.grid.domain.device.device_life import DEVICE_ROLES
from services.grid.domain.device.fault import Fault, Reading
from services.grid.domain.device.source import HEATING, PREMISES, Heating, under
from services.grid.domain.doer import SYSTEM
from services.grid.domain.incident import Incident
from services.grid.domain.role import let
from services.grid.domain.tier import COMMUNITY
from services.grid.domain.voice.merge_life import MERGED
from services.grid.schemas import device as schemas
from services.grid.service.acting import Acting, Order
from services.grid.service.device.batch import Batch, Placed
from services.grid.service.device.turn import Turn
from services.grid.service.ground.lying import lies
from services.grid.store import incident as incidents
from services.grid.store.device import device as store
from services.grid.store.device import fault as faults
from services.grid.store.device.device import Device
from services.grid.store.device.fault import Key
from services.grid.store.premises import premises
from services.grid.store.setting import setting as settings

NEW_MOST = 100  # cases one call may make: what is above is refused and may be sent again
CHOSEN = ("heating.least", "heating.from", "heating.until")


class Measuring(Acting):
    """What API clients send."""

    @rpc
    def take_readings(self, command: Order) -> Order:
        """Take readings in, once for the call's key; each has its own outcome.

        :raises Denied: grid.role_not_allowed
        """
        let(DEVICE_ROLES, "take_readings", self.call.actor.role)
        rows = load(schemas.TakeReadings, command)["readings"]
        return perform(self.db, self.call, "take_readings", command, lambda tx: self._taken(tx, rows))

    def _taken(self, tx: Tx, rows: list[Order]) -> Outcome:
        client, heating = self.call.actor.id, self._heating(tx)
        batch = Batch(rows)
        known = store.sources(tx, client, batch.named("code"))
        batch.sources = {code: under(one, heating) for code, one in known.items()}
        batch.devices = store.held(tx, client, batch.named("device"))
        by_fault = self._sorted(batch, heating)
        if by_fault:
            self._hear_all(tx, batch, by_fault)
        # a flood has many calls at once: each is a record of its own, so that none waits for another
        detail = {"client": client, "readings": len(rows), "refused": batch.refused}
        return Outcome(batch.reply(), "readings", new_id(), 1, detail=detail)

    def _heating(self, tx: Tx) -> Heating:
        chosen = settings.read(tx, *CHOSEN, on=self.today)
        return Heating(*(chosen.get(key) for key in CHOSEN))

    def _sorted(self, batch: Batch, heating: Heating) -> dict[Key, list[Placed]]:
        """Give the readings that can be counted, by fault; the others have their outcome then."""
        found: dict[Key, list[Placed]] = defaultdict(list)
        for place, reading in batch.readings:
            try:
                key = self._key(batch, reading)
            except Invalid as refused:
                batch.refuse(place, refused)
                continue
            if batch.sources[reading.code].standard == HEATING and not heating.runs(today(reading.at)):
                batch.tell(place, rule.OFF_SEASON)
            else:
                found[key].append((place, reading))
        return found

    def _key(self, batch: Batch, reading: Reading) -> Key:
        """Give what a reading is counted under.

        :raises Invalid: grid.reading_code_unknown, grid.device_unknown, also when it is out of the client's ground,
            grid.reading_out_of_range, grid.reading_too_old, grid.reading_ahead
        """
        source, device = batch.sources.get(reading.code), batch.devices.get(reading.device)
        if source is None:
            raise Invalid("grid.reading_code_unknown", pointer="/code")
        if device is None or not device.area.startswith(subtree(self.call.actor.area)):
            raise Invalid("grid.device_unknown", pointer="/device")
        source.measured(reading.value)
        rule.fitting(reading, now=self.now)
        return (device.premises or device.device) if source.by == PREMISES else device.device, reading.code

    def _hear_all(self, tx: Tx, batch: Batch, by_fault: dict[Key, list[Placed]]) -> None:
        client = self.call.actor.id
        locked = faults.lock(tx, client, list(by_fault))
        asked = [(*key, one.device, one.at) for key, readings in by_fault.items() for _, one in readings]
        batch.counted = faults.counted(tx, client, asked)
        batch.cases = incidents.several(tx, [fault.incident for fault in locked.values() if fault.incident])
        for key, fault in locked.items():
            self._heard(tx, batch, fault, by_fault[key])
        faults.count(tx, client, batch.fresh, before=self.now - rule.OLDEST - rule.AHEAD)

    def _heard(self, tx: Tx, batch: Batch, before: Fault, readings: list[Placed]) -> None:
        """Take in the readings of one fault in the order they were measured."""
        source = batch.sources[before.code]
        fault, told, fresh = batch.hear(before, source, readings)
        if fault == before:
            batch.outcomes.update(told)
            return
        heard = [(one, told[place]) for place, one in readings]
        turn = Turn(before, fault, source, heard, batch.cases.get(fault.incident or ""))
        if turn.incident and turn.asks(self.now):
            # only who writes to a case waits for those who work on it, and asks again what it is like by then; what it was
            # joined to is waited for first, as by those who work on that
            if turn.incident.main:
                incidents.lock(tx, turn.incident.main)
            turn = turn._replace(incident=incidents.lock(tx, turn.incident.id))
        asked = turn.asks(self.now)
        if asked == rule.OPENED and batch.opened >= NEW_MOST:
            for place, _ in readings:
                batch.refuse(place, Invalid("grid.readings_too_many_new", most=NEW_MOST))
            return
        batch.outcomes.update(told)
        batch.fresh += fresh
        if asked:
            fault = ACTS[asked](self, tx, batch, turn)
            batch.opened += asked == rule.OPENED
            batch.tell(turn.place([place for place, _ in readings]), asked)
        faults.save(tx, fault)

    def _open(self, tx: Tx, batch: Batch, turn: Turn) -> Fault:
        source, back = turn.source, turn.back
        kind, device = self.ground.case_types.get(source.case_type), batch.devices[back[0].device]
        id, number = new_id(), self.numbers.next(today(self.now))
        decision = raising.raised(
            source, {**device.place, "address": self._address(tx, device)}, first=back[0], id=id, number=number,
            tier=self.begins(source.case_type) or COMMUNITY, urgent=bool(kind and kind.urgent), at=self.now,
        )  # fmt: skip
        self._write(tx, "report", decision, None)
        if turn.before.incident is None:
            return replace(turn.fault, incident=id)
        faults.keep(tx, turn.before.figures)
        return rule.fresh(turn.fault, source, counted=(one.value for one in back), incident=id)

    def _address(self, tx: Tx, device: Device) -> str:
        """Say where somebody must go who looks; it is kept with the case alone."""
        found = premises.find(tx, device.premises) if device.premises else None
        return f"{found.address} {found.name}".strip() if found else ""

    def _reopen(self, tx: Tx, batch: Batch, turn: Turn) -> Fault:
        incident = turn.incident
        assert incident is not None  # only a case that was closed is asked for again
        place = lies(tx, self.ground, incident)
        self._write(tx, "reopen", rating.reopen(incident, SYSTEM, reason="came_back", place=place, at=self.now), incident)
        return turn.fault

    def _note(self, tx: Tx, batch: Batch, turn: Turn) -> Fault:
        incident = turn.incident
        assert incident is not None  # only an open case is noted in
        # who works on it works on what it was joined to, whose steps its own thread tells of
        joined = incident.state == MERGED and incident.main
        handled = incidents.lock(tx, joined) if joined else incident
        if handled.state not in rule.ENDED:
            self._write(tx, "recover", raising.recovered(handled, turn.fault, at=self.now), handled)
        return replace(turn.fault, noted=incident.round)

    def _write(self, tx: Tx, act: str, decision: object, before: Incident | None) -> None:
        outcome = self.settle(tx, act, decision, before=before, doer=SYSTEM, order={})  # type: ignore[arg-type]
        record(tx, self.call, act, outcome)


Act = Callable[[Measuring, Tx, Batch, Turn], Fault]
ACTS: Mapping[str, Act] = {rule.OPENED: Measuring._open, rule.REOPENED: Measuring._reopen, rule.RECOVERED: Measuring._note}
