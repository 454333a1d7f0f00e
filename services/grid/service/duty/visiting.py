"""Visits of agency staff (包保), and how far each has come in a week."""
from __future__ import annotations

from dataclasses import asdict

from kernel import clock
from kernel.clock import today
from kernel.command import Outcome
from kernel.db import Tx
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.duty import visit as rule
from services.grid.domain.duty.visit import Visit
from services.grid.schemas.duty import visit as schemas
from services.grid.service.acting import Order
from services.grid.service.duty.acting import DutyActing, shown
from services.grid.store.duty import duty
from services.grid.store.duty import visit as store


class Visiting(DutyActing):
    """What agency staff write down, and who may see how far they have come."""

    @rpc
    def record_visit(self, command: Order) -> Order:
        """Write down a visit to the place of the own post.

        :raises Denied: grid.visit_not_your_post
        :raises Invalid: grid.visit_in_future, grid.visit_too_old, grid.visit_length_wrong
        :raises Conflict: grid.visit_overlapping
        """
        return self.duty_act("record_visit", schemas.RecordVisit, command, self._write_visit)

    @rpc
    def my_visits(self, command: Order) -> Order:
        """Give one page of the own visits."""
        order = load(schemas.MyVisits, command)
        items, following = store.page(self.db, self.duty_account, limit=order["limit"], after=order["after"])
        return {"items": [{**shown(one, schemas.VisitView), "minutes": _minutes(one)} for one in items], "next": following}

    @rpc
    def duty_week(self, command: Order) -> Order:
        """Give one page of how far agency staff have come in a week: those in scope for a leader, oneself for anybody else."""
        order = load(schemas.DutyWeek, command)
        week_on, setting = rule.monday(order["week_on"]), duty.setting(self.db, on=self.today)
        scope = self.duty_scope(order["area"]) if self.call.actor.role == "leader" else ("account = %s", [self.duty_account])
        limit, after = order["limit"], (order["after"] or {}).get("account", "")
        owed = duty.owed(self.db, week_on, scope, after=after, limit=limit + 1)
        weeks = store.weeks(self.db, week_on, owed[:limit])
        return {
            "week": rule.key(week_on),
            "week_on": week_on.isoformat(),
            "visits": setting.visits,
            "minutes": setting.visit_minutes,
            "items": [{**asdict(week), "short": rule.short(week, setting)} for week in weeks],
            "next": {"account": owed[limit - 1][0]} if len(owed) > limit else None,
        }

    @rpc
    def list_duty_misses(self, command: Order) -> Order:
        """Give one page of those in scope who fell short of a past week."""
        order = load(schemas.ListDutyMisses, command)
        items, following = store.misses(
            self.db,
            rule.monday(order["week_on"]),
            self.duty_scope(order["area"]),
            limit=order["limit"],
            after=order["after"],
        )
        return {"items": [shown(one, schemas.DutyMissView) for one in items], "next": following}

    def _write_visit(self, tx: Tx, order: Order) -> Outcome:
        started_at, ended_at = order["started_at"], order["ended_at"]
        store.turn(tx, self.duty_account)
        area = duty.cadre_area(tx, self.duty_account, order["place"], today(started_at))
        overlapping = store.overlaps(tx, self.duty_account, started_at, ended_at)
        rule.check(started_at, ended_at, posted=area is not None, overlapping=overlapping, now=self.now)
        visit = Visit(
            id=clock.new_id(),
            account=self.duty_account,
            area=area or "",
            place=order["place"],
            week_on=rule.monday(today(started_at)),
            started_at=started_at,
            ended_at=ended_at,
            words=order["words"],
            recorded_at=self.now,
        )
        store.add(tx, visit)
        reply = {"id": visit.id, "week_on": visit.week_on.isoformat(), "minutes": _minutes(visit)}
        return Outcome(reply, "visit", visit.id, 1, detail={"place": visit.place})


def _minutes(visit: Visit) -> int:
    return int((visit.ended_at - visit.started_at).total_seconds() // 60)
