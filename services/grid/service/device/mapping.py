"""What the codes of a client mean, and where its devices are."""

from __future__ import annotations

from dataclasses import asdict

from kernel.clock import new_id
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.errors import Denied
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.device.device_life import DEVICE_ROLES
from services.grid.domain.device.fault import Source
from services.grid.schemas import device as schemas
from services.grid.service.acting import Order
from services.grid.service.reach import reach
from services.grid.service.reporting import Reporting
from services.grid.store.device import device as store
from services.grid.store.premises import premises


class MappingDevices(Reporting):
    """The desk's setting up of devices."""

    @rpc
    def set_source(self, command: Order) -> Order:
        """Say what a code of a client means: the kind of case, the threshold, and when it opens again.

        :raises Invalid: grid.case_type_unknown
        :raises Denied: grid.role_not_allowed
        """
        order = load(schemas.SetSource, command)
        self._setting_up("set_source")
        self.ground.case_type(order["case_type"])
        source = Source(id=new_id(), **order)

        def work(tx: Tx) -> Outcome:
            store.put_source(tx, source)
            return Outcome(asdict(source), "device_source", source.client, 1, detail={"code": source.code})

        return perform(self.db, self.call, "set_source", command, work)

    @rpc
    def list_sources(self, command: Order) -> Order:
        """List what the codes of a client mean."""
        found = store.sources(self.db, load(schemas.ListSources, command)["client"])
        return {"items": [asdict(one) for one in found.values()]}

    @rpc
    def place_devices(self, command: Order) -> Order:
        """Say where devices are; each stands in premises, or at a point or code, within the desk's scope.

        :raises Missing: grid.premises_missing
        :raises Denied: grid.role_not_allowed, grid.device_out_of_reach
        """
        order = load(schemas.PlaceDevices, command)
        self._setting_up("place_devices")

        def work(tx: Tx) -> Outcome:
            for one in order["devices"]:
                store.place(tx, self._device(order["client"], one))
            reply = {"id": order["client"], "placed": len(order["devices"])}
            return Outcome(reply, "device", order["client"], 1, detail={"devices": len(order["devices"])})

        return perform(self.db, self.call, "place_devices", command, work)

    def _device(self, client: str, one: Order) -> store.Device:
        if one["premises"]:
            found = premises.get(self.db, one["premises"])
            area, grid, at = found.area, found.grid, (found.longitude, found.latitude)
        else:
            where = self._where({**one, "address": ""})
            area, grid, at = where.area, where.grid, (where.longitude, where.latitude)  # type: ignore[assignment]
        if not reach(self.call.actor, self.seal).covers(area=area):
            raise Denied("grid.device_out_of_reach", device=one["id"])
        return store.Device(client, one["id"], one["premises"], area, grid, *at)

    def _setting_up(self, act: str) -> None:
        if self.call.actor.role not in DEVICE_ROLES[act]:
            raise Denied("grid.role_not_allowed", act=act, roles=sorted(DEVICE_ROLES[act]))
