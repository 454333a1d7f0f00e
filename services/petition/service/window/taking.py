"""How something comes to the window: written down first, then compared with the words of the table."""
from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import orjson

from kernel import clock, logs, succession
from kernel.call import Actor
from kernel.command import Outcome, perform
from kernel.db import Tx
from kernel.errors import Failure, Invalid
from kernel.lineage import place_now
from kernel.number import Number
from kernel.rpc import rpc
from kernel.wire import load
from services.petition.domain.window import words
from services.petition.domain.window.permit import PETITIONERS
from services.petition.domain.window.suggest import CaseType, dangerous, suggest
from services.petition.domain.window.taking import Brought, take_in
from services.petition.schemas import window as schemas
from services.petition.service.acting import Order
from services.petition.service.window import view
from services.petition.service.window.acting import KIND
from services.petition.service.window.photo import Photographed
from services.petition.store import intake as store
from services.petition.store import said as kept
from services.petition.store.said import Said

ASK_SECONDS = 1.0  # what is asked of the grid only helps: nobody waits for it

log = logs.get(__name__)


class Taking(Photographed):
    """The way in."""

    @rpc
    def take_in(self, command: Order) -> Order:
        """Take in what somebody brings, with number and query code at once, and say what it may be.

        A grid service that is away takes names of case types and the map out of the suggestions, and nothing else.

        :raises Invalid: wire.invalid, petition.area_outside, petition.receipt_not_yours, petition.receipt_in_future,
            petition.intake_unnamed_with_photo, petition.intake_photo_missing
        :raises Denied: petition.role_not_allowed, petition.channel_not_allowed
        """
        order = self._unnamed(load(schemas.TakeIn, command))
        self.hold_photos(order["photos"])
        types = self.case_types()
        placed = order["place"] or {"point": None, "address": "", "area": None}
        area = placed["area"] or (self._area(placed["point"]) if types else "") or self.db.district + "000000"
        given, said = self._brought(order, placed, area, types), self._said(order, placed)
        kept_call = replace(self.call, actor=Actor()) if self._hidden(order) else self.call
        reply = perform(self.db, kept_call, "take_in", command, lambda tx: self._write(tx, given, said))
        names = {one.code: (one.name_zh, one.name_en) for one in types}
        shown = [view.suggestion(one, self.lexicon, names, self.call.language) for one in given.suggestions]
        return reply | {
            # derived again each time, so that it is never stored
            "query_code": self.seal.code(reply["id"]),
            "suggestions": shown,
            "similar": self._similar(order["text"], placed) if types else [],
            "danger": self._danger(order["text"]),
        }

    def case_types(self) -> list[CaseType]:
        """Give the kinds of matters, none while the grid service does not answer."""
        found = self._ask("list_case_types", {})
        return [CaseType(one["code"], one["name_zh"], one["name_en"], one["unit"]) for one in found.get("items", ())]

    def _write(self, tx: Tx, given: Brought, said: Said) -> Outcome:
        now, district = self.call.now, self.db.district
        succession.hold(tx)
        given = replace(given, area=place_now(given.area, succession.read(tx)))
        number = Number(KIND, district, clock.today(now), store.next_sequence(tx))
        doer = self.doer_at(None)
        decision = take_in(given, doer, id=clock.new_id(), number=str(number), district=district, at=now)
        outcome = self.settle_at(tx, None, decision, doer)
        kept.add(tx, self.seal, decision.record.id, said)
        return outcome

    def _brought(self, order: Order, placed: Order, area: str, types: list[CaseType]) -> Brought:
        # by point or by address: the district's code alone says nothing of where
        near = bool(placed["point"] or placed["address"])
        suggestions = suggest(order["text"], self.lexicon, types, placed=near)
        return Brought(
            area=area,
            channel=order["channel"],
            language=order["language"] or self.call.language,
            urgent=order["urgent"],
            unnamed=order["unnamed"],
            point=placed["point"],
            photos=tuple(order["photos"]),
            party=self.seal.alias(self._account(order)),
            received_at=order["received_at"],
            suggestions=tuple(one.data() for one in suggestions),
            lexicon=self.lexicon.version,
        )

    def _said(self, order: Order, placed: Order) -> Said:
        actor, person = self.call.actor, order["contact"] or {"name": "", "phone": "", "minor": False}
        sender = {"role": "anyone"} if self._hidden(order) else {k: v for k, v in asdict(actor).items() if k != "also"}
        return Said(
            words=order["text"],
            name=person["name"],
            phone=person["phone"],
            address=placed["address"],
            account=self._account(order),
            sender=orjson.dumps(sender).decode(),
            minor=person["minor"] and not order["unnamed"],
        )

    def _account(self, order: Order) -> str:
        actor = self.call.actor
        return actor.id if actor.role == "resident" and not order["unnamed"] else ""

    def _hidden(self, order: Order) -> bool:
        return bool(order["unnamed"]) and self.call.actor.role in PETITIONERS

    def _unnamed(self, order: Order) -> Order:
        """Refuse what would lead from an unnamed matter to an account.

        Rule GR-430, domain 8.1: who wishes to stay unnamed does, also in what is made of it.

        :raises Invalid: petition.intake_unnamed_with_photo
        """
        if self._hidden(order) and order["photos"]:
            raise Invalid("petition.intake_unnamed_with_photo", pointer="/photos")
        return order

    def _area(self, point: dict[str, Any] | None) -> str:
        """Give the community a point lies in, or the street, '' where that is not known."""
        found = self._ask("place_at", dict(point)) if point else {}
        return next((found[part]["code"] for part in ("community", "street") if found.get(part)), "")

    def _similar(self, text: str, placed: Order) -> list[Order]:
        if not placed["point"] and not placed["area"]:
            return []
        asked = {"description": text, "point": placed["point"], "area": placed["area"], "address": placed["address"]}
        names = schemas.IntakeSimilar().fields
        return [{name: one[name] for name in names} for one in self._ask("similar", asked).get("items", ())]

    def _danger(self, text: str) -> str:
        return words.DANGER[words.LANGUAGES.index(self.call.language)] if dangerous(text, self.lexicon) else ""

    def _ask(self, act: str, asked: Order) -> Order:
        try:
            found: Order = self.calls.call("grid", act, asked, timeout=ASK_SECONDS)
        except Failure as failure:
            log.info("window_unhelped", act=act, code=failure.code)
            return {}
        return found
