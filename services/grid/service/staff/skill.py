"""Skills of the all-round worker: certifying, revoking, what somebody lacks, and shares by area."""

from __future__ import annotations

from kernel.clock import new_id
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.decision import Decision
from kernel.errors import Conflict, Invalid, Missing
from kernel.rows import same
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.staff import skill as rule
from services.grid.domain.staff.skill import Certificate
from services.grid.schemas.staff import skill as schemas
from services.grid.service.acting import Order
from services.grid.service.staff import view
from services.grid.service.staff.acting import StaffActing
from services.grid.store.staff import skill as store
from services.grid.store.staff import staff as posts


class StaffSkills(StaffActing):
    """The skill matrix."""

    @rpc
    def certify(self, command: Order) -> Order:
        """Certify a skill of somebody who stands in the caller's area on the first day.

        :raises Missing: grid.staff_missing
        :raises Invalid: grid.skill_unknown, grid.term_empty
        :raises Conflict: grid.skill_certified_already
        """
        order = load(schemas.Certify, command)
        self.may("certify")

        def work(tx: Tx) -> Outcome:
            if order["skill"] not in {one.code for one in store.list_skills(tx)}:
                raise Invalid("grid.skill_unknown", pointer="/skill", skill=order["skill"])
            posts.hold(tx, order["account"])
            new = Certificate(id=new_id(), **order, area=self._area_of(tx, order), version=1, created_at=self.now)
            others = [one for one in store.list_certificates(tx, new.account) if one.skill == new.skill]
            decision = rule.certify(new, others)
            store.CERTIFICATES.insert(tx, new)
            return self._certified(tx, decision)

        return perform(self.db, self.call, "certify", command, work)

    @rpc
    def revoke_certificate(self, command: Order) -> Order:
        """End a certificate on a day.

        :raises Missing: grid.certificate_missing
        :raises Conflict: grid.certificate_changed, grid.certificate_over
        """
        order = load(schemas.RevokeCertificate, command)
        self.may("revoke_certificate")

        def work(tx: Tx) -> Outcome:
            before = store.lock(tx, order["certificate"])
            self.covered(before.area, Missing("grid.certificate_missing"))
            same(before, order["version"], Conflict("grid.certificate_changed"))
            decision = rule.revoke(before, on=order["on"])
            store.CERTIFICATES.save(tx, before, decision.record)
            return self._certified(tx, decision)

        return perform(self.db, self.call, "revoke_certificate", command, work)

    @rpc
    def list_skills_of(self, command: Order) -> Order:
        """Give what somebody is certified for and what an all-round worker has besides; the person's own, or within scope.

        :raises Missing: grid.staff_missing
        """
        account = load(schemas.ListSkillsOf, command)["account"]
        if account != self.call.actor.id:
            self._standing_in_reach(account)
        skills = {one.code: one for one in store.list_skills(self.db)}
        found = store.list_certificates(self.db, account)
        held = {one.skill for one in found if one.term.holds(self.today)}
        missing = [code for code, one in skills.items() if one.needed and code not in held]
        return {
            "account": account,
            "all_round": not missing,
            "missing": missing,
            "items": [view.certificate(one, skills, self.call.language) for one in found],
        }

    @rpc
    def skill_shares(self, command: Order) -> Order:
        """Give by area how many grid workers there are on a day, and how many of them are all-round.

        Rule GR-58, domain 9.1 (0-21) 全岗通.
        """
        look = self.look(load(schemas.SkillShares, command))
        rows = store.shares(self.db, reach=look.reach, under=look.under, on=look.on)
        items = [{"area": area, "workers": n, "all_round": able} for area, n, able in rows]
        return {"on": look.on.isoformat(), "items": items}

    def _area_of(self, tx: Tx, order: Order) -> str:
        own = [one for one in posts.list_of(tx, order["account"]) if one.term.holds(order["valid_from"])]
        areas = [one.area for one in own if self.staff_reach().covers(area=one.area)]
        if not areas:
            raise Missing("grid.staff_missing")
        return areas[0]

    def _standing_in_reach(self, account: str) -> None:
        if not any(self.staff_reach().covers(area=one.area) for one in posts.list_of(self.db, account)):
            raise Missing("grid.staff_missing")

    def _certified(self, tx: Tx, decision: Decision[Certificate]) -> Outcome:
        one = decision.record
        reply = view.certificate(one, {each.code: each for each in store.list_skills(tx)}, self.call.language)
        return Outcome(reply, "staff_skill", one.id, one.version, decision.events, detail={"skill": one.skill})
