"""Lists of posts and of what is wrong with them, within scope, as of a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from kernel import page as keyset
from kernel.page import Order as By
from kernel.page import Part
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.schemas.staff import post, vacancy
from services.grid.service.acting import Order
from services.grid.service.staff import view
from services.grid.service.staff.acting import StaffActing
from services.grid.store.staff import lists as store
from services.grid.store.staff import staff as posts
from services.grid.store.staff import team as staff_team
from services.grid.store.staff.lists import Look

BY_MADE = By("created_at")
FIRST_ID = "00000000-0000-0000-0000-000000000000"
Row = dict[str, Any]


class StaffLists(StaffActing):
    """Questions of those who lead, and of a person about themselves."""

    @rpc
    def list_roster(self, command: Order) -> Order:
        """Give who stands on a place on a day, and who stands in for them.

        :raises Invalid: grid.post_place_unknown
        """
        order = load(post.ListRoster, command)
        on = order["on"] or self.today
        place = self.place(self.db, order["place"], on=on)
        held = ("valid_from <= %s AND (valid_until IS NULL OR valid_until > %s)", [on, on])
        return self._post_page(order, [("place = %s", [place.code]), held], on=on)

    @rpc
    def list_posts_of(self, command: Order) -> Order:
        """Give the posts of a person, past and to come, that lie within scope."""
        order = load(post.ListPostsOf, command)
        return self._post_page(order, [("account = %s", [order["account"]]), self.staff_reach().predicate()], on=self.today)

    @rpc
    def list_my_posts(self, command: Order) -> Order:
        """Give the caller's own posts, past and to come."""
        order = load(post.ListMyPosts, command)
        return self._post_page(order, [("account = %s", [self.call.actor.id])], on=self.today)

    @rpc
    def my_ground(self, command: Order) -> Order:
        """Give the roots of the caller's ground, as posts of today have it for a grid worker, from memory -> areas.

        Rule GR-54, domain 9.3 (2-7): who has left hears of an area no more. Rule GR-55: who stands in does.
        """
        load(post.MyGround, command)
        actor = self.call.actor
        return {"areas": [area for area in (actor.area, *actor.also) if area]}

    @rpc
    def list_vacancies(self, command: Order) -> Order:
        """Give the seats with fewer holders on a day than their team asks for.

        Rule GR-56, domain 9.1, 9.2, 9.5 (0-30, 1-17, 4-7).
        """
        order = load(vacancy.ListVacancies, command)
        look = self._with_choices(self.look(order, limit=order["limit"]))
        return self._staff_page(store.VACANT, look, order, ("place", "area", "role", "least", "held"), ("place", "role"))

    @rpc
    def list_stood_in(self, command: Order) -> Order:
        """Give the places where everybody in a carrying role is away and stood in for.

        Rule GR-56.
        """
        order = load(vacancy.ListStoodIn, command)
        look = self.look(order, limit=order["limit"])
        return self._staff_page(store.STOOD_IN, look, order, ("place", "area", "role"), ("place", "role"))

    @rpc
    def list_overloads(self, command: Order) -> Order:
        """Give who carries more grids or households on a day than the limit of the area.

        Rule GR-57, domain 9.4 (3-4): a tenant says how much one person may carry.
        """
        order = load(vacancy.ListOverloads, command)
        on = order["on"] or self.today
        grids, households = store.load_limit(self.db, order["area"] or self.call.actor.area, on=on)
        last = (order["after"] or {}).get("account", "")
        look = self.look(order, limit=order["limit"], grids=grids, households=households, last=last)
        found = self._staff_page(store.OVERLOADED, look, order, ("account", "grids", "households"), ("account",))
        limits = {"grids_most": grids, "households_most": households}
        return found | {"items": [row | limits for row in found["items"]]}

    @rpc
    def list_ending(self, command: Order) -> Order:
        """Give the posts that end within some days of a day, the first to end first.

        Rule GR-56.
        """
        order = load(vacancy.ListEnding, command)
        on = order["on"] or self.today
        after = order["after"] or {"valid_until": on.isoformat(), "id": FIRST_ID}
        more = {"within": on + timedelta(days=order["days"]), "since": after["valid_until"], "last": after["id"]}
        names = ("valid_until", "id", "account", "role", "place", "area")
        return self._staff_page(store.ENDING, self.look(order, limit=order["limit"], **more), order, names, ("valid_until", "id"))

    @rpc
    def staff_overview(self, command: Order) -> Order:
        """Count by area what the lists of vacancies, stand-ins and endings hold on a day.

        Rule GR-56.
        """
        order = load(vacancy.StaffOverview, command)
        on = order["on"] or self.today
        look = self._with_choices(self.look(order, within=on + timedelta(days=order["days"])))
        names = ("area", "vacant", "stood_in", "ending")
        return {"on": on.isoformat(), "items": _named(names, store.rows(self.db, store.COUNTS, look))}

    @rpc
    def turnover(self, command: Order) -> Order:
        """Count by area who came and went in a month.

        Rule GR-53, domain 9.3 (2-7) 能进能出.
        """
        order = load(vacancy.Turnover, command)
        since = date.fromisoformat(f"{order['month']}-01")
        look = self.look(order, since=since, until=(since + timedelta(days=32)).replace(day=1))
        names = ("area", "began", "moved_in", "ended", "moved_out", "gone")
        return {"month": order["month"], "items": _named(names, store.rows(self.db, store.TURNOVER, look))}

    def _post_page(self, order: Order, parts: Sequence[Part], *, on: date) -> Order:
        found, following = keyset.page(
            self.db, posts.POSTS, BY_MADE, parts, limit=order["limit"], after=order["after"]
        )
        roles, standing = self._role_names(), posts.standing_in(self.db, [one.id for one in found], on=on)
        return {"items": [view.post(one, self.call.language, roles, standing) for one in found], "next": following}

    def _staff_page(self, sql: str, look: Look, order: Order, names: Sequence[str], key: Sequence[str]) -> Order:
        """Give one page of a list whose order is that of `key`."""
        after = order["after"]
        place = replace(look, after=[after[name] for name in key] if after and len(key) > 1 else None)
        found = _named(names, store.rows(self.db, sql, place))
        items, last = found[: order["limit"]], found[order["limit"] - 1 : order["limit"]]
        more = {name: last[0][name] for name in key} if len(found) > order["limit"] else None
        return {"items": list(map(self._role_titled(), items)), "next": more}

    def _role_titled(self) -> Callable[[Row], Row]:
        roles = self._role_names()
        return lambda row: row | {"role_name": roles.get(row["role"], row["role"])} if "role" in row else row

    def _role_names(self) -> dict[str, str]:
        return view.names(staff_team.list_roles(self.db), self.call.language)

    def _with_choices(self, look: Look) -> Look:
        choices = staff_team.list_choices(self.db, on=look.on)
        return replace(look, more={**look.more, **store.chosen(choices)})


def _named(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[Row]:
    return [dict(zip(names, row, strict=True)) for row in rows]
