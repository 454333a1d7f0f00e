"""Reading: one petition whole, queues page by page, a matter's progress by number and query code."""
from __future__ import annotations

from dataclasses import replace

from kernel import audit, deadline
from kernel.page import Ask
from kernel.rpc import rpc
from kernel.scope import Scope
from kernel.wire import load
from services.petition import schemas
from services.petition.domain import words
from services.petition.domain.permit import has_role
from services.petition.domain.petition import Petition
from services.petition.service import view
from services.petition.service.acting import Acting, Order
from services.petition.store import archive, document, petitioner
from services.petition.store import petition as store
from services.petition.store.queue import page

EVERYTHING = Scope()


class Reading(Acting):
    """Questions that change nothing."""

    @rpc
    def find(self, command: Order) -> Order:
        """Give one petition whole, the petitioner masked.

        :raises Missing: petition.petition_missing, also when it is out of scope
        """
        petition = store.get(self.db, load(schemas.Find, command)["petition"], self.scope())
        doer = self.doer(petition, department=store.is_department(self.db, self.call.actor.unit))
        return {
            **view.short(petition, doer),
            "petitioner": view.masked(petitioner.open_(self.db, self.seal, petition.id)),
            "claims": [view.claim(one) for one in store.list_claims(self.db, petition.id)],
            **self._story(petition),
        }

    @rpc
    def list(self, command: Order) -> Order:
        """Give one page of a queue, within scope."""
        order = load(schemas.List, command)
        ask = Ask(order["queue"], self.call.actor.id, self.scope(), self.call.now, order["limit"], order["after"])
        items, following = page(self.db, ask)
        department = store.is_department(self.db, self.call.actor.unit)
        return {
            "items": [view.short(one, self.doer(one, department=department)) for one in items],
            "next": following,
        }

    @rpc
    def list_archive(self, command: Order) -> Order:
        """Give one page of the list that is handed to the archive, within scope.

        Rule GR-478, 《档案法》 art. 13-14: who answers for a file sees that it is due; what becomes of it the archive decides.
        """
        order = load(schemas.ListArchive, command)
        items, following = archive.page(self.db, self.scope(), limit=order["limit"], after=order["after"])
        return {"items": [view.listed(one) for one in items], "next": following}

    def of_petition(self, command: Order) -> Order:
        """Give what the holder of number and query code may see.

        :raises Missing: petition.code_unknown
        :raises Invalid: number.malformed, number.check_wrong, number.kind_unknown
        """
        order = load(schemas.Progress, command)
        petition = self.coded(order, lambda named: store.get_by_number(self.db, named))
        doer = replace(self.doer(petition, proven=True), role="anyone")
        return view.thread(petition, doer, self.call.language) | self._story(petition)

    @rpc
    def audience(self, command: Order) -> Order:
        """Give the petitioner's account, so that a notice reaches it; asked by services only, no route leads here.

        It leaves an audit row on the petition.

        :raises Missing: petition.petition_missing
        :raises Denied: petition.role_not_allowed
        """
        order = load(schemas.Audience, command)
        has_role("audience", self.doer(None))
        with self.db.transaction() as tx:
            petition = store.lock(tx, order["petition"], EVERYTHING)
            who = petitioner.open_(tx, self.seal, petition.id)
            audit.append(
                tx, self.call, act="account_opened", kind="petition", subject=petition.id, version=petition.version,
                detail={"for": "notice"},
            )  # fmt: skip
        return {"number": petition.number, "account": who.account}

    def _story(self, petition: Petition) -> Order:
        language = self.call.language
        return {
            "clocks": [one.told_in(language, words.clock_words, self.calendar) for one in deadline.of(self.db, petition.id)],
            "steps": [view.step(one, language) for one in store.list_steps(self.db, petition.id)],
            "documents": [view.document(one, language) for one in document.list_given(self.db, petition.id)],
        }
