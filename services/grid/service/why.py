"""Says why an account sees an incident, or cannot."""
from __future__ import annotations

from kernel import why
from kernel.errors import Missing
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.staff.standing import ground
from services.grid.service.acting import Acting, Order
from services.grid.service.reach import REACHES, reach, within
from services.grid.service.staff.reach import BOUND
from services.grid.store import incident as store
from services.grid.store.staff import staff


class Why(Acting):
    """Asked by who leads or operates the ground an incident lies in; nothing of the incident is told."""

    @rpc
    def why(self, command: Order) -> Order:
        """Give what lets an account reach an incident or keeps it out, with the posts it holds and held.

        :raises Missing: grid.incident_missing, also for who asks of other ground
        """
        order = load(why.Explain, command)
        with self.db.transaction() as tx:
            incident = store.lock(tx, order["id"])
            helps = order["unit"] is not None and order["unit"] in incident.helpers
            record = why.Record("incident", incident.id, incident.version, incident.area, incident.unit, helps)
            why.within(self.call, record, Missing("grid.incident_missing"))
            of = why.subject(self._standing(order), self._also(order))
            sees = why.covered(lambda: within(reach(of, self.seal), incident, unit=of.unit))
            posts = [(one.place, one.valid_from, one.valid_until) for one in staff.list_of(tx, of.id)]
            told = [(place, since.isoformat(), until.isoformat() if until else None) for place, since, until in posts]
            return why.explain(tx, self.call, record, of, limits=REACHES, sees=sees, posts=told)

    def _standing(self, order: Order) -> Order:
        """Give the account with the ground it stands on today, which for a grid worker its posts say."""
        return {**order, "area": next(iter(self._ground(order)), "")}

    def _also(self, order: Order) -> tuple[str, ...]:
        return tuple(self._ground(order)[1:])

    def _ground(self, order: Order) -> tuple[str, ...]:
        if order["role"] != BOUND:
            return (order["area"],)
        posts, former = staff.list_reaches(self.db, on=self.today), staff.list_former(self.db, on=self.today)
        return ground(order["account"], order["area"], posts, former)
