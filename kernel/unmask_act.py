"""Acts of seeing an identity, the same for every service that seals one: ask, see, decide, list."""
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from kernel import audit, clock, unmask, unmask_row
from kernel.call import Call
from kernel.command import Outcome, perform
from kernel.db import Database, Tx
from kernel.erasure import ERASED
from kernel.errors import Conflict, Denied, Missing
from kernel.page import Part
from kernel.rows import same
from kernel.seal import Sealer
from kernel.shape import instant
from kernel.unmask import Case, Limits, Unmasking
from kernel.workdays import Calendar

Order = dict[str, Any]
Find = Callable[[Tx], Case]
SHORT = ("id", "version", "needed")
LINE = ("kind", "subject", "number", "area", "holder", "role", "unit", "reason", "decided_by")


class Served(Protocol):
    """What a service method has at hand."""

    db: Database
    call: Call
    seal: Sealer
    calendar: Calendar
    unmasking: Limits


@dataclass(frozen=True, slots=True)
class Desk:
    """Seeing the identities of one noun of a service. at: the method that serves the call. noun: such as `reporter`."""

    at: Served
    service: str
    noun: str

    def ask(self, act: str, order: Order, find: Find) -> Order:
        """Ask to see an identity, once for the call's key, and give what came of it: a grant, or a request that waits.

        order: with reason and words. find: locks the record and gives the case; refuses whoever has no business with it.

        :raises Conflict: as unmask.ask, and what `find` raises
        """

        def work(tx: Tx) -> Outcome:
            case, actor, now = find(tx), self.at.call.actor, self.at.call.now
            before = unmask_row.of_holder(tx, case.subject, actor.id, now)
            asked = unmask.ask(case, self._asked(tx, case, order), before, limits=self.at.unmasking)
            unmask_row.add(tx, asked)
            return self._outcome(asked, case)

        return perform(self.at.db, self.at.call, act, order, work)

    def see(self, find: Find, person: Callable[[Tx, Case], dict[str, str]]) -> Order:
        """Give who it is while a grant of the caller runs; that it was seen is written down before anything is given.

        find: as for `ask`. person: opens the identity.

        :raises Denied: unmask.grant_missing, and what `find` raises
        """
        actor, now = self.at.call.actor, self.at.call.now
        with self.at.db.transaction() as tx:
            case = find(tx)
            found = unmask_row.of_holder(tx, case.subject, actor.id, now)
            grant = next((g for g in found if unmask.usable(g, case, actor.id, actor.role, actor.unit, at=now)), None)
            if grant is None:
                raise Denied("unmask.grant_missing")
            detail = {"unmasking": grant.id, "subject": case.subject, "reason": grant.reason}
            seen = {**person(tx, case), "until": instant(grant.until), "unmasked": True, case.kind: case.id}
            audit.append(
                tx, self.at.call, act=f"{self.noun}_opened", kind=case.kind, subject=case.id, version=case.version, detail=detail
            )
        return seen

    def approve(self, act: str, order: Order, find: Callable[[Tx, Unmasking], Case]) -> Order:
        """Let an asking be granted by a second person. find: locks the record within the decider's scope.

        :raises Missing: unmask.request_missing
        :raises Denied, Conflict: as unmask.approve, and unmask.request_changed
        """
        now, limits = self.at.call.now, self.at.unmasking
        rule: Callable[[Unmasking, Case], Unmasking]
        rule = lambda asked, case: unmask.approve(asked, case, self.at.call.actor, at=now, limits=limits)  # noqa: E731
        return self._decide(act, order, find, rule)

    def refuse(self, act: str, order: Order, find: Callable[[Tx, Unmasking], Case]) -> Order:
        """Let an asking be refused by a second person.

        :raises Missing, Denied, Conflict: as `approve`
        """
        actor, now = self.at.call.actor, self.at.call.now
        return self._decide(act, order, find, lambda asked, case: unmask.refuse(asked, actor, at=now))

    def page(self, order: Order, scope: Part) -> Order:
        """Give one page of who asked to see whom, within scope."""
        items, following = unmask_row.page(
            self.at.db, scope, waiting=order["queue"] == unmask.ASKED, now=self.at.call.now, limit=order["limit"],
            after=order["after"],
        )  # fmt: skip
        return {"items": [self._line(one) for one in items], "next": following}

    def _asked(self, tx: Tx, case: Case, order: Order) -> Unmasking:
        actor, now, id = self.at.call.actor, self.at.call.now, clock.new_id()
        recent = unmask_row.recent(tx, actor.id, now)
        return Unmasking(
            id=id, kind=case.kind, record=case.id, subject=case.subject, number=case.number, area=case.area,
            case_unit=case.unit, round=case.round, holder=actor.id, role=actor.role, unit=actor.unit, reason=order["reason"],
            words=self.at.seal.seal(order["words"], unmask_row.place(id)), needed=unmask.needed(case, self.at.unmasking),
            unusual=unmask.unusual(
                case, actor.id, at=now, calendar=self.at.calendar, recent=recent, limits=self.at.unmasking
            ),
            state=unmask.ASKED, asked_at=now,
        )  # fmt: skip

    def _decide(
        self, act: str, order: Order, find: Callable[[Tx, Unmasking], Case], rule: Callable[[Unmasking, Case], Unmasking]
    ) -> Order:
        def work(tx: Tx) -> Outcome:
            # the record before the asking, as whoever asks takes them
            case = self._found(tx, order["unmasking"], find)
            before = unmask_row.lock(tx, order["unmasking"])
            same(before, order["version"], Conflict("unmask.request_changed"))
            after = rule(before, case)
            unmask_row.save(tx, before, after)
            return self._outcome(after, case)

        return perform(self.at.db, self.at.call, act, order, work)

    def _found(self, tx: Tx, id: str, find: Callable[[Tx, Unmasking], Case]) -> Case:
        asked = unmask_row.get(tx, id)
        try:
            return find(tx, asked)
        except Missing:
            raise Missing("unmask.request_missing") from None

    def _outcome(self, asked: Unmasking, case: Case) -> Outcome:
        holder = self.at.seal.alias(asked.holder)
        event = unmask.tell(self.service, self.noun, asked, party=case.party, holder=holder)
        detail = {
            "unmasking": asked.id, "subject": asked.subject, "state": asked.state, "reason": asked.reason,
            "until": instant(asked.until), "unusual": list(asked.unusual), "needed": asked.needed, "holder": asked.holder,
        }  # fmt: skip
        return Outcome(self._short(asked), case.kind, case.id, case.version, (event,), detail)

    def _short(self, asked: Unmasking) -> Order:
        state = unmask.state(asked, self.at.call.now)
        plain = {name: getattr(asked, name) for name in SHORT}
        return {**plain, "state": state, "until": instant(asked.until), "unusual": list(asked.unusual)}

    def _line(self, asked: Unmasking) -> Order:
        told = {name: getattr(asked, name) for name in LINE}
        at = {name: instant(getattr(asked, name)) for name in ("asked_at", "decided_at")}
        # of somebody who was erased no words are left
        words = self.at.seal.open(asked.words, unmask_row.place(asked.id)) if asked.words else ERASED
        short = self._short(asked)
        return {**short, **told, **at, "case": asked.record, "words": words, "decidable": short["state"] == unmask.ASKED}
