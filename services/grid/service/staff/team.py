"""Teams as a tenant's configuration: roles, templates, and which area has which."""

from __future__ import annotations

from datetime import date
from typing import Any

from kernel.clock import new_id
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.decision import Event
from kernel.errors import Conflict, Invalid
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.staff import team as rule
from services.grid.domain.staff.team import Choice, Role, Seat, Team
from services.grid.schemas.staff import team as schemas
from services.grid.service.acting import Order
from services.grid.service.reach import whole
from services.grid.service.staff import view
from services.grid.service.staff.acting import StaffActing
from services.grid.store.staff import team as store

OWN = "tenant"


class StaffTeams(StaffActing):
    """The acts of leaders on teams."""

    @rpc
    def list_staff_roles(self, command: Order) -> Order:
        """Give all roles."""
        load(schemas.ListStaffRoles, command)
        return {"items": [view.role(one, self.call.language) for one in store.list_roles(self.db)]}

    @rpc
    def list_teams(self, command: Order) -> Order:
        """Give all templates, and the choices that hold on a day."""
        order = load(schemas.ListTeams, command)
        seats = store.list_seats(self.db)
        chosen = store.list_choices(self.db, on=order["on"] or self.today)
        return {
            "items": [view.team(one, seats, self.call.language) for one in store.list_teams(self.db)],
            "choices": [view.choice(one) for one in chosen],
        }

    @rpc
    def add_staff_role(self, command: Order) -> Order:
        """Add a role of the tenant's own.

        :raises Denied: grid.role_not_allowed, grid.leader_not_of_root
        :raises Conflict: grid.role_exists
        """
        order = load(schemas.AddStaffRole, command)
        self.may("add_staff_role")
        whole(self.staff_reach(), self.ground.ground.district)
        role = Role(order["code"], order["name_zh"], order["name_en"], tuple(order["tags"]))

        def work(tx: Tx) -> Outcome:
            tx.conflict("staff_role_pkey", Conflict("grid.role_exists", role=role.code))
            store.ROLES.insert(tx, role)
            event = Event("grid.role_added", role.code, {"role": role.code})
            return Outcome(view.role(role, self.call.language), "staff_role", role.code, 1, (event,))

        return perform(self.db, self.call, "add_staff_role", command, work)

    @rpc
    def add_team(self, command: Order) -> Order:
        """Add a template of the tenant's own.

        :raises Invalid: grid.seat_limits_crossed, grid.seat_twice, grid.role_unknown, grid.seat_level_unknown
        :raises Denied: grid.role_not_allowed, grid.leader_not_of_root
        :raises Conflict: grid.team_exists
        """
        order = load(schemas.AddTeam, command)
        self.may("add_team")
        whole(self.staff_reach(), self.ground.ground.district)
        team = Team(order["code"], order["name_zh"], order["name_en"], OWN)
        seats = [_seat(team.code, row) for row in order["seats"]]
        rule.sound(seats)

        def work(tx: Tx) -> Outcome:
            self._known_in(tx, seats)
            tx.conflict("team_pkey", Conflict("grid.team_exists", team=team.code))
            store.add_team(tx, team, seats)
            event = Event("grid.team_added", team.code, {"team": team.code, "seats": len(seats)})
            return Outcome(view.team(team, seats, self.call.language), "team", team.code, 1, (event,))

        return perform(self.db, self.call, "add_team", command, work)

    @rpc
    def choose_teams(self, command: Order) -> Order:
        """Say which teams the grids of a kind have in an area from a day on. Posts that stand there stay as they are.

        :raises Invalid: grid.post_place_unknown, grid.team_unknown
        :raises Conflict: grid.teams_contradict
        """
        order = load(schemas.ChooseTeams, command)
        self.may("choose_teams")

        def work(tx: Tx) -> Outcome:
            area, since = order["area"], order["valid_from"]
            self.place(tx, area, on=since, pointer="/area")
            teams = self._known_teams(tx, order["teams"])
            rule.merged(store.list_seats(tx, teams))
            store.replace_choice(tx, self._team_choices(order, teams, since), area=area, kind=order["kind"], since=since)
            reply = {"area": area, "kind": order["kind"], "teams": teams, "valid_from": since.isoformat()}
            event = Event("grid.team_chosen", area, reply)
            return Outcome(reply, "team_choice", f"{area}/{order['kind']}", 1, (event,), detail=reply)

        return perform(self.db, self.call, "choose_teams", command, work)

    def _team_choices(self, order: Order, teams: list[str], since: date) -> list[Choice]:
        return [Choice(new_id(), order["area"], order["kind"], team, since) for team in teams]

    def _known_teams(self, tx: Tx, codes: list[str]) -> list[str]:
        known = {one.code for one in store.list_teams(tx)}
        for at, code in enumerate(codes):
            if code not in known:
                raise Invalid("grid.team_unknown", pointer=f"/teams/{at}", team=code)
        return sorted(set(codes))

    def _known_in(self, tx: Tx, seats: list[Seat]) -> None:
        roles = {one.code for one in store.list_roles(tx)}
        levels = store.list_levels(tx)
        for at, seat in enumerate(seats):
            if seat.role not in roles:
                raise Invalid("grid.role_unknown", pointer=f"/seats/{at}/role", role=seat.role)
            if seat.level not in levels:
                raise Invalid("grid.seat_level_unknown", pointer=f"/seats/{at}/level", level=seat.level)


def _seat(team: str, row: dict[str, Any]) -> Seat:
    return Seat(team=team, **{**row, "employments": tuple(row["employments"])})
