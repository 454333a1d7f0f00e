"""What a district chooses for itself: read by those who lead and operate, changed by leaders."""
from __future__ import annotations

from contextlib import suppress
from datetime import date

from kernel import clock, scope
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.errors import Missing, Unavailable
from kernel.rows import Reader
from kernel.rpc import rpc
from kernel.scope import ALL, AREA, Scope
from kernel.wire import load
from services.grid.domain.ground import area
from services.grid.domain.setting import choose as rule
from services.grid.domain.setting.choose import Doer
from services.grid.domain.setting.chosen import ACT, Chosen
from services.grid.domain.setting.registry import ROWS, SETTINGS
from services.grid.schemas import setting as schemas
from services.grid.service.acting import Acting, Order
from services.grid.service.setting import view
from services.grid.store.setting import setting as store

# who keeps the machines running reads what they are set to
REACHES = {"dispatcher": AREA, "leader": AREA, "operator": ALL}


class KeepingSettings(Acting):
    """Acts and questions on settings."""

    @rpc
    def list_settings(self, command: Order) -> Order:
        """Give every setting as it is at a place on a day.

        :raises Missing: grid.area_missing, also when it is out of scope
        """
        order = load(schemas.ListSettings, command)
        on, place = order["on"] or self.today, self._read_place(order["area"])
        known = self._settings_at(self.db, place, on=on)
        items = [view.line(one, kind, known, self.call.language) for one in ROWS for kind in one.grid_kinds]
        return {"area": place or None, "on": on.isoformat(), "items": items}

    @rpc
    def find_setting(self, command: Order) -> Order:
        """Give one setting as it is at a place on a day.

        :raises Invalid: grid.setting_not_per_area, grid.setting_kind_wrong
        :raises Missing: grid.area_missing, also when it is out of scope
        """
        order = load(schemas.FindSetting, command)
        place, kind, setting = self._read_place(order["area"]), order["grid_kind"] or "", SETTINGS[order["key"]]
        rule.fits(setting, place if order["area"] else "", kind)
        return view.line(setting, kind, self._settings_at(self.db, place, on=order["on"] or self.today), self.call.language)

    @rpc
    def list_setting_changes(self, command: Order) -> Order:
        """Give one page of the choices that were made of a setting, in scope and for the whole district.

        :raises Missing: grid.area_missing, for who has no ground here
        """
        order = load(schemas.ListSettingChanges, command)
        self._read_place(None)
        mine, params = self._setting_reach().predicate()
        found, following = store.page(
            self.db, order["key"], [(f"area = '' OR {mine}", params)], limit=order["limit"], after=order["after"]
        )
        return {"items": [view.change(one) for one in found], "next": following}

    @rpc
    def change_setting(self, command: Order) -> Order:
        """Choose the value of a setting from a day on, and give it as it is on that day.

        :raises Invalid: as `choose.choose`
        :raises Missing: grid.area_missing, also when it is out of scope
        :raises Conflict: grid.setting_changed, grid.scheme_in_use
        :raises Denied: grid.role_not_allowed, grid.setting_not_yours
        """
        order = load(schemas.ChangeSetting, command)
        root = self.ground.ground.district
        place = self._setting_place(order["area"] or root)
        rule.may(Doer(self.call.actor.role, leads_root=self._setting_reach().covers(area=root)), place)

        def work(tx: Tx) -> Outcome:
            store.hold(tx)
            chosen = self._new_choice(tx, order, place)
            others = store.read(tx, *SETTINGS, on=chosen.valid_from)
            decision = rule.choose(chosen, others, today=self.today)
            store.add(tx, chosen)
            tx.flush()
            known = self._settings_at(tx, place, on=chosen.valid_from)
            reply = view.line(SETTINGS[chosen.key], chosen.grid_kind, known, self.call.language)
            (event,) = decision.events
            return Outcome(reply, "setting", event.subject, chosen.version, decision.events, detail=event.data)

        reply = perform(self.db, self.call, "change_setting", command, work)
        with suppress(Unavailable):  # it is made: a process that cannot look at once will do so with its next look
            self.choices.refresh()
        return reply

    def _new_choice(self, tx: Tx, order: Order, place: str) -> Chosen:
        key, kind = order["key"], order["grid_kind"] or ""
        now = store.version(tx, key, place, kind)
        store.same(now, order["version"])
        return Chosen(
            id=clock.new_id(), key=key, area=place, grid_kind=kind, value=order["value"],
            valid_from=order["valid_from"] or self.today, version=now + 1, origin=ACT, source=order["source"],
            created_at=self.now,
        )  # fmt: skip

    def _settings_at(self, db: Reader, place: str, *, on: date) -> view.Place:
        values = store.read(db, *SETTINGS, on=on)
        return view.Place(place, values, store.versions(db, place), store.upcoming(db, place, on=on))

    def _setting_reach(self) -> Scope:
        actor = self.call.actor
        return scope.reach(REACHES, actor.role, unit=None, area=actor.area, aliases=())

    def _read_place(self, code: str | None) -> str:
        """Give the place that is asked about, the reader's own when none is named."""
        return self._setting_place(code or self.call.actor.area or self.ground.ground.district)

    def _setting_place(self, code: str) -> str:
        """Give an area in scope, '' for the whole district, which whoever has ground in it may read.

        Rule GR-104: nobody reads or chooses for ground that is not theirs.

        :raises Missing: grid.area_missing
        """
        root, reached = self.ground.ground.district, self._setting_reach()
        whole = code == root or area.covers(code, root)
        mine = reached.covers(area=root) or (not reached.nothing and area.covers(root, self.call.actor.area))
        if not mine if whole else not (reached.covers(area=code) and code in self.ground.areas):
            raise Missing("grid.area_missing", area=code)
        return "" if whole else code
