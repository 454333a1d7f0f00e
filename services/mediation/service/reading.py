"""Reading: one dispute whole, queues page by page, and a party's view by number and query code."""
from __future__ import annotations

from kernel import audit, deadline
from kernel.page import Ask
from kernel.rpc import rpc
from kernel.scope import Scope
from kernel.wire import load
from services.mediation import schemas
from services.mediation.domain import remedy, words
from services.mediation.domain.dispute import Case
from services.mediation.domain.permit import has_role
from services.mediation.service import view
from services.mediation.service.acting import Acting, Order
from services.mediation.store import dispute as store
from services.mediation.store import file, person
from services.mediation.store.person import Person
from services.mediation.store.queue import page

EVERYTHING = Scope()


class Reading(Acting):
    """Questions that change nothing."""

    @rpc
    def find(self, command: Order) -> Order:
        """Give one dispute whole, persons masked.

        :raises Missing: mediation.dispute_missing, also when it is out of scope
        """
        case = store.get(self.db, load(schemas.Find, command)["dispute"], self.scope())
        people = person.open_all(self.db, self.seal, case.parties)
        agreed = file.find_agreement(self.db, case.dispute.id)
        return {
            **view.short(case, self.doer(case)),
            "matter": case.dispute.matter,
            "persons": [view.masked(one, people.get(one.id, Person())) for one in case.parties],
            "sessions": [view.session(one) for one in file.list_sessions(self.db, case.dispute.id)],
            "agreement": view.agreement(agreed) if agreed else None,
            "remedies": remedy.remedies(self.call.language),
            **self._story(case),
        }

    @rpc
    def list(self, command: Order) -> Order:
        """Give one page of a queue, within scope."""
        order = load(schemas.List, command)
        ask = Ask(order["queue"], self.call.actor.id, self.scope(), self.call.now, order["limit"], order["after"])
        items, following = page(self.db, ask)
        return {"items": [view.short(one, self.doer(one)) for one in items], "next": following}

    @rpc
    def progress(self, command: Order) -> Order:
        """Give what the holder of number and query code may see.

        :raises Missing: mediation.code_unknown
        :raises Invalid: number.malformed, number.check_wrong, number.kind_unknown
        """
        order = load(schemas.Progress, command)
        case, doer = self.coded(order, lambda named: store.get_by_number(self.db, named))
        return view.thread(case, doer, self.call.language) | self._story(case)

    @rpc
    def audience(self, command: Order) -> Order:
        """Give the parties' accounts, so that a notice reaches them; asked by services only, no route leads here.

        It leaves an audit row on the dispute.

        :raises Missing: mediation.dispute_missing
        :raises Denied: mediation.role_not_allowed
        """
        order = load(schemas.Audience, command)
        has_role("audience", self.doer(None))
        with self.db.transaction() as tx:
            case = store.lock(tx, order["dispute"], EVERYTHING)
            people = person.open_all(tx, self.seal, case.parties)
            audit.append(
                tx, self.call, act="account_opened", kind="dispute", subject=case.dispute.id,
                version=case.dispute.version, detail={"for": "notice"},
            )  # fmt: skip
        accounts = [who.account for who in people.values() if who.account]
        return {"number": case.dispute.number, "accounts": accounts}

    def _story(self, case: Case) -> Order:
        language, id = self.call.language, case.dispute.id
        return {
            "clocks": [one.told_in(language, words.clock_words, self.calendar) for one in deadline.of(self.db, id)],
            "steps": [view.step(one, language) for one in store.list_steps(self.db, id)],
            "documents": [view.document(one, language) for one in file.list_given(self.db, id)],
        }
