"""Asking to be erased, deciding it, and following it by the code of its receipt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kernel import clock, deadline, scope
from kernel.command import Outcome, perform
from kernel.db import Database, Tx
from kernel.decision import Event
from kernel.errors import Invalid, Missing, Unavailable
from kernel.scope import AREA, Scope
from kernel.seal import Sealer
from kernel.wire import load
from kernel.workdays import Calendar
from services.gateway.http.visit import Visit
from services.gateway.rights import life, schemas, store, view
from services.gateway.rights.asking import Asking, Order, Remote
from services.gateway.rights.carrying import Carrying
from services.gateway.rights.record import Request
from services.gateway.session.desk import signed_in

REACHES = {"leader": AREA}
UNKNOWN = {"open": 1, "bound": 1, "free": 0}  # what a service that is away may hold: a person decides


class Erasures:
    """Acts of the service `gateway` on requests to be erased, by name in `acts`. district: code of the ground."""

    def __init__(
        self, *, db: Database, sealer: Sealer, remote: Remote, carrying: Carrying, calendar: Callable[[], Calendar], district: str
    ):
        self._db, self._sealer, self._asking = db, sealer, Asking(remote)
        self._carrying, self._calendar, self._district = carrying, calendar, district
        self.acts: dict[str, Callable[[Visit, Order], Order]] = {
            "ask_erasure": self.ask,
            "ask_erasure_by_code": self.ask_by_code,
            "follow_erasure": self.follow,
            "list_erasures": self.list,
            "find_erasure": self.find,
            "grant_erasure": self.grant,
            "refuse_erasure": self.refuse,
        }

    def ask(self, visit: Visit, command: Order) -> Order:
        """Ask for all that is kept of the own account to be erased -> the request, with the code that follows it.

        :raises Invalid: gateway.erasure_unsure
        :raises Conflict: gateway.erasure_under_way
        """
        if not load(schemas.AskErasure, command)["sure"]:
            raise Invalid("gateway.erasure_unsure", pointer="/sure")
        actor = signed_in(visit).actor
        party, area = self._sealer.alias(actor.id), actor.area or self._district
        made = Request(clock.new_id(), 1, "received", actor.id, party, None, None, area, clock.now())
        return self._received(visit, "ask_erasure", command, made)

    def ask_by_code(self, visit: Visit, command: Order) -> Order:
        """Ask for what one matter says of oneself to be erased, by number and query code.

        :raises Missing: as the service of the matter says for a wrong number or code
        :raises Conflict: gateway.erasure_under_way
        """
        load(schemas.AskErasureByCode, command)
        service, found = self._asking.by_code(command, visit.call(None))
        area = str(found["record"].get("area") or self._district)
        made = Request(clock.new_id(), 1, "received", None, None, service, found["id"], area, clock.now())
        return self._received(visit, "ask_erasure_by_code", command, made)

    def follow(self, visit: Visit, command: Order) -> Order:
        """Tell the holder of a request's code how far it is; it needs no account, which may be gone.

        :raises Missing: gateway.erasure_missing, also for a wrong code
        """
        order = load(schemas.FollowErasure, command)
        if not self._sealer.code_matches(order["request"], order["code"]):
            raise Missing("gateway.erasure_missing")
        return view.whole(store.get(self._db, order["request"]), visit.language)

    def list(self, visit: Visit, command: Order) -> Order:
        """Give one page of requests on the own ground."""
        state = command.get("state")
        parts = [_reach(visit).predicate(), *([("state = %s", [state])] if state else [])]
        found, following = store.page(self._db, parts, limit=command.get("limit", 50), after=command.get("after"))
        return {"items": [view.whole(one, visit.language, decides=True) for one in found], "next": following}

    def find(self, visit: Visit, command: Order) -> Order:
        """Give one request with what is kept still, and with the proof of what was destroyed.

        :raises Missing: gateway.erasure_missing, also for one of other ground
        """
        found = store.get(self._db, command["request"])
        _within(visit, found)
        held = None
        if found.state == "received":
            held = self._held(visit, found)
            held = None if held is UNKNOWN else held
        proof = store.parts_of(self._db, found.id)
        return {**view.whole(found, visit.language, decides=True), "held": held, "proof": proof}

    def grant(self, visit: Visit, command: Order) -> Order:
        """Grant a request: the account goes now, and each service is told to carry it out.

        :raises Missing: gateway.erasure_missing
        :raises Conflict: gateway.erasure_changed, gateway.erasure_act_not_allowed, gateway.erasure_matter_open,
            gateway.erasure_archive_bound
        :raises Unavailable: when a service cannot say what it keeps
        """
        order = load(schemas.GrantErasure, command)
        known = store.get(self._db, order["request"])
        _within(visit, known)
        held = self._asking.held(known, visit.call(None))
        by = visit.actor.id
        given = {"term_over": order["term_over"], "by": by, "at": clock.now()}
        return self._decide(visit, "grant_erasure", command, lambda before: life.grant(before, held, **given))

    def refuse(self, visit: Visit, command: Order) -> Order:
        """Refuse a request for a reason of law, which its asker is told with its source and the next remedy.

        :raises Missing: gateway.erasure_missing
        :raises Conflict: gateway.erasure_changed, gateway.erasure_act_not_allowed
        """
        order = load(schemas.RefuseErasure, command)
        given = {"reason": order["reason"], "by": visit.actor.id, "at": clock.now()}
        return self._decide(visit, "refuse_erasure", command, lambda before: life.refuse(before, **given))

    def _received(self, visit: Visit, act: str, command: Order, made: Request) -> Order:
        """Write a request down, and carry it out at once where the rule lets it."""
        clear = life.clear(held := self._held(visit, made))

        def work(tx: Tx) -> Outcome:
            if clear:
                granted = replace(life.grant(made, held, term_over=False, by="", at=made.asked_at), by_rule=True)
                store.add(tx, granted)
                tx.flush()
                return self._outcome(visit, granted, self._carrying.begin(tx, granted))
            dated = self._dated(tx, made)
            store.add(tx, dated)
            told = Event("gateway.erasure_received", dated.id, _told(dated), version=dated.version)
            return self._outcome(visit, dated, (told,))

        reply = perform(self._db, visit.call(visit.key), act, command, work)
        return reply | {"code": self._sealer.code(reply["id"])}  # derived again each time, so that it is never stored

    def _dated(self, tx: Tx, made: Request) -> Request:
        opened = deadline.open(
            tx, self._calendar(), life.LIMIT, subject=made.id, kind=life.KIND, stage=life.STAGE, rule=life.RULE,
            owner="", area=made.area, at=made.asked_at,
        )  # fmt: skip
        return replace(made, due_at=opened.due_at)

    def _decide(self, visit: Visit, act: str, command: Order, decide: Callable[[Request], Request]) -> Order:
        def work(tx: Tx) -> Outcome:
            before = store.lock(tx, command["request"])
            _within(visit, before)
            store.still(before, command["version"])
            after = decide(before)
            store.save(tx, before, after)
            deadline.stop(tx, after.id, at=clock.now())
            tx.flush()
            told: tuple[Event, ...] = (Event("gateway.erasure_refused", after.id, _told(after), version=after.version),)
            if after.state == "granted":
                told = self._carrying.begin(tx, after)
            return self._outcome(visit, after, told, decides=True)

        return perform(self._db, visit.call(visit.key), act, command, work)

    def _held(self, visit: Visit, request: Request) -> dict[str, int]:
        try:
            return self._asking.held(request, visit.call(None))
        except Unavailable:
            return UNKNOWN

    def _outcome(self, visit: Visit, request: Request, told: tuple[Event, ...], *, decides: bool = False) -> Outcome:
        detail: dict[str, Any] = {"state": request.state, "by_rule": request.by_rule, "reason": request.reason}
        reply = view.whole(request, visit.language, decides=decides)
        return Outcome(reply, "erasure", request.id, request.version, told, detail=detail)


def _told(request: Request) -> dict[str, Any]:
    return {"party": request.party, "area": request.area, "state": request.state, "reason": request.reason}


def _reach(visit: Visit) -> Scope:
    actor = signed_in(visit).actor
    return scope.reach(REACHES, actor.role, unit=actor.unit, area=actor.area, aliases=())


def _within(visit: Visit, request: Request) -> None:
    if not _reach(visit).covers(area=request.area):
        raise Missing("gateway.erasure_missing")
