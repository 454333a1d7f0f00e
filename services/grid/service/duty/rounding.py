"""Rounds: opened, checked in on, closed; positions go to the worker who stood there and to nobody else."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from kernel import clock
from kernel.command import Outcome
from kernel.db import Tx
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.duty import round as rule
from services.grid.domain.duty.duty import Setting
from services.grid.domain.duty.round import CheckIn, Round
from services.grid.domain.duty.schedule import midnight
from services.grid.domain.ground.near import near_grid, near_site
from services.grid.domain.ground.place import Position, to_wgs84
from services.grid.schemas.duty import round as schemas
from services.grid.service.acting import Order
from services.grid.service.duty.acting import DutyActing, dumped, shown
from services.grid.store.duty import duty
from services.grid.store.duty import round as store


class Rounding(DutyActing):
    """What a worker does on a round, and what others may know of it: counts and minutes."""

    @rpc
    def open_round(self, command: Order) -> Order:
        """Begin a round on an own grid.

        :raises Denied: grid.round_not_your_grid
        :raises Conflict: grid.round_already_open
        """
        return self.duty_act("open_round", schemas.OpenRound, command, self._open_walk)

    @rpc
    def check_in(self, command: Order) -> Order:
        """Check in where one stands now.

        :raises Missing: grid.round_missing
        :raises Denied: grid.round_not_your_grid, when the post has ended while the round was open
        :raises Conflict: grid.round_not_open
        """
        return self.duty_act("check_in", schemas.CheckIn, command, self._check_in_now)

    @rpc
    def send_check_ins(self, command: Order) -> Order:
        """Send places taken without a network; each has its own outcome, and one sent twice is kept once.

        :raises Missing: grid.round_missing
        """
        return self.duty_act("send_check_ins", schemas.SendCheckIns, command, self._keep_sent)

    @rpc
    def close_round(self, command: Order) -> Order:
        """End a round.

        :raises Missing: grid.round_missing
        :raises Conflict: grid.round_changed, grid.round_not_open
        """
        return self.duty_act("close_round", schemas.CloseRound, command, self._close_walk)

    @rpc
    def my_rounds(self, command: Order) -> Order:
        """Give one page of the own rounds."""
        order = load(schemas.MyRounds, command)
        items, following = store.page(self.db, self.duty_account, limit=order["limit"], after=order["after"])
        hours = self._round_hours()
        return {"items": [self._seen_walk(one, hours) for one in items], "next": following}

    @rpc
    def my_track(self, command: Order) -> Order:
        """Give the own positions of one own round.

        :raises Missing: grid.round_missing, also for a round of somebody else
        """
        walk = store.get(self.db, load(schemas.MyTrack, command)["round"], self.duty_account)
        rows = store.track(self.db, walk.id)
        return {"round": self._seen_walk(walk, self._round_hours()), "items": [_position(row) for row in rows]}

    @rpc
    def round_day(self, command: Order) -> Order:
        """Count the rounds of a day by community: how many, how long, how many check-ins."""
        order = load(schemas.RoundDay, command)
        since = midnight(order["on"])
        walked = store.walked(
            self.db,
            self.duty_scope(order["area"]),
            since=since,
            until=since + timedelta(days=1),
            hours=self._round_hours(),
            now=self.now,
        )
        return {"on": order["on"].isoformat(), "items": [dumped(one) for one in walked]}

    def _round_hours(self) -> int:
        return duty.setting(self.db, on=self.today).round_hours

    def _open_walk(self, tx: Tx, order: Order) -> Outcome:
        grid, setting = order["grid"], duty.setting(tx, on=self.today)
        rule.on_own_grid(grid, self.duty_grids(tx))
        walk = Round(clock.new_id(), self.duty_account, grid, duty.community(tx, grid), self.now)
        store.close_left(tx, self.duty_account, hours=setting.round_hours, now=self.now)
        store.add(tx, walk)
        return self._walk_outcome(walk, setting)

    def _check_in_now(self, tx: Tx, order: Order) -> Outcome:
        walk = store.lock(tx, order["round"], self.duty_account)
        setting = duty.setting(tx, on=self.today, area=walk.area)
        rule.still_open(walk, hours=setting.round_hours, now=self.now)
        rule.on_own_grid(walk.grid, self.duty_grids(tx))
        row = {"id": clock.new_id(), "taken_at": self.now, "point": order["point"], "site": order["site"]}
        return self._keep_places(tx, walk, [row], setting)

    def _keep_sent(self, tx: Tx, order: Order) -> Outcome:
        walk = store.lock(tx, order["round"], self.duty_account)
        return self._keep_places(tx, walk, order["rows"], duty.setting(tx, on=self.today, area=walk.area))

    def _close_walk(self, tx: Tx, order: Order) -> Outcome:
        before, setting = store.lock(tx, order["round"], self.duty_account), duty.setting(tx, on=self.today)
        store.same(before, order["version"])
        after = rule.close(before, hours=setting.round_hours, now=self.now)
        store.save(tx, before, after)
        return self._walk_outcome(after, setting)

    def _keep_places(self, tx: Tx, round: Round, sent: Iterable[Order], setting: Setting) -> Outcome:
        rows = self._placed_rows(tx, round, list(sent), setting.near_metres)
        known = store.known(tx, round.id, [row.id for row in rows])
        since = rule.kept_from(self.now, setting.kept_days)
        sorted_ = rule.sort(round, rows, known=known, hours=setting.round_hours, since=since, now=self.now)
        kept = [row for row, outcome in sorted_ if outcome == rule.ACCEPTED]
        after = rule.counted(round, kept) if kept else round
        store.add_check_ins(tx, round.id, kept, at=self.now)
        store.save(tx, round, after)
        outcomes = [
            {"id": row.id, "outcome": outcome, "near": row.near if outcome == rule.ACCEPTED else None}
            for row, outcome in sorted_
        ]
        reply = {"round": self._seen_walk(after, setting.round_hours), "rows": outcomes}
        return Outcome(reply, "round", after.id, after.version, detail={"kept": len(kept), "sent": len(rows)})

    def _placed_rows(self, tx: Tx, round: Round, sent: list[Order], metres: int) -> list[CheckIn]:
        """Give the places that were sent in degrees, each with whether it is near its site, or else the grid."""
        border = duty.border(tx, round.grid)
        sites = duty.sites(tx, {row["site"] for row in sent if row["site"]})
        made = []
        for row in sent:
            at = to_wgs84(row["point"]["lon"], row["point"]["lat"], row["point"]["system"])
            place = sites.get(row["site"] or "")
            near = _near(at, place[1] if place else None, border, metres=metres)
            made.append(CheckIn(row["id"], row["taken_at"], at.lon, at.lat, row["site"] or "", near))
        return made

    def _walk_outcome(self, round: Round, setting: Setting) -> Outcome:
        reply = self._seen_walk(round, setting.round_hours)
        return Outcome(reply, "round", round.id, round.version, detail={"grid": round.grid})

    def _seen_walk(self, round: Round, hours: int) -> Order:
        return {**shown(round, schemas.RoundView), "minutes": round.minutes(hours, self.now)}


def _near(at: Position, site: Position | None, border: Order | None, *, metres: int) -> bool:
    """Mark, never refuse: a phone between high houses is wrong more often than its owner."""
    if site is not None:
        return near_site(at, site, metres=metres)
    return border is not None and near_grid(at, border, metres=metres)


def _position(row: CheckIn) -> Order:
    taken: datetime = row.taken_at
    return {
        "id": row.id,
        "taken_at": taken.isoformat(),
        "lon": row.longitude,
        "lat": row.latitude,
        "site": row.site,
        "near": row.near,
    }
