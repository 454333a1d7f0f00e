"""Says what may be the same matter: to whoever is about to report, and to the desk."""

from __future__ import annotations

from datetime import datetime

from kernel.clock import today
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain import words
from services.grid.domain.incident import Incident
from services.grid.domain.voice.likeness import NEAR, Like, Told, band, likely, shown
from services.grid.schemas import voice as schemas
from services.grid.service import view
from services.grid.service.acting import Order
from services.grid.service.reach import reach, within
from services.grid.service.reporting import Reporting
from services.grid.store import incident as incidents
from services.grid.store.setting import setting as settings
from services.grid.store.voice import candidate

# who does not see the cases themselves is shown what leaves little doubt only
SURE = 0.45
OTHER_SERVICE = "handed_over"


class Similar(Reporting):
    """Questions that change nothing, and keep nothing of what was asked."""

    @rpc
    def similar(self, command: Order) -> Order:
        """Give what may be the same matter as one that is about to be reported: no number, no words, no person.

        Rule GR-171, domain 8.1: what another service has is not shown, nor is anything that leads to who reported.

        :raises Invalid: wire.invalid, grid.point_outside, grid.area_unknown, grid.place_contradicts, grid.case_type_unknown
        """
        order = load(schemas.Similar, command)
        if order["case_type"]:
            self.ground.case_type(order["case_type"])
        mine = self._asked(order, self.now)
        near = self._near(mine)
        found = candidate.candidates(self.db, mine, near=near)
        open_to_all = {id: one for id, one in found.items() if one.state != OTHER_SERVICE}
        likes = likely(mine, [shown(candidate.told(one)) for one in open_to_all.values()], near=near, least=SURE)
        return {"items": [self._summary(open_to_all[like.id], like) for like in likes]}

    @rpc
    def find_same(self, command: Order) -> Order:
        """Give what may be the same matter as an incident, with scores and reasons, within scope.

        :raises Missing: grid.incident_missing
        """
        incident = incidents.get(self.db, load(schemas.FindSame, command)["incident"])
        scope = reach(self.call.actor, self.seal)
        within(scope, incident)
        mine = candidate.told(incident)
        near = self._near(mine)
        found = candidate.candidates(self.db, mine, near=near)
        mains = {id: one for id, one in found.items() if scope.covers(area=one.area, unit=one.unit, party=one.party)}
        likes = likely(mine, [candidate.told(one) for one in mains.values()], near=near)
        return {"items": [self._scored(mains[like.id], like) for like in likes]}

    def _near(self, mine: Told) -> float:
        return float(settings.read(self.db, NEAR, on=self.today).get(NEAR, area=mine.area))

    def _asked(self, order: Order, at: datetime) -> Told:
        where = self._where(order)
        placed = candidate.position(where.longitude, where.latitude)
        kind, said = order["case_type"], order["description"]
        return Told(id="", words=said, case_type=kind, area=where.area, grid=where.grid, position=placed, at=at)

    def _summary(self, one: Incident, like: Like) -> Order:
        language = self.call.language
        kind, area = self.ground.case_types.get(one.case_type or ""), self.ground.areas.get(one.area)
        return {
            "id": one.id,
            "case_type": one.case_type,
            "kind": kind.name(language) if kind else None,
            "area": one.area,
            "area_name": area.name if area else None,
            "state_words": words.state_words(one.state, language),
            "reported_on": today(one.created_at).isoformat(),
            "distance": band(like.metres),
            "supporters": one.supporters + one.merged,
            "open": one.closed_at is None,
        }

    def _scored(self, one: Incident, like: Like) -> Order:
        row = view.row(one, self.doer(one), self.call.language, now=self.now, ground=self.ground)
        metres = round(like.metres) if like.metres is not None else None
        return {"incident": row, "score": like.score, "reasons": list(like.reasons), "metres": metres}
