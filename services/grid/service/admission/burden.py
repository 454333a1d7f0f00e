"""The burden report: what departments asked of communities in a month, and folding its figures in the background."""

from __future__ import annotations

from nameko.timer import timer

from kernel.errors import Unavailable
from kernel.rpc import rpc
from kernel.scope import Scope, subtree
from kernel.shape import instant
from kernel.wire import load
from services.grid.domain.admission import assignment
from services.grid.schemas import admission as schemas
from services.grid.service.acting import Acting, Order
from services.grid.service.admission import view
from services.grid.service.admission.reach import reach
from services.grid.store.admission import burden as store

FOLD_SECONDS = 5


class AdmissionBurden(Acting):
    """What is asked of communities, in figures."""

    @rpc
    def burden(self, command: Order) -> Order:
        """Give the figures of a month by department: an officer's own, others' of their ground, exact at once."""
        order = load(schemas.Burden, command)
        month = order["month"] or assignment.month_of(self.now)
        condition, params = reach(self.call.actor).predicate(party="NULL::text")
        narrowed, more = Scope(area=subtree(order["area"]) if order["area"] else None).predicate()
        lines = store.read(self.db, (f"{condition} AND {narrowed}", [*params, *more]), month=month, now=self.now)
        items = [view.line(one, self.call.language, self.ground) for one in lines]
        return {"month": month, "at": instant(self.now), "items": items}

    @timer(interval=FOLD_SECONDS, expected_exceptions=Unavailable)
    def fold_burden(self) -> None:
        """Fold the figures of the last seconds; while the database is away they wait, and the next time tries again."""
        while store.fold(self.db) == store.FOLDED:
            continue
