"""Blowing whistles, and each department's part from the call to the rating."""

from __future__ import annotations

from kernel import clock, deadline
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.errors import Conflict, Denied, Invalid, Missing
from kernel.number import Number
from kernel.obligation import Limit
from kernel.rows import same
from kernel.rpc import rpc
from kernel.wire import Schema, load
from services.grid.domain.doer import SYSTEM, Doer
from services.grid.domain.ground.distance import metres
from services.grid.domain.ground.place import Position, to_wgs84
from services.grid.domain.incident import Incident
from services.grid.domain.report import Where
from services.grid.domain.step import take as step
from services.grid.domain.whistle import call as rule
from services.grid.domain.whistle import call_life, whistle
from services.grid.domain.whistle.limit import KEYS, RULES, limits
from services.grid.domain.whistle.whistle import Call, Whistle
from services.grid.schemas import whistle as schemas
from services.grid.service.acting import Order
from services.grid.service.reach import reach, within
from services.grid.service.reporting import Reporting
from services.grid.service.thread import Threading
from services.grid.service.whistle import view
from services.grid.store import incident as incidents
from services.grid.store.setting import setting as settings
from services.grid.store.whistle import whistle as store

# of these the thread of each incident tells
IN_THREAD = ("arrive_whistle", "release_whistle")


