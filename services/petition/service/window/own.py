"""What people ask of what they brought to the window: a copy, and a correction while it is there."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kernel import number, page
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.errors import Conflict, Missing
from kernel.events import event_handler
from kernel.own_shape import Correct
from kernel.page import Order as Sorted
from kernel.wire import load
from services.petition.domain.doer import Doer
from services.petition.domain.window.intake import Intake
from services.petition.domain.window.kind import DISPUTE
from services.petition.domain.window.life import OPEN
from services.petition.service.acting import Order
from services.petition.service.window import view
from services.petition.service.window.acting import KIND, AtWindow
from services.petition.store import intake as store
from services.petition.store import said as kept

NOUN = "intake"
HOLDER = Doer("", "anyone", petitioner=True)


class OwnIntakes(AtWindow):
    """Of what was brought, as long as it says who brought it."""

    def intakes_copied(self, order: Order) -> Order:
        """Give a page of what the one who asks has brought."""
        parts = [("party = ANY(%s)", [list(self.seal.aliases(self.call.actor.id))])]
        asked = {"limit": order["limit"], "after": order["after"]}
        found, following = page.page(self.db, store.INTAKES, Sorted("received_at"), parts, **asked)
        return {"items": [self.intake_copied(one) for one in found], "next": following}

    def intake_copied(self, intake: Intake) -> dict[str, Any]:
        """Give one whole, to who brought it.

        Its id is that by which all of it is found: what was made of it, where something was.
        """
        said = kept.open_(self.db, self.seal, intake.id)
        steps = [view.step(one, self.call.language) for one in store.list_steps(self.db, intake.id)]
        record = {**view.short(intake, HOLDER), "text": said.words, "opposite": said.opposite, "steps": steps}
        record |= {"point": intake.point, "photos": list(intake.photos)}
        person = {name: getattr(said, name) for name in kept.PERSON} | {"account": bool(said.account)}
        made = intake.became if intake.state == "linked" and intake.kind != DISPUTE else None
        return {"kind": NOUN, "id": made or intake.id, "number": intake.number, "person": person, "record": record}

    def intake_proven(self, order: Order) -> Intake:
        """Give an own intake, by account or by number and query code.

        :raises Missing: petition.code_unknown
        """
        if order["code"]:
            return self.coded_at(order, lambda named: store.get_by_number(self.db, named))
        try:
            found = store.get_by_number(self.db, str(number.parse(order["number"], kinds=(KIND,))))
        except Missing:
            raise Missing("petition.code_unknown") from None
        if found.party not in self.seal.aliases(self.call.actor.id):
            raise Missing("petition.code_unknown")
        return found

    @event_handler("grid", "identity_corrected")
    def hear_corrected(self, event: Order) -> None:
        """Take what was said at the window of who somebody is out of it, once it was put right where it went.

        Rule GR-406, 《个人信息保护法》 art. 46: what was wrong is kept nowhere; safe to repeat at any time.
        """
        with self.db.transaction() as tx:
            self.unsay(tx, event["subject"], event["data"]["fields"])

    @event_handler("mediation", "identity_corrected")
    def hear_side_corrected(self, event: Order) -> None:
        """The same of a dispute: of its applicant, who came to the window, or the name of the other side."""
        told = event["data"]
        with self.db.transaction() as tx:
            if "applicant" in told["roles"]:
                self.unsay(tx, event["subject"], told["fields"])
            elif "name" in told["fields"]:
                self.unsay(tx, event["subject"], ["opposite"])

    def unsay(self, tx: Tx, record: str, fields: Iterable[str]) -> None:
        """Take fields out of what was said at the window, where a record was made of it."""
        intake = store.lock_what_became(tx, record)
        if intake is None:
            return
        said = kept.open_(tx, self.seal, intake.id)
        wrong = {field: "" for field in fields if getattr(said, field)}
        if wrong:
            kept.change(tx, self.seal, intake.id, wrong)

    def correct_intake(self, command: Order) -> Order:
        """Put right who brought something, while it is at the window; afterwards it is put right where it went.

        Rule GR-406, 《个人信息保护法》 art. 46: what stood there before opens no more.

        While it is on its way from the window its new owner is being told what stands there now: then neither place is right to
        ask, for a moment, so that both hold the same afterwards.

        :raises Missing: petition.code_unknown
        :raises Conflict: petition.identity_fixed, petition.identity_on_its_way
        """
        order = load(Correct, command)
        given = {name: order[name] for name in kept.PERSON if name in order}

        def work(tx: Tx) -> Outcome:
            intake = store.lock_by_number(tx, self.intake_proven(order).number)
            if intake.state not in OPEN:
                raise Conflict("petition.identity_fixed", number=intake.number)
            if intake.state == "sent_on":
                raise Conflict("petition.identity_on_its_way", number=intake.number)
            kept.change(tx, self.seal, intake.id, given)
            reply = {"id": intake.id, "number": intake.number, "fields": sorted(given)}
            return Outcome(reply, NOUN, intake.id, intake.version, detail={"fields": sorted(given)})

        return perform(self.db, self.call, "personal_correct", command, work)
