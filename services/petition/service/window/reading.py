"""Reading at the window: the desk's lists, one intake, and how far it is for who has number and code."""
from __future__ import annotations

from kernel import deadline, logs, number
from kernel.errors import Failure
from kernel.page import Ask
from kernel.rpc import rpc
from kernel.wire import load
from services.petition import schemas as whole
from services.petition.domain.window import words
from services.petition.domain.window.intake import Intake
from services.petition.schemas import window as schemas
from services.petition.service.acting import Order
from services.petition.service.reading import Reading
from services.petition.service.window import view
from services.petition.service.window.acting import KIND
from services.petition.service.window.taking import Taking
from services.petition.store import intake as store
from services.petition.store import said as kept

HOLDERS = {"incident": "grid", "dispute": "mediation"}

log = logs.get(__name__)


class WindowReading(Taking, Reading):
    """Questions that change nothing."""

    @rpc
    def find_intake(self, command: Order) -> Order:
        """Give one intake whole, who brought it masked.

        :raises Missing: petition.intake_missing, also when it is out of scope
        """
        intake = store.get(self.db, load(schemas.FindIntake, command)["intake"], self.scope())
        said, types = kept.open_(self.db, self.seal, intake.id), self.case_types()
        names = {one.code: (one.name_zh, one.name_en) for one in types}
        return {
            **view.short(intake, self.doer_at(intake)),
            "text": said.words,
            "address": said.address,
            "contact": view.contact(said),
            "photos": list(intake.photos),
            "suggestions": [view.suggestion(one, self.lexicon, names, self.call.language) for one in intake.suggestions],
            **self._course(intake),
        }

    @rpc
    def list_intakes(self, command: Order) -> Order:
        """Give one page of a queue, within scope."""
        order = load(schemas.ListIntakes, command)
        ask = Ask(order["queue"], self.call.actor.id, self.scope(), self.call.now, order["limit"], order["after"])
        items, following = store.page(self.db, ask)
        return {"items": [view.short(one, self.doer_at(one)) for one in items], "next": following}

    @rpc
    def progress(self, command: Order) -> Order:
        """Give what the holder of number and query code may see, of a petition or of what came to the window.

        Rule GR-430: what was sent on is followed by its first number and code; its own are told as well.

        :raises Missing: petition.code_unknown
        :raises Invalid: number.malformed, number.check_wrong, number.kind_unknown
        """
        order = load(whole.Progress, command)
        if number.parse(order["number"]).kind != KIND:
            return self.of_petition(order)
        intake = self.coded_at(order, lambda named: store.get_by_number(self.db, named))
        doer = self.doer_at(intake, proven=True)
        return view.thread(intake, doer, self.call.language) | self._course(intake) | {"matter": self._matter(intake)}

    def _course(self, intake: Intake) -> Order:
        language, steps = self.call.language, store.list_steps(self.db, intake.id)
        names = self._units({code for step in steps for name in view.UNITS if (code := step.params.get(name))})
        return {
            "clocks": [one.told_in(language, words.clock_words, self.calendar) for one in deadline.of(self.db, intake.id)],
            "steps": [view.step(one, language, names) for one in steps],
        }

    def _units(self, codes: set[str]) -> dict[str, str]:
        """Give what units are called, nothing while the grid service does not answer: then they are told by code."""
        told = self._ask("name_offices", {"units": sorted(codes), "areas": []}) if codes else {}
        named: dict[str, str] = told.get("units", {})
        return named

    def _matter(self, intake: Intake) -> Order | None:
        """Give how far what was made of it is, as its owner tells it; None while that does not answer."""
        if intake.state != "linked":
            return None
        asked = {"number": intake.became_number, "code": kept.open_(self.db, self.seal, intake.id).opened}
        holder = HOLDERS.get(intake.kind or "")
        try:
            told: Order = self.calls.call(holder, "progress", asked) if holder else self.of_petition(asked)
        except Failure as failure:
            log.info("window_unfollowed", intake=intake.id, code=failure.code)
            return {**asked, "kind": intake.kind}
        return told | {**asked, "kind": intake.kind}
