"""The access list (社区工作事项准入清单): applied for, decided, published; its time limits run as clocks of the item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from kernel import clock, deadline
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.decision import Decision
from kernel.number import Number
from kernel.obligation import Limit
from kernel.page import Ask, Part
from kernel.rpc import rpc
from kernel.ruler import day_end
from kernel.wire import Schema, load
from services.grid.domain.admission import application, lead_time
from services.grid.domain.admission.item import Item
from services.grid.domain.doer import Doer
from services.grid.domain.ground.area import chain, covers
from services.grid.schemas import admission as schemas
from services.grid.service.acting import Acting, Order
from services.grid.service.admission import view
from services.grid.service.admission.reach import reach, within_item
from services.grid.store.admission import item as store

Decide = Callable[[Tx, Item, Doer, Order], Decision[Item]]
GIVEN = ("title", "kind", "basis", "period", "times", "minutes", "budget_cents", "valid_from", "valid_until")
DECIDED = frozenset({"approved", "refused", "withdrawn"})


class Admission(Acting):
    """Acts on items, and reading them."""

    @rpc
    def draft_item(self, command: Order) -> Order:
        """Begin an item of the officer's own department.

        :raises Invalid: wire.invalid, grid.item_period_empty, grid.area_unknown, grid.unit_elsewhere, grid.unit_unknown
        :raises Denied: grid.role_not_allowed
        """
        order = load(schemas.DraftItem, command)

        def work(tx: Tx) -> Outcome:
            number = store.next_number(self.db, "item_number")[0]
            decision = application.draft(
                self._item_given(order), self.doer(), id=clock.new_id(), code=self._item_code("ZR", number), at=self.now
            )
            self.ground.serving(decision.record.unit, decision.record.area)
            return self._settle_item(tx, None, decision)

        return perform(self.db, self.call, "draft_item", command, work)

    @rpc
    def amend_item(self, command: Order) -> Order:
        """Fill in a draft anew."""
        return self._on_item("amend_item", schemas.AmendItem, command, self._amend_item)

    @rpc
    def submit_item(self, command: Order) -> Order:
        """Apply: early enough, and the time of the decision begins.

        :raises Invalid: grid.item_applied_late
        """
        return self._on_item("submit_item", schemas.SubmitItem, command, self._submit_item)

    @rpc
    def review_item(self, command: Order) -> Order:
        """Take up an application; never one's own unit's.

        :raises Denied: grid.item_reviewer_applied
        """
        return self._on_item("review_item", schemas.ReviewItem, command, self._review_item)

    @rpc
    def approve_item(self, command: Order) -> Order:
        """Enter it on the list."""
        return self._on_item("approve_item", schemas.ApproveItem, command, self._rule_item(application.approve))

    @rpc
    def refuse_item(self, command: Order) -> Order:
        """Refuse it, with reason, words and what else to do."""
        decide = self._rule_item(application.refuse, "reason", "told")
        return self._on_item("refuse_item", schemas.RefuseItem, command, decide)

    @rpc
    def suspend_item(self, command: Order) -> Order:
        """Take it out of force for a time."""
        return self._on_item("suspend_item", schemas.SuspendItem, command, self._take_item("suspend_item", "told"))

    @rpc
    def resume_item(self, command: Order) -> Order:
        """Bring it into force again."""
        return self._on_item("resume_item", schemas.ResumeItem, command, self._take_item("resume_item"))

    @rpc
    def withdraw_item(self, command: Order) -> Order:
        """Take it back."""
        return self._on_item("withdraw_item", schemas.WithdrawItem, command, self._take_item("withdraw_item"))

    @rpc
    def find_item(self, command: Order) -> Order:
        """Give one item whole.

        :raises Missing: grid.item_missing, also when it is out of scope
        """
        found = store.get(self.db, load(schemas.FindItem, command)["item"])
        within_item(reach(self.call.actor), found)
        clocks = view.clocks(deadline.of(self.db, found.id), self.calendar)
        return {**self._item_row(found), "clocks": clocks}

    @rpc
    def list_items(self, command: Order) -> Order:
        """Give one page of items in scope."""
        order = load(schemas.ListItems, command)
        found, following = store.page(self.db, self._ask_items(order), equal(order, "state", "unit", "kind"))
        return {"items": [self._item_row(one) for one in found], "next": following}

    @rpc
    def read_access_list(self, command: Order) -> Order:
        """Give one page of the list in force, to anyone: today's as of now, another day's as of its end."""
        order = load(schemas.ReadAccessList, command)
        today = clock.today(self.now)
        on: date = order["on"] or today
        at = self.now if on == today else day_end(on)
        parts = equal(order, "unit", "kind")
        if order["area"]:
            self.ground.place(order["area"])
            parts.append(("areas ?| %s", [list(chain(order["area"]))]))
        version = store.version(self.db)
        found, following = store.page_in_force(self.db, at, parts, limit=order["limit"], after=order["after"])
        items = [view.listed(replace(one, state="approved"), self.call.language, now=at, ground=self.ground) for one in found]
        return {"version": version, "on": on.isoformat(), "items": items, "next": following}

    def _on_item(self, name: str, schema: type[Schema], command: Order, decide: Decide) -> Order:
        """Do one act on an existing item, once for its key, and give its short view.

        :raises Missing: grid.item_missing. :raises Conflict: grid.item_changed, grid.item_act_not_allowed
        """
        order = load(schema, command)

        def work(tx: Tx) -> Outcome:
            before = store.lock(tx, order["item"])
            within_item(reach(self.call.actor), before)
            store.same(before, order["version"])
            return self._settle_item(tx, before, decide(tx, before, self.doer(), order))

        return perform(self.db, self.call, name, command, work)

    def _settle_item(self, tx: Tx, before: Item | None, decision: Decision[Item]) -> Outcome:
        after = decision.record
        store.save(tx, before, after)
        if before and before.state in ("submitted", "reviewing") and after.state in DECIDED:
            deadline.stop(tx, after.id, "decide", at=self.now)
        reply = view.item_short(after, self.doer(), self.call.language, now=self.now)
        detail = {"state": after.state, "unit": after.unit, "code": after.code, "reason": after.reason}
        return Outcome(reply, "item", after.id, after.version, decision.events, detail=detail)

    def _amend_item(self, tx: Tx, item: Item, doer: Doer, order: Order) -> Decision[Item]:
        decision = application.amend(item, doer, given=self._item_given(order), at=self.now)
        self.ground.serving(item.unit, decision.record.area)
        return decision

    def _submit_item(self, tx: Tx, item: Item, doer: Doer, order: Order) -> Decision[Item]:
        decision = application.take(item, "submit_item", doer, at=self.now)
        on = clock.today(self.now)
        own = store.terms(tx, on=on)
        lead_time.in_time(item.kind, item.valid_from, on=on, calendar=self.calendar, own=own)
        self._begin_deciding(tx, item, lead_time.deciding(own))
        return decision

    def _begin_deciding(self, tx: Tx, item: Item, limit: Limit) -> None:
        rule = lead_time.BY_STAGE["decide"].id
        deadline.open(
            tx, self.calendar, limit, subject=item.id, kind="item", stage="decide", rule=rule, owner="",
            area=item.area, at=self.now, number=item.code,
        )  # fmt: skip

    def _review_item(self, tx: Tx, item: Item, doer: Doer, order: Order) -> Decision[Item]:
        return application.take(item, "review_item", doer, at=self.now, reviewed_by=doer.id)

    def _take_item(self, act: str, *names: str) -> Decide:
        def decide(tx: Tx, item: Item, doer: Doer, order: Order) -> Decision[Item]:
            return application.take(item, act, doer, at=self.now, **{name: order[name] for name in names})

        return decide

    def _rule_item(self, rule: Callable[..., Decision[Item]], *names: str) -> Decide:
        def decide(tx: Tx, item: Item, doer: Doer, order: Order) -> Decision[Item]:
            return rule(item, doer, at=self.now, **{name: order[name] for name in names})

        return decide

    def _item_given(self, order: Order) -> Order:
        """Give the fields of an item as the department filled them in, each area looked up."""
        areas = tuple(dict.fromkeys(order["areas"]))
        for index, code in enumerate(areas):
            self.ground.place(code, pointer=f"/areas/{index}")
        given = {name: order[name] for name in GIVEN}
        return {**given, "forms": tuple(order["forms"]), "areas": areas, "area": holding(areas)}

    def _item_code(self, kind: str, number: int) -> str:
        return str(Number(kind, self.ground.ground.district[:6], clock.today(self.now), number))

    def _ask_items(self, order: Order) -> Ask:
        actor = self.call.actor
        scope = reach(actor)
        return Ask(order["queue"], actor.id, scope, self.now, order["limit"], order["after"])

    def _item_row(self, item: Item) -> Order:
        return view.item_row(item, self.doer(), self.call.language, now=self.now, ground=self.ground)


def holding(areas: tuple[str, ...]) -> str:
    """Give the narrowest area that holds all of some."""
    return next(code for code in chain(areas[0]) if all(covers(code, other) for other in areas))


def equal(order: Order, *names: str) -> list[Part]:
    """Give a condition for each filter that is set."""
    return [(f"{name} = %s", [order[name]]) for name in names if order[name] is not None]
