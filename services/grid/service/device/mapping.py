"""What the codes of a client mean, and where its devices are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from kernel.clock import new_id
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.errors import Conflict, Denied, Failure, Invalid, Missing
from kernel.page import Part
from kernel.rpc import rpc
from kernel.scope import Scope
from kernel.shape import instant
from kernel.wire import load
from services.grid.domain.device import source as rule
from services.grid.domain.device.device_life import DEVICE_ROLES
from services.grid.domain.device.fault import without
from services.grid.domain.device.source import Source
from services.grid.domain.ground.area import covers
from services.grid.domain.premises.premises import Premises
from services.grid.domain.role import let
from services.grid.schemas import device as schemas
from services.grid.service.acting import Order
from services.grid.service.reach import reach
from services.grid.service.reporting import Reporting
from services.grid.store.device import device as store
from services.grid.store.device import fault as faults
from services.grid.store.device.device import Device
from services.grid.store.premises import premises

CHANGING = frozenset(schemas.ChangeSource().fields) - {"source", "version"}
PLACED, SAME, REFUSED = schemas.PLACINGS


class MappingDevices(Reporting):
    """The desk's setting up of devices."""

    @rpc
    def set_source(self, command: Order) -> Order:
        """Say what a code of a client means: the kind of case, the threshold, and when it opens again.

        :raises Invalid: grid.case_type_unknown, and as `source.standing`
        :raises Conflict: grid.source_known
        :raises Denied: grid.role_not_allowed, grid.source_not_yours
        """
        order = load(schemas.SetSource, command)
        self._meaning("set_source", order)
        source = rule.standing(order, id=new_id(), at=self.now)

        def work(tx: Tx) -> Outcome:
            store.add_source(tx, source)
            return self._meant(source)

        return perform(self.db, self.call, "set_source", command, work)

    @rpc
    def change_source(self, command: Order) -> Order:
        """Say what a code means from now on; what is not said stays.

        :raises Invalid: grid.case_type_unknown, and as `source.standing`
        :raises Missing: grid.source_missing
        :raises Conflict: grid.source_changed
        :raises Denied: grid.role_not_allowed, grid.source_not_yours
        """
        order = load(schemas.ChangeSource, command)
        self._meaning("change_source", order)

        def work(tx: Tx) -> Outcome:
            before = store.lock_source(tx, order["source"], version=order["version"])
            after = rule.changed(before, {name: order[name] for name in CHANGING & order.keys()})
            store.save_source(tx, before, after)
            return self._meant(after)

        return perform(self.db, self.call, "change_source", command, work)

    @rpc
    def list_sources(self, command: Order) -> Order:
        """Give one page of what codes mean, to whoever works in the district."""
        order = load(schemas.ListSources, command)
        root, actor = self.ground.ground.district, self.call.actor
        mine = self._reach().covers(area=root) or (bool(actor.area) and covers(root, actor.area))
        parts: list[Part] = [("TRUE" if mine else "FALSE", []), *_of(order["client"])]
        found, following = store.page_sources(self.db, parts, limit=order["limit"], after=order["after"])
        return {"items": [_source(one) for one in found], "next": following}

    @rpc
    def place_devices(self, command: Order) -> Order:
        """Say where devices are, each in premises, or at a point or code, within the desk's scope; each has its own outcome.

        :raises Denied: grid.role_not_allowed
        """
        order = load(schemas.PlaceDevices, command)
        let(DEVICE_ROLES, "place_devices", self.call.actor.role)
        client, rows = order["client"], order["devices"]

        def work(tx: Tx) -> Outcome:
            store.hold(tx, client)
            known = store.devices(tx, client, sorted({one["device"] for one in rows}))
            inside = premises.standing(tx, (one["premises"] for one in rows if one["premises"]))
            items = [self._placed(tx, client, at, one, known=known, inside=inside) for at, one in enumerate(rows)]
            placed = [one["device"] for one in items if one["outcome"] == PLACED]
            reply = {"id": client, "placed": len(placed), "items": items}
            return Outcome(reply, "device", client, 1, detail={"devices": placed})

        return perform(self.db, self.call, "place_devices", command, work)

    @rpc
    def remove_device(self, command: Order) -> Order:
        """Take a device away for good: its readings are refused from now on, and no fault lasts by it alone.

        :raises Denied: grid.role_not_allowed, grid.source_not_yours
        :raises Missing: grid.device_missing
        :raises Conflict: grid.device_changed
        """
        order = load(schemas.RemoveDevice, command)
        self._meaning("remove_device", order)

        def work(tx: Tx) -> Outcome:
            gone = store.lock(tx, order["device"], version=order["version"])
            told = faults.lock_of(tx, gone.client, gone.device)
            for one in told:
                faults.save(tx, without(one, gone.device, at=self.now))
            store.remove(tx, gone.id)
            detail = {"client": gone.client, "device": gone.device, "faults": len(told)}
            return Outcome(_device(gone), "device", gone.id, gone.version + 1, detail=detail)

        return perform(self.db, self.call, "remove_device", command, work)

    @rpc
    def list_devices(self, command: Order) -> Order:
        """Give one page of devices within the desk's scope."""
        order = load(schemas.ListDevices, command)
        parts: list[Part] = [self._reach().predicate(), *_of(order["client"])]
        found, following = store.page_devices(self.db, parts, limit=order["limit"], after=order["after"])
        return {"items": [_device(one) for one in found], "next": following}

    def _placed(
        self, tx: Tx, client: str, place: int, one: Order, *, known: dict[str, Device], inside: Mapping[str, Premises]
    ) -> Order:
        """Place one device, or say why it stays where it is: the others of the call are placed all the same."""
        told: Order = {"place": place, "device": one["device"], "problem": None, "pointer": None, "facts": {}}
        try:
            before = known.get(one["device"])
            after = self._device(client, one, before, inside)
            if before and before.stands == after.stands:
                return {**told, "outcome": SAME, "version": before.version}
            _unchanged(before, one["version"])
        except Failure as refused:
            pointer = f"/devices/{place}{refused.pointer or ''}"
            return {**told, **_refused(refused, pointer), "outcome": REFUSED, "version": before.version if before else None}
        store.place(tx, before, after)
        known[one["device"]] = after
        return {**told, "outcome": PLACED, "version": after.version}

    def _device(self, client: str, one: Order, before: Device | None, inside: Mapping[str, Premises]) -> Device:
        """Give a device where it is said to be. inside: premises that stand, by id.

        :raises Missing: grid.premises_missing, also when they have ended or are not the desk's
        :raises Invalid: grid.point_outside, grid.area_unknown, grid.place_contradicts
        :raises Denied: grid.device_out_of_reach
        """
        reached = self._reach()
        if one["premises"]:
            found = inside.get(one["premises"])
            if found is None or not reached.covers(area=found.area):
                raise Missing("grid.premises_missing", pointer="/premises")
            area, grid, at = found.area, found.grid, (found.longitude, found.latitude)
        else:
            where = self._where({**one, "address": ""})
            area, grid, at = where.area, where.grid, (where.longitude, where.latitude)  # type: ignore[assignment]
        if not reached.covers(area=area) or (before and not reached.covers(area=before.area)):
            raise Denied("grid.device_out_of_reach", device=one["device"])
        id, version, since = (before.id, before.version + 1, before.created_at) if before else (new_id(), 1, self.now)
        return Device(id, client, one["device"], one["premises"], area, grid, *at, version, since)

    def _meaning(self, act: str, order: Order) -> None:
        """Let the desk of the whole district say what codes mean, since they count wherever the client has devices.

        :raises Denied: grid.role_not_allowed, grid.source_not_yours
        :raises Invalid: grid.case_type_unknown
        """
        let(DEVICE_ROLES, act, self.call.actor.role)
        if not self._reach().covers(area=self.ground.ground.district):
            raise Denied("grid.source_not_yours")
        if "case_type" in order:
            self.ground.case_type(order["case_type"])

    def _meant(self, source: Source) -> Outcome:
        detail = {"client": source.client, "code": source.code, "threshold": source.threshold, "standard": source.standard}
        return Outcome(_source(source), "device_source", source.id, source.version, detail=detail)

    def _reach(self) -> Scope:
        return reach(self.call.actor, self.seal)


def _unchanged(before: Device | None, version: int | None) -> None:
    """Refuse to move a device that has moved since it was read; a new one has no version.

    :raises Conflict: grid.device_changed, facts version (the present one)
    :raises Invalid: grid.device_unknown
    """
    if before is None and version is not None:
        raise Invalid("grid.device_unknown", pointer="/device")
    if before is not None and before.version != version:
        raise Conflict("grid.device_changed", pointer="/version", version=before.version)


def _refused(refused: Failure, pointer: str) -> dict[str, Any]:
    return {"problem": refused.code, "pointer": pointer, "facts": refused.facts}


def _source(source: Source) -> Order:
    return {**asdict(source), "created_at": instant(source.created_at)}


def _device(device: Device) -> Order:
    return {**asdict(device), "created_at": instant(device.created_at)}


def _of(client: str | None) -> list[Part]:
    return [("client = %s", [client])] if client else []
