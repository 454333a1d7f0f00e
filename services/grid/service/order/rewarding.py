"""Rewards for reported hazards: proposed by one, approved by another, fetched by the report's code, paid by their own."""

from __future__ import annotations

from dataclasses import replace

from kernel import clock
from kernel.call import Actor
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.decision import Decision
from kernel.errors import Conflict, Missing
from kernel.number import Number
from kernel.rpc import rpc
from kernel.wire import load
from services.grid.domain.incident import Incident
from services.grid.domain.order import reward
from services.grid.domain.order.reward import Amount, Reward
from services.grid.domain.role import let
from services.grid.schemas import reward as schemas
from services.grid.service.acting import Order
from services.grid.service.order import view
from services.grid.service.reach import reach, whole, within
from services.grid.service.thread import Threading
from services.grid.store import incident as incidents
from services.grid.store.order import reward as store
from services.grid.store.setting import setting as settings


class Rewarding(Threading):
    """Acts on rewards, their table of amounts, and their list."""

    @rpc
    def set_reward_amount(self, command: Order) -> Order:
        """Have a kind of hazard rewarded within two amounts.

        :raises Invalid: grid.case_type_unknown
        :raises Denied: grid.role_not_allowed, grid.leader_not_of_root
        """
        order = load(schemas.SetRewardAmount, command)
        let(reward.ROLES, "set_reward_amount", self.call.actor.role)
        whole(reach(self.call.actor, self.seal), self.ground.ground.district)
        self.ground.case_type(order["case_type"])

        def work(tx: Tx) -> Outcome:
            store.set_amount(tx, Amount(**order))
            return Outcome(dict(order), "reward_amount", order["case_type"], 1, detail=dict(order))

        return perform(self.db, self.call, "set_reward_amount", command, work)

    @rpc
    def list_reward_amounts(self, command: Order) -> Order:
        """Give which kinds are rewarded, and within which amounts."""
        load(schemas.ListRewardAmounts, command)
        return {"items": [view.shown(one, schemas.AmountView) for one in store.amounts(self.db)]}

    @rpc
    def propose_reward(self, command: Order) -> Order:
        """Propose a reward for a verified report.

        :raises Denied: grid.role_not_allowed
        :raises Conflict: grid.incident_changed, grid.reward_not_for_kind, grid.reward_not_verified,
            grid.reward_already_proposed
        :raises Invalid: grid.reward_amount_outside
        :raises Missing: grid.incident_missing
        """
        order = load(schemas.ProposeReward, command)
        let(reward.ROLES, "propose_reward", self.call.actor.role)
        return perform(self.db, self.call, "propose_reward", command, lambda tx: self._propose(tx, order))

    @rpc
    def approve_reward(self, command: Order) -> Order:
        """Approve what somebody else has proposed; the reporter's thread says that a code can be fetched.

        :raises Missing: grid.reward_missing
        :raises Conflict: grid.reward_changed, grid.reward_act_not_allowed, grid.reward_not_due, grid.reward_already_approved,
            grid.merge_moved
        :raises Denied: grid.role_not_allowed, grid.reward_own_proposal
        """
        order = load(schemas.ApproveReward, command)

        def work(tx: Tx) -> Outcome:
            matter = store.lock_matter(tx, order["reward"])
            before, days = self._locked_reward(tx, order), settings.read(tx, reward.DAYS, on=self.today).get(reward.DAYS)
            moved = reward.approve(before, self.doer(), days=days, at=self.now)
            incident = incidents.lock(tx, before.incident)
            reward.founded(incident)
            self._first_of_matter(tx, before, incident, matter)
            line = {"reward": before.id, "until": str(moved.record.expires_on)}
            self.write_thread(tx, incident, "approve_reward", self.doer(), [line])
            return self._rewarded(tx, before, moved)

        return perform(self.db, self.call, "approve_reward", command, work)

    @rpc
    def refuse_reward(self, command: Order) -> Order:
        """Refuse what somebody else has proposed."""
        order = load(schemas.RefuseReward, command)

        def work(tx: Tx) -> Outcome:
            before = self._locked_reward(tx, order)
            return self._rewarded(tx, before, reward.refuse(before, self.doer(), at=self.now))

        return perform(self.db, self.call, "refuse_reward", command, work)

    @rpc
    def claim_reward(self, command: Order) -> Order:
        """Give number and payout code of a reward to whoever holds number and query code of the report, once.

        :raises Missing: grid.reward_missing, also when the code is wrong
        :raises Conflict: grid.reward_act_not_allowed, grid.reward_not_due, grid.reward_expired
        """
        order = load(schemas.ClaimReward, command)
        let(reward.ROLES, "claim_reward", self.call.actor.role)
        incident = incidents.find_by_number(self.db, order["number"])
        if incident is None or not self.seal.code_matches(incident.id, order["code"]):
            raise Missing("grid.reward_missing")

        def work(tx: Tx) -> Outcome:
            before = store.lock_by(tx, "incident", incident.id)
            reward.founded(incident)
            return self._rewarded(tx, before, reward.claim(before, self.doer(), at=self.now), shape="claim")

        # made by nobody, also when somebody with an account asks: no row may lead from a reward to a person
        reply = perform(self.db, replace(self.call, actor=Actor()), "claim_reward", command, work)
        # derived after the answer was kept, so that the code is stored nowhere
        return {name: reply[name] for name in ("number", "amount", "expires_on")} | {"code": self.seal.code(reply["id"])}

    @rpc
    def pay_reward(self, command: Order) -> Order:
        """Pay at a counter to whoever brings number and payout code, once.

        :raises Missing: grid.reward_missing, also when the code is wrong
        :raises Conflict: grid.reward_act_not_allowed, grid.reward_expired
        :raises Denied: grid.role_not_allowed
        """
        order = load(schemas.PayReward, command)
        let(reward.ROLES, "pay_reward", self.call.actor.role)

        def work(tx: Tx) -> Outcome:
            before = store.lock_by(tx, "number", order["number"])
            if not self.seal.code_matches(before.id, order["code"]):
                raise Missing("grid.reward_missing")
            moved = reward.pay(before, self.doer(), at=self.now)
            self.write_thread(tx, incidents.lock(tx, before.incident), "pay_reward", self.doer(), [{"reward": before.id}])
            return self._rewarded(tx, before, moved, shape="pay")

        return perform(self.db, self.call, "pay_reward", command, work)

    @rpc
    def list_rewards(self, command: Order) -> Order:
        """Give one page of rewards within scope, the newest first."""
        order = load(schemas.ListRewards, command)
        scope = reach(self.call.actor, self.seal).predicate(party="NULL::text")
        items, following = store.page(self.db, scope, order, limit=order["limit"], after=order["after"])
        doer, language = self.doer(), self.call.language
        return {"items": [view.rewarded(one, doer, language) for one in items], "next": following}

    def _propose(self, tx: Tx, order: Order) -> Outcome:
        incident = incidents.lock(tx, order["incident"])
        within(reach(self.call.actor, self.seal), incident, unit=self.call.actor.unit)
        incidents.same(incident, order["version"])
        if store.matter_rewarded(tx, incident.id):  # one matter, one reward, however many have told of it
            raise Conflict("grid.reward_already_proposed")
        table = store.amount(tx, incident.case_type)
        made = self._made_reward(tx, incident, reward.rewardable(incident, table, order["amount"]), order["amount"])
        store.add(tx, made)
        told = (reward.tell(made, "propose_reward"),)
        reply = view.rewarded(made, self.doer(), self.call.language)
        return Outcome(reply, "reward", made.id, 1, told, detail={"amount": made.amount})

    def _made_reward(self, tx: Tx, incident: Incident, case_type: str, amount: int) -> Reward:
        on = clock.today(self.now)
        return Reward(
            id=clock.new_id(),
            number=str(Number("JL", self.ground.ground.district[:6], on, store.number(tx))),
            incident=incident.id,
            case_type=case_type,
            unit=self.call.actor.unit or "",
            area=incident.area,
            amount=amount,
            proposed_by=self.call.actor.id,
            created_at=self.now,
        )

    def _locked_reward(self, tx: Tx, order: Order) -> Reward:
        """Lock a reward within reach.

        :raises Missing: grid.reward_missing
        :raises Conflict: grid.reward_changed
        """
        found = store.lock(tx, order["reward"], order["version"])
        reach(self.call.actor, self.seal).within(Missing("grid.reward_missing"), area=found.area, unit=found.unit)
        return found

    def _first_of_matter(self, tx: Tx, one: Reward, incident: Incident, matter: str | None) -> None:
        """Let one matter be rewarded once, also when its reports were joined after both were proposed.

        matter: the main report, as it was locked before this one; who joins or parts them meanwhile is not waited for twice.

        Rule GR-164, domain 9.1 (0-14).

        :raises Conflict: grid.reward_already_approved, grid.merge_moved
        """
        if incident.main != matter:
            raise Conflict("grid.merge_moved")
        if store.matter_approved(tx, matter or incident.id, besides=one.id):
            raise Conflict("grid.reward_already_approved")

    def _rewarded(self, tx: Tx, before: Reward, moved: Decision[Reward], *, shape: str = "staff") -> Outcome:
        after = moved.record
        store.save(tx, before, after)
        replies = {
            "staff": lambda: view.rewarded(after, self.doer(), self.call.language),
            "claim": lambda: {"id": after.id, **view.shown(after, schemas.ClaimedView)},
            "pay": lambda: view.shown(after, schemas.PaidView),
        }
        detail = {"state": after.state, "amount": after.amount}
        return Outcome(replies[shape](), "reward", after.id, after.version, moved.events, detail=detail)
