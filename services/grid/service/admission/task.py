"""Tasks for communities and grids: given under an item of the list or refused and counted, done, returned, confirmed.

A refusal is an act like any other: it is kept with its key, audited and counted in its own transaction, and told as a
failure after that has committed. So the same key counts it once, and gives the same refusal again.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from kernel import clock, command, deadline
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.errors import Invalid
from kernel.number import Number
from kernel.obligation import Limit
from kernel.page import Ask
from kernel.rpc import rpc
from kernel.wire import Schema, load
from services.grid.domain.admission import admission, assignment, burden, lead_time, task_life
from services.grid.domain.admission.admission import Asking, Refusal
from services.grid.domain.admission.item import Item
from services.grid.domain.admission.task import Task
from services.grid.domain.ground.area import level_of
from services.grid.schemas import admission as schemas
from services.grid.service.acting import Acting, Order
from services.grid.service.admission import view
from services.grid.service.admission.item import equal
from services.grid.service.admission.reach import reach, within_task
from services.grid.store.admission import burden as figures
from services.grid.store.admission import item as items
from services.grid.store.admission import task as store

ENDING = frozenset({"finish_task", "return_task", "withdraw_task"})


@dataclass(frozen=True, slots=True)
class Batch:
    """One command for many places. limit: of the time until its last day."""

    id: str
    order: Order
    askings: tuple[Asking, ...]
    limit: Limit


class AdmissionTask(Acting):
    """Acts on tasks, and reading them."""

    @rpc
    def assign_task(self, command: Order) -> Order:
        """Give a task to many places at once, an outcome for each; where none may be asked, the whole is refused.

        :raises Invalid: grid.item_not_admitted, grid.item_frequency_exceeded (each counted), grid.task_due_early,
            grid.task_place_twice, grid.task_place_wide, grid.area_unknown, grid.unit_elsewhere
        :raises Denied: grid.role_not_allowed
        """
        order = load(schemas.AssignTask, command)
        # what is refused here is refused inside: a key that comes again days later still gets its first answer
        reply = perform(self.db, self.call, "assign_task", command, lambda tx: self._assign(tx, self._batch(order)))
        if reply.get("failure"):
            raise admission.refused(reply["failure"])
        return reply

    @rpc
    def receive_task(self, command: Order) -> Order:
        """Say that it has arrived."""
        return self._on_task("receive_task", schemas.ReceiveTask, command)

    @rpc
    def finish_task(self, command: Order) -> Order:
        """Say that it is done."""
        return self._on_task("finish_task", schemas.FinishTask, command)

    @rpc
    def return_task(self, command: Order) -> Order:
        """Give back what is not as it was admitted."""
        return self._on_task("return_task", schemas.ReturnTask, command)

    @rpc
    def confirm_task(self, command: Order) -> Order:
        """Find it done."""
        return self._on_task("confirm_task", schemas.ConfirmTask, command)

    @rpc
    def withdraw_task(self, command: Order) -> Order:
        """Take it back."""
        return self._on_task("withdraw_task", schemas.WithdrawTask, command)

    @rpc
    def find_task(self, command: Order) -> Order:
        """Give one task whole.

        :raises Missing: grid.task_missing, also when it is out of scope
        """
        found = store.get(self.db, load(schemas.FindTask, command)["task"])
        within_task(reach(self.call.actor), found)
        return {**self._task_row(found), "clocks": view.clocks(deadline.of(self.db, found.id), self.calendar)}

    @rpc
    def list_tasks(self, command: Order) -> Order:
        """Give one page of tasks in scope."""
        order = load(schemas.ListTasks, command)
        actor = self.call.actor
        ask = Ask(order["queue"], actor.id, reach(actor), self.now, order["limit"], order["after"])
        named = {"unit": order["unit"], "area": order["area"], "item_code": order["item"]}
        found, following = store.page(self.db, ask, equal(named, *named))
        return {"items": [self._task_row(one) for one in found], "next": following}

    def _batch(self, order: Order) -> Batch:
        task_life.has_role("assign_task", self.doer())
        limit = Limit(assignment.days_left(order["due_on"], self.now), "D")
        return Batch(clock.new_id(), order, self._askings(order["places"]), limit)

    def _askings(self, places: list[str]) -> tuple[Asking, ...]:
        """Look up each place: a community or a grid that the actor's department serves.

        :raises Invalid: grid.task_place_twice, grid.task_place_wide, and what the ground says of an unknown code
        """
        seen: set[str] = set()
        found = []
        for index, place in enumerate(places):
            if place in seen:
                raise Invalid("grid.task_place_twice", pointer=f"/places/{index}", place=place)
            seen.add(place)
            found.append(self._asking(index, place))
        return tuple(found)

    def _asking(self, index: int, place: str) -> Asking:
        unit = self.call.actor.unit or ""
        spot = self.ground.place(place, pointer=f"/places/{index}")
        if level_of(spot.area) != "community":
            raise Invalid("grid.task_place_wide", pointer=f"/places/{index}", place=place)
        self.ground.serving(unit, spot.area)
        return Asking(index, place, spot.area, spot.grid or None, unit, self.now, self.call.language)

    def _assign(self, tx: Tx, batch: Batch) -> Outcome:
        """Give what may be given and count what may not, in one transaction.

        The item stays locked until then: another who gives under it counts what is given here.
        """
        item = items.lock_code(tx, batch.order["item"])
        refusals = self._refusals(tx, item, batch)
        admitted = [one for one in batch.askings if one.index not in refusals]
        numbers = items.next_number(tx, "task_number", len(admitted)) if admitted else []
        given = {
            one.index: self._give(tx, item, one, batch, number)
            for one, number in zip(admitted, numbers, strict=True)
            if item is not None  # nothing is admitted without one
        }
        month = assignment.month_of(self.now)
        figures.append(tx, burden.of_refusals(refusals.values(), month=month))
        detail = {"item": batch.order["item"], "given": len(given), "refused": len(refusals)}
        return Outcome(self._answer(batch, given, refusals), "task_order", batch.id, 1, detail=detail)

    def _refusals(self, tx: Tx, item: Item | None, batch: Batch) -> dict[int, Refusal]:
        counts = self._counts(tx, item, batch)
        refusals = {}
        for one in batch.askings:
            refusal = admission.admitted(item, one, code=batch.order["item"], count=asked(counts, one))
            if refusal:
                refusals[one.index] = refusal
            else:
                counts[one.area, one.grid] += 1
        return refusals

    def _counts(self, tx: Tx, item: Item | None, batch: Batch) -> Counter[tuple[str, str | None]]:
        if item is None or item.period == "none":
            return Counter()
        spell = item.frequency.key(clock.today(self.now))
        return store.asked(tx, item.id, spell, [one.area for one in batch.askings])

    def _give(self, tx: Tx, item: Item, asking: Asking, batch: Batch, number: int) -> Task:
        id, on = clock.new_id(), clock.today(self.now)
        named = str(Number("RW", self.ground.ground.district[:6], on, number))
        performer = self._performer(asking.area)
        opened = deadline.open(
            tx, self.calendar, batch.limit, subject=id, kind="task", stage="task", rule=lead_time.BY_STAGE["task"].id,
            owner=performer, area=asking.area, at=self.now, number=named,
        )  # fmt: skip
        due_at = opened.due_at or self.now + timedelta(days=batch.limit.amount)
        decision = assignment.assign(
            item, asking, self.doer(), id=id, number=named, performer=performer, due_at=due_at, words=batch.order["words"]
        )
        store.save(tx, None, decision.record)
        detail = {"item": item.code, "place": asking.place}
        command.record(tx, self.call, "assign_task", Outcome({}, "task", id, 1, decision.events, detail=detail))
        return decision.record

    def _performer(self, area: str) -> str:
        """Give the unit that answers for a community, '' where the register names none."""
        found = (unit.id for unit in self.ground.units.values() if unit.kind == "community" and unit.area == area)
        return min(found, default="")

    def _answer(self, batch: Batch, given: dict[int, Task], refusals: dict[int, Refusal]) -> Order:
        told = {index: _given(task) for index, task in given.items()}
        told |= {index: _refused(refusal) for index, refusal in refusals.items()}
        return {
            "id": batch.id,
            "item": batch.order["item"],
            "given": len(given),
            "refused": len(refusals),
            "due_on": batch.order["due_on"].isoformat(),
            "places": [told[one.index] for one in batch.askings],
            **({} if given else {"failure": admission.failure(tuple(refusals.values()))}),
        }

    def _on_task(self, name: str, schema: type[Schema], given: Order) -> Order:
        """Do one act on an existing task, once for its key, and give its short view.

        :raises Missing: grid.task_missing. :raises Conflict: grid.task_changed, grid.task_act_not_allowed
        """
        order = load(schema, given)

        def work(tx: Tx) -> Outcome:
            before = store.lock(tx, order["task"])
            within_task(reach(self.call.actor), before)
            store.same(before, order["version"])
            decision = assignment.take(before, name, self.doer(), at=self.now, order=order)
            after = decision.record
            store.save(tx, before, after)
            if name in ENDING:
                deadline.stop(tx, after.id, at=self.now)
            reply = view.task_short(after, self.doer(), self.call.language)
            detail = {"state": after.state, "reason": after.reason}
            return Outcome(reply, "task", after.id, after.version, decision.events, detail=detail)

        return perform(self.db, self.call, name, given, work)

    def _task_row(self, task: Task) -> Order:
        return view.task_row(task, self.doer(), self.call.language, now=self.now, ground=self.ground)


def asked(counts: Counter[tuple[str, str | None]], asking: Asking) -> int:
    """Give how often a place was asked: a grid with its community as a whole, a community as often as the most asked part."""
    whole = counts[asking.area, None]
    if asking.grid is not None:
        return whole + counts[asking.area, asking.grid]
    return whole + max((n for (area, grid), n in counts.items() if area == asking.area and grid is not None), default=0)


def _given(task: Task) -> Order:
    return {"place": task.place, "given": True, "task": task.id, "number": task.number, "code": None, "facts": None}


def _refused(refusal: Refusal) -> Order:
    problem = refusal.problem
    none = {"given": False, "task": None, "number": None}
    return {"place": refusal.asking.place, **none, "code": problem.code, "facts": problem.facts}
