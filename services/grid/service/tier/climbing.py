"""Climbing by time and putting away, by itself; the arbiter's word; figures of the tiers; and who is suggested."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import timedelta

from nameko.timer import timer

from kernel import logs
from kernel.command import record
from kernel.db import Tx
from kernel.decision import Decision
from kernel.errors import Unavailable
from kernel.rpc import rpc
from kernel.scope import Scope, subtree
from kernel.shape import instant
from kernel.wire import load
from services.grid.domain import check, dispatch, owner, tier, words
from services.grid.domain.doer import SYSTEM, Doer
from services.grid.domain.incident import Incident
from services.grid.schemas import tier as schemas
from services.grid.service.acting import Acting, Order
from services.grid.service.reach import reach, within
from services.grid.store import incident as store
from services.grid.store import tally
from services.grid.store.setting import setting as settings
from services.grid.store.tier import climb

log = logs.get(__name__)
Claim = Callable[[Tx, list[str]], list[Incident]]

CLIMB_SECONDS, ARCHIVE_SECONDS = 20, 600
LANGUAGES = ("zh", "en")
ARCHIVE_DAYS = "incident.archive_days"


class Stuck(Exception):
    """One incident cannot be moved. incident: its id."""

    def __init__(self, incident: str) -> None:
        super().__init__(incident)
        self.incident = incident


class Climbing(Acting):
    """The tiers' share of the service."""

    @rpc
    def arbitrate(self, command: Order) -> Order:
        """Decide for good who must do what two units have given back."""
        return self.act("arbitrate", schemas.Arbitrate, command, self._arbitrate)

    @rpc
    def suggest_units(self, command: Order) -> Order:
        """Give the units that may be made responsible for an incident, the first first, each with the reason.

        :raises Missing: grid.incident_missing
        """
        incident = store.get(self.db, load(schemas.SuggestUnits, command)["incident"])
        within(reach(self.call.actor, self.seal), incident)
        kind = self.ground.case_types.get(incident.case_type or "")
        found = owner.suggest(kind, tuple(self.ground.units.values()), incident.area)
        return {"items": [self._suggestion(one) for one in found]}

    @rpc
    def tiers(self, command: Order) -> Order:
        """Count the incidents in scope by tier, outcome, and why they climbed, exact at once."""
        order = load(schemas.Tiers, command)
        condition, params = reach(self.call.actor, self.seal).predicate(party="NULL::text")
        narrowed, more = Scope(area=subtree(order["area"]) if order["area"] else None).predicate()
        found = tally.read_tiers(self.db, (f"{condition} AND {narrowed}", [*params, *more]))
        return {"at": instant(self.now), "items": _summed(found)}

    @timer(interval=CLIMB_SECONDS, expected_exceptions=Unavailable)
    def climb_due(self) -> None:
        """Let climb what its tier has not solved, and what nobody was made responsible for, in time."""
        self._sweep(lambda tx, besides: climb.claim_due(tx, now=self.now, besides=besides), "climb", self._climb)

    @timer(interval=ARCHIVE_SECONDS, expected_exceptions=Unavailable)
    def archive_closed(self) -> None:
        """Put away what was closed so long ago that its reporter has had time to answer."""
        days = settings.read(self.db, ARCHIVE_DAYS, on=self.today).get(ARCHIVE_DAYS)
        before = self.now - timedelta(days=days)
        self._sweep(lambda tx, besides: climb.claim_closed(tx, before=before, besides=besides), "archive", self._archive)

    def _sweep(self, claim: Claim, act: str, rule: Callable[[Incident], Decision[Incident]]) -> None:
        """Move all that is due, by the batch.

        Rule GR-129, domain 3.5: nothing starves: one that cannot be moved is left to the next time, and no other waits for
        it.
        """
        stuck: list[str] = []
        more = True
        while more:
            try:
                more = self._swept(lambda tx: claim(tx, stuck), act, rule)
            except Stuck as failed:
                stuck.append(failed.incident)
                log.error("sweep_stuck", act=act, incident=failed.incident, at=logs.stack(failed))

    def _swept(
        self, claim: Callable[[Tx], list[Incident]], act: str, rule: Callable[[Incident], Decision[Incident]]
    ) -> bool:
        """Do one transaction of a sweep, and say whether it was full; what another process holds is left to it.

        :raises Stuck: naming the one for which all of it was undone
        """
        call = self.call.system()
        with self.db.transaction() as tx:
            found = claim(tx)
            for one in found:
                try:
                    record(tx, call, act, self.settle(tx, act, rule(one), before=one, doer=SYSTEM, order={}))
                except Unavailable:
                    raise
                except Exception as error:
                    raise Stuck(one.id) from error
        return len(found) == climb.BATCH

    def _climb(self, incident: Incident) -> Decision[Incident]:
        return tier.climb(incident, reason=tier.TIME, at=self.now)

    def _archive(self, incident: Incident) -> Decision[Incident]:
        return check.archive(incident, SYSTEM, at=self.now)

    def _arbitrate(self, incident: Incident, doer: Doer, order: Order) -> Decision[Incident]:
        unit = self.ground.serving(order["unit"], incident.area)
        return dispatch.arbitrate(incident, doer, unit=unit.id, tier=tier.of_unit(unit), at=self.now)

    def _suggestion(self, one: owner.Suggestion) -> Order:
        unit = self.ground.units[one.unit]
        language = self.call.language
        said = words.SUGGESTED[one.reason][LANGUAGES.index(language)]
        named = {"unit": one.unit, "unit_name": unit.called(language), "tier": tier.of_unit(unit)}
        return named | {"reason": one.reason, "words": said}


def _summed(found: Iterable[tally.Stood]) -> list[Order]:
    """Add cells up over units and areas, in the order of the tiers; '' is said as null."""
    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in found:
        sums[one.tier, one.outcome, one.climbed_for] += one.n
    ordered = sorted(sums.items(), key=lambda line: (tier.TIERS.index(line[0][0]), line[0]))
    names = ("tier", "outcome", "climbed_for")
    return [{**{name: key or None for name, key in zip(names, cell, strict=True)}, "count": n} for cell, n in ordered]
