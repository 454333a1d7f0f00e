"""The roster of member units, and the three lists of needs, resources and joint projects."""

from __future__ import annotations

from kernel.db import Tx
from kernel.decision import Decision
from kernel.errors import Invalid
from kernel.rpc import rpc
from services.grid.domain.neighbour import neighbour, project
from services.grid.domain.neighbour.neighbour import ACTIVE, ENDED, MemberUnit
from services.grid.domain.neighbour.project import NEED, RESOURCE, Project
from services.grid.schemas import neighbour as schemas
from services.grid.service.acting import Order
from services.grid.service.neighbour.neighbour import KeepingNeighbours, community
from services.grid.store import neighbour as store

NAMED = ("name", "kind")


class Roster(KeepingNeighbours):
    """Member units and what they do together."""

    @rpc
    def register_member(self, command: Order) -> Order:
        """Put a unit on the roster of a community."""

        def make(tx: Tx, order: Order, id: str) -> Decision[MemberUnit]:
            community(self.ground, order["area"])
            return neighbour.begin(
                MemberUnit(**order, id=id, state=ACTIVE, created_at=self.now, changed_at=self.now, version=1),
                "grid.member_registered",
                kind=order["kind"],
            )

        return self.begin_neighbour("register_member", schemas.RegisterMember, command, table=store.MEMBERS, make=make)

    @rpc
    def change_member(self, command: Order) -> Order:
        """Put a unit's name or kind right."""

        def decide(tx: Tx, before: MemberUnit, order: Order) -> Decision[MemberUnit]:
            neighbour.active(before)
            changes = {name: order[name] for name in NAMED if name in order}
            return neighbour.step(before, "grid.member_changed", changes, at=self.now)

        return self.step_neighbour("change_member", schemas.ChangeMember, command, table=store.MEMBERS, decide=decide)

    @rpc
    def end_member(self, command: Order) -> Order:
        """Take a unit off the roster."""

        def decide(tx: Tx, before: MemberUnit, order: Order) -> Decision[MemberUnit]:
            neighbour.active(before)
            return neighbour.step(before, "grid.member_ended", {"state": ENDED}, at=self.now)

        return self.step_neighbour("end_member", schemas.EndMember, command, table=store.MEMBERS, decide=decide)

    @rpc
    def list_members(self, command: Order) -> Order:
        """Give one page of the roster, within scope."""
        return self.page_neighbours(schemas.ListMembers, command, store.MEMBERS, filters=("kind", "state"))

    @rpc
    def propose_project(self, command: Order) -> Order:
        """Put a need, a resource or a project on its list.

        :raises Invalid: wire.invalid, grid.project_link_unfit, grid.member_unfit, grid.unit_unknown
        """

        def make(tx: Tx, order: Order, id: str) -> Decision[Project]:
            community(self.ground, order["area"])
            self._joined(tx, order, order["area"])
            for link in (NEED, RESOURCE):
                if order.get(link):
                    project.linked(store.find(tx, store.PROJECTS, order[link]), link, area=order["area"])
            return project.propose(order, id=id, at=self.now)

        return self.begin_neighbour("propose_project", schemas.ProposeProject, command, table=store.PROJECTS, make=make)

    @rpc
    def change_project(self, command: Order) -> Order:
        """Put a line right."""

        def decide(tx: Tx, before: Project, order: Order) -> Decision[Project]:
            self._joined(tx, order, before.area)
            return project.change(before, order, at=self.now)

        return self.step_neighbour("change_project", schemas.ChangeProject, command, table=store.PROJECTS, decide=decide)

    @rpc
    def agree_project(self, command: Order) -> Order:
        """Agree on a line that has an owner and a due date."""
        return self._lead("agree_project", command)

    @rpc
    def start_project(self, command: Order) -> Order:
        """Begin with what was agreed."""
        return self._lead("start_project", command)

    @rpc
    def finish_project(self, command: Order) -> Order:
        """Say that it is done."""
        return self._lead("finish_project", command)

    @rpc
    def drop_project(self, command: Order) -> Order:
        """Give a line up."""
        return self._lead("drop_project", command)

    @rpc
    def list_projects(self, command: Order) -> Order:
        """Give one page of the three lists, within scope."""
        return self.page_neighbours(schemas.ListProjects, command, store.PROJECTS, filters=("list", "state"))

    def _lead(self, act: str, command: Order) -> Order:
        def decide(tx: Tx, before: Project, order: Order) -> Decision[Project]:
            return project.act(before, act, at=self.now)

        return self.step_neighbour(act, schemas.ProjectAct, command, table=store.PROJECTS, decide=decide)

    def _joined(self, tx: Tx, order: Order, area: str) -> None:
        """Refuse an owner nobody knows, and a member that is not on the community's roster.

        :raises Invalid: grid.unit_unknown, grid.member_unfit
        """
        if order.get("owner"):
            self.ground.unit(order["owner"], pointer="/owner")
        if order.get("member"):
            member = store.find(tx, store.MEMBERS, order["member"])
            if member is None or member.area != area or member.state != ACTIVE:
                raise Invalid("grid.member_unfit", pointer="/member")