class Whistling(Reporting, Threading):
    """Acts on whistles. Each on a department's part takes `call` and `version`, and gives the part."""

    @rpc
    def blow_whistle(self, command: Order) -> Order:
        """Call departments to a place.

        :raises Denied: grid.role_not_allowed, grid.whistle_not_your_right
        :raises Invalid: grid.whistle_place_wide, grid.whistle_unit_twice, grid.whistle_own_unit, grid.unit_unknown,
            grid.unit_elsewhere, and what finding the place raises
        :raises Missing: grid.incident_missing
        :raises Conflict: grid.incident_act_not_allowed
        """
        order = load(schemas.BlowWhistle, command)
        call_life.has_role("blow_whistle", self.doer())
        where = self._where(order)
        whistle.placed(where.area)
        units = whistle.departments(order["departments"], self.call.actor.unit)
        for index, unit in enumerate(units):
            self.ground.serving(unit, where.area, pointer=f"/departments/{index}")
        return perform(self.db, self.call, "blow_whistle", command, lambda tx: self._blow(tx, order, where, units))

    @rpc
    def acknowledge_whistle(self, command: Order) -> Order:
        """Say that it was heard."""
        return self._on_call("acknowledge_whistle", schemas.AcknowledgeWhistle, command)

    @rpc
    def arrive_whistle(self, command: Order) -> Order:
        """Report in on site, or at the joint meeting of a hard problem.

        :raises Invalid: grid.whistle_place_missing, grid.grid_malformed, grid.area_outside, grid.area_unknown
        """
        return self._on_call("arrive_whistle", schemas.ArriveWhistle, command)

    @rpc
    def handle_whistle(self, command: Order) -> Order:
        """Begin the work, of a hard problem with a plan."""
        return self._on_call("handle_whistle", schemas.HandleWhistle, command)

    @rpc
    def release_whistle(self, command: Order) -> Order:
        """Let a department leave."""
        return self._on_call("release_whistle", schemas.ReleaseWhistle, command)

    @rpc
    def rate_whistle(self, command: Order) -> Order:
        """Rate how a department answered."""
        return self._on_call("rate_whistle", schemas.RateWhistle, command)

    def _blow(self, tx: Tx, order: Order, where: Where, units: tuple[str, ...]) -> Outcome:
        doer = self.doer()
        self._may_blow(tx, doer, where.area)
        about = [self._about(tx, id, doer) for id in sorted(set(order["incidents"]))]
        made = self._made_whistle(tx, order, where, open=len(units))
        store.add(tx, made)
        calls = [whistle.called(made, unit, id=clock.new_id()) for unit in units]
        chosen = limits(made.kind, settings.read(tx, *KEYS, on=self.today))
        for one in calls:
            store.save(tx, None, one)
            self._start_clocks(tx, one, chosen)
        for incident in about:
            self.write_thread(tx, incident, "blow_whistle", doer, [_line(one) for one in calls])
        seen = [view.call(one, doer, self.ground, self.call.language) for one in calls]
        told = tuple(rule.tell(one, "blow_whistle") for one in calls)
        detail = {"kind": made.kind, "area": made.area, "departments": len(calls)}
        return Outcome(view.blown(made, seen), "whistle", made.id, made.version, told, detail=detail)

    def _may_blow(self, tx: Tx, doer: Doer, area: str) -> None:
        """Let only those call who hold the right, on the ground they reach.

        :raises Denied: grid.whistle_not_your_right
        """
        unit = self.ground.units.get(doer.unit or "")
        whistle.may_blow(doer, area, kind=unit.kind if unit else None, heads=store.heads(tx, doer.id, self.today))
        if not reach(self.call.actor, self.seal).covers(area=area):
            raise Denied("grid.whistle_not_your_right")

    def _about(self, tx: Tx, id: str, doer: Doer) -> Incident:
        """Lock an incident the whistle is about; one that has ended needs nobody any more.

        :raises Missing: grid.incident_missing
        :raises Conflict: grid.incident_act_not_allowed
        """
        incident = incidents.lock(tx, id)
        within(reach(self.call.actor, self.seal), incident, unit=doer.unit)
        step(incident, "blow_whistle", SYSTEM, at=self.now)
        return incident

    def _made_whistle(self, tx: Tx, order: Order, where: Where, *, open: int) -> Whistle:
        on = clock.today(self.now)
        return Whistle(
            id=clock.new_id(),
            number=str(Number("CS", self.ground.ground.district[:6], on, store.number(tx))),
            kind=order["kind"],
            area=where.area,
            grid=where.grid,
            longitude=where.longitude,
            latitude=where.latitude,
            words=order["words"],
            blown_by=self.call.actor.id,
            unit=self.call.actor.unit or "",
            incidents=tuple(sorted(set(order["incidents"]))),
            open=open,
            created_at=self.now,
        )

    def _start_clocks(self, tx: Tx, call: Call, chosen: dict[str, Limit]) -> None:
        for stage, limit in chosen.items():
            deadline.open(
                tx, self.calendar, limit, subject=call.id, kind="whistle", stage=stage, rule=RULES[stage], owner=call.unit,
                area=call.area, at=self.now, number=call.number,
            )  # fmt: skip

    def _on_call(self, act: str, schema: type[Schema], command: Order) -> Order:
        """Do one act on a department's part, once for its key.

        :raises Missing: grid.whistle_missing, also when it is out of scope
        :raises Conflict: grid.whistle_changed, grid.whistle_act_not_allowed
        :raises Denied: grid.role_not_allowed, grid.whistle_not_yours
        """
        order = load(schema, command)
        return perform(self.db, self.call, act, command, lambda tx: self._move_call(tx, act, order))

    def _move_call(self, tx: Tx, act: str, order: Order) -> Outcome:
        blown, before = store.lock(tx, order["call"], with_incidents=act in IN_THREAD)
        reach(self.call.actor, self.seal).within(Missing("grid.whistle_missing"), area=before.area, unit=before.unit)
        same(before, order["version"], Conflict("grid.whistle_changed"))
        doer = self.doer()
        moved = rule.take(before, act, doer, self._brought(blown, order), at=self.now)
        missed = rule.breach(moved.record, self._missed_stages(tx, before))
        after = missed.record
        store.save(tx, before, after)
        if act in rule.STOPS:
            deadline.stop(tx, after.id, *rule.STOPS[act], at=self.now)
        self._tell_incidents(tx, blown, after, act)
        reply = view.call(after, doer, self.ground, self.call.language)
        return Outcome(reply, "whistle", after.id, after.version, (*moved.events, *missed.events), detail=_audited(after))

    def _missed_stages(self, tx: Tx, call: Call) -> list[str]:
        """Give the stages whose running clock is past its date."""
        running = deadline.lock(tx, call.id)
        return sorted(stage for stage, one in running.items() if one.due_at is not None and one.due_at <= self.now)

    def _tell_incidents(self, tx: Tx, blown: Whistle, call: Call, act: str) -> None:
        if act == "release_whistle":
            store.save_whistle(tx, blown, whistle.left(blown, at=self.now))
        if act in IN_THREAD:
            for id in blown.incidents:
                self.write_thread(tx, incidents.lock(tx, id), act, self.doer(), [_line(call)])

    def _brought(self, blown: Whistle, order: Order) -> rule.Given:
        given = {name: order[name] for name in ("plan", "reason", "score") if name in order}
        point, named = order.get("point"), order.get("grid")
        code = self._grid(named) if named else None
        if not point:
            return rule.Given(**given, grid=code)
        spot = self.ground.locate(point["lon"], point["lat"], point["system"])
        stood = to_wgs84(point["lon"], point["lat"], point["system"])
        return rule.Given(**given, grid=spot.grid or code, metres=_way(blown, stood))

    def _grid(self, code: str) -> str:
        """Give a grid of this district by its code.

        :raises Invalid: grid.grid_malformed, grid.area_outside, grid.area_unknown, also for what is an area and no grid
        """
        found = self.ground.place(code, pointer="/grid").grid
        if not found:
            raise Invalid("grid.area_unknown", pointer="/grid", area=code)
        return found


def _way(blown: Whistle, stood: Position) -> int | None:
    if blown.longitude is None or blown.latitude is None:
        return None
    return round(metres(Position(blown.longitude, blown.latitude), stood))


def _line(call: Call) -> Order:
    return {"helper": call.unit, "whistle": call.whistle, **({"reason": call.released_for} if call.released_for else {})}


def _audited(call: Call) -> Order:
    return {"state": call.state, "unit": call.unit, "area": call.area, "breached": list(call.breached)}
