"""Evaluation of areas, units, posts and kinds of matters, and the lists behind its figures."""

from __future__ import annotations

from dataclasses import asdict

from nameko.timer import timer

from kernel import metrics
from kernel.errors import Unavailable
from kernel.rpc import rpc
from kernel.shape import instant
from kernel.wire import load
from services.grid.domain.evaluation.cut import UNIT
from services.grid.domain.evaluation.formula import Weights
from services.grid.domain.evaluation.period import period
from services.grid.domain.evaluation.street import Rated
from services.grid.schemas import evaluation as schemas
from services.grid.service.acting import Acting, Order
from services.grid.service.evaluation import view
from services.grid.service.evaluation.subject import asking
from services.grid.service.reach import reach
from services.grid.store import stale
from services.grid.store.evaluation import behind, figure
from services.grid.store.setting import setting as settings
from services.grid.store.whistle import rated

FOLD_SECONDS = 1
AGAIN_SECONDS = 600
WEIGHTS, STREET = "evaluation.weights", "evaluation.whistle"
# a list and the figure it stands behind are of one moment
AT_ONCE = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"


class Evaluating(Acting):
    """The figures of evaluation."""

    @rpc
    def evaluate(self, command: Order) -> Order:
        """Give the figures of one page of subjects, and of all that was asked for together, exact at once.

        :raises Invalid: grid.period_empty, grid.period_too_long, grid.evaluation_too_narrow
        :raises Denied: grid.evaluation_of_posts
        :raises Unavailable: grid.figures_behind, while too much waits to be followed
        """
        order = load(schemas.Evaluate, command)
        span = period(order["from"], order["until"])
        asked = asking(self.db, self.ground, self.call.actor, reach(self.call.actor, self.seal), order)
        subjects, last = asked.subjects(), (order["after"] or {}).get("subject", "")
        found = sorted(one for one in subjects if one > last)
        page, following = found[: order["limit"]], found[order["limit"] :]
        stale.catch_up(self.db)
        counts = figure.read(self.db, [asked.total, *(subjects[one] for one in page)], span, districts=self._districts)
        shown = [one for one in page if one not in asked.gone or any(counts[one].values())]
        chosen = settings.read(self.db, WEIGHTS, STREET, on=self.today)
        weights, language = Weights(**chosen.get(WEIGHTS)), self.call.language
        items = [view.subject(one, asked.name(one, language), counts[one], weights, language) for one in shown]
        if asked.by == UNIT:
            said = rated.read(self.db, page, asked.within, span)
            items = [view.with_ratings(one, said.get(one["subject"], Rated()), chosen.get(STREET)) for one in items]
        return {
            "at": instant(self.now),
            "weights": asdict(weights),
            "total": view.subject("", None, counts[""], weights, language),
            "items": items,
            "next": {"subject": page[-1]} if following else None,
        }

    @rpc
    def evaluation_list(self, command: Order) -> Order:
        """Give one page of what one figure counts, within scope, and the figure itself as it is at that moment.

        :raises Invalid: grid.period_empty, grid.period_too_long, grid.evaluation_too_narrow
        :raises Denied: grid.evaluation_of_posts
        :raises Unavailable: grid.figures_behind, while too much waits to be followed
        """
        order = load(schemas.EvaluationList, command)
        span = period(order["from"], order["until"])
        asked = asking(self.db, self.ground, self.call.actor, reach(self.call.actor, self.seal), order)
        limit, after = order["limit"], order["after"]
        stale.catch_up(self.db)
        with self.db.transaction() as tx:
            tx.run(AT_ONCE)
            counts = figure.read(tx, [asked.total], span, districts=self._districts)
            behind.walk(tx, asked.total)
            items, following = behind.page(tx, order["measure"], asked.total, span, limit=limit, after=after)
        return {
            "at": instant(self.now),
            "count": counts[""][order["measure"]],
            "items": [view.behind(one) for one in items],
            "next": following,
        }

    @timer(interval=FOLD_SECONDS, expected_exceptions=Unavailable)
    def fold_measures(self) -> None:
        """Follow and fold the changes of the last second; while the database is away they wait for the next time."""
        while stale.follow(self.db) == stale.MOST:
            self._tell_waiting()
            figure.fold_all(self.db)
        figure.fold_all(self.db)
        self._tell_waiting()

    @timer(interval=AGAIN_SECONDS, expected_exceptions=Unavailable)
    def follow_again(self) -> None:
        """Try once more what could not be followed."""
        stale.follow_again(self.db)

    def _tell_waiting(self) -> None:
        waiting, failed = stale.waiting(self.db)
        metrics.FIGURES_WAITING.set(waiting)
        metrics.FIGURES_FAILED.set(failed)

    @property
    def _districts(self) -> set[str]:
        return {code[:6] for code in self.ground.areas}
