"""Asking for what needs two operators, and deciding it: the second one, or who runs the deployment at the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kernel import audit, clock
from kernel.call import Call
from kernel.command import Outcome, perform
from kernel.db import Database, Tx
from kernel.decision import Event
from kernel.errors import Conflict, Missing
from kernel.seal import Sealer
from kernel.shape import instant
from kernel.wire import load
from services.gateway import account
from services.gateway.credential import proof, telling
from services.gateway.credential.store import Link
from services.gateway.http.visit import Visit
from services.gateway.roster import deed
from services.gateway.roster import store as roster
from services.gateway.roster.deed import End
from services.gateway.roster.reach import reach
from services.gateway.roster.request import record, schemas, store
from services.gateway.roster.request.record import CHANGE, CONFIRMED, PLACE, REFUSED, WITHDRAWN, Request
from services.gateway.roster.store import Entry

Order = dict[str, Any]
ASKED = "gateway.account_request_made"
LINK = deed.CHANGES["make_link"]
SHOWN = ("id", "version", "act", "account", "role", "unit", "area", "state", "asked_by", "decided_by")
INSTANTS = ("asked_at", "expires_at", "decided_at")


@dataclass(frozen=True, slots=True)
class _Doing:
    """What carrying out works with. link, hashed: made beforehand, used where the act wants them; hashed: of no password."""

    request: Request
    end: End
    link: Link
    hashed: str


def _change(tx: Tx, entry: Entry, do: _Doing) -> Entry:
    if record.begins_anew(do.request, entry.role):
        deed.make_operator(tx, entry, do.link, do.hashed)
    return deed.change(tx, entry, {name: getattr(do.request, name) for name in PLACE}, do.end)


DEEDS: Mapping[str, Callable[[Tx, Entry, _Doing], Entry]] = {
    CHANGE: _change,
    "enable_account": lambda tx, entry, do: deed.enable(entry),
    "make_link": lambda tx, entry, do: deed.link(tx, entry, do.link),
    "reset_second_factor": lambda tx, entry, do: deed.reset(tx, entry, do.end),
}


def ask(tx: Tx, by: str, act: str, entry: Entry, place: Mapping[str, Any]) -> tuple[Request, Event]:
    """Queue a request and give it with the fact of it. entry: the account as it is. place: role, unit and area afterwards.

    :raises Conflict: gateway.account_request_waits, with the commit
    """
    at = clock.now()
    made = Request(
        id=clock.new_id(),
        version=1,
        act=act,
        account=entry.id,
        account_version=entry.version,
        asked_by=by,
        asked_at=at,
        expires_at=at + record.OPEN_FOR,
        **place,
    )
    store.add(tx, made)
    return made, Event(ASKED, made.id, {"request": made.id, "area": made.area, "act": act})


class Requests:
    """Acts of the service `gateway` on what waits for a second operator. end: ends the sessions of an account."""

    def __init__(self, *, db: Database, sealer: Sealer, end: End):
        self._db, self._sealer, self._end = db, sealer, end
        self.acts: dict[str, Callable[[Visit, Order], Order]] = {
            "list_account_requests": self.list,
            "confirm_account_request": self.confirm,
            "refuse_account_request": self.refuse,
        }

    def list(self, visit: Visit, command: Order) -> Order:
        """Give one page of the requests within reach."""
        sql, given = reach(visit).predicate()
        now = (f"account IN (SELECT id FROM account WHERE {sql})", given)  # as deciding asks for: both grounds
        parts = [(sql, given), now, *([("state = %s", [command["state"]])] if command.get("state") else [])]
        found, following = store.page(self._db, parts, limit=command.get("limit", 50), after=command.get("after"))
        return {"items": [view(one) for one in found], "next": following}

    def confirm(self, visit: Visit, command: Order) -> Order:
        """Carry out what another operator asked for.

        :raises Missing: gateway.account_request_missing
        :raises Conflict: gateway.account_request_changed, gateway.account_request_ended, gateway.account_request_own,
            gateway.account_request_too_new, gateway.account_changed, gateway.account_enabled, gateway.account_disabled
        """
        order, by = load(schemas.DecideAccountRequest, command), visit.actor.id

        def allow(tx: Tx, request: Request) -> None:
            self._seen(tx, visit, request, order["version"])
            if store.operator_since(tx, request.asked_by) is None:
                # who was shut out meanwhile asks for nothing any more: perhaps it was not them
                raise Conflict("gateway.account_request_ended", state=WITHDRAWN)
            record.may_confirm(request, by=by, since=store.operator_since(tx, by), at=clock.now())

        return self.carry_out(visit.call(visit.key), command, by=by, allow=allow)

    def refuse(self, visit: Visit, command: Order) -> Order:
        """Refuse what another operator asked for, or withdraw what was asked by oneself.

        :raises Missing: gateway.account_request_missing
        :raises Conflict: gateway.account_request_changed, gateway.account_request_ended
        """
        order, by = load(schemas.DecideAccountRequest, command), visit.actor.id

        def allow(tx: Tx, request: Request) -> None:
            self._seen(tx, visit, request, order["version"])

        return self.turn_down(visit.call(visit.key), command, by=by, allow=allow)

    def carry_out(self, call: Call, command: Order, *, by: str | None, allow: Callable[[Tx, Request], None]) -> Order:
        """Do what was asked for, and give the request, with the link it made, shown this once. by: None for the command line.

        allow: refuses who may not, before anything is done. It is the link of whoever confirms: who asked gets none, and so
        gains nothing by asking in somebody's name.
        """
        made: list[tuple[str, Link]] = []
        hashed = account.hashed(proof.fresh_link()[0])

        def work(tx: Tx) -> Outcome:
            before = store.lock(tx, command["request"])
            allow(tx, before)
            after = record.decided(before, by=by, at=clock.now(), state=CONFIRMED)
            made[:] = [deed.fresh_link(before.account)]
            told = self._do(tx, call, _Doing(before, self._end, made[0][1], hashed))
            store.save(tx, before, after)
            events = telling.told(self._sealer, before.account, told) if told else ()
            link = made[0][1] if told == LINK else None
            more = {"link_id": link.id if link else None, "link_expires_at": instant(link.expires_at) if link else None}
            return _outcome(after, events, **more)

        reply = perform(self._db, call, "confirm_account_request", command, work)
        id = reply.pop("link_id")
        mine = bool(made) and made[0][1].id == id
        return {**reply, "link": made[0][0] if mine else None}

    def turn_down(self, call: Call, command: Order, *, by: str | None, allow: Callable[[Tx, Request], None]) -> Order:
        """Let nothing come of a request, and give it."""

        def work(tx: Tx) -> Outcome:
            before = store.lock(tx, command["request"])
            allow(tx, before)
            state = WITHDRAWN if by == before.asked_by else REFUSED
            after = record.decided(before, by=by, at=clock.now(), state=state)
            store.save(tx, before, after)
            return _outcome(after)

        return perform(self._db, call, "refuse_account_request", command, work)

    def _do(self, tx: Tx, call: Call, doing: _Doing) -> str | None:
        """Carry out, and give what the holder is told has changed, as in `telling.KINDS`, if anything."""
        request = doing.request
        before = roster.lock(tx, request.account)
        if before.version != request.account_version:
            raise Conflict("gateway.account_changed", version=before.version)
        after = replace(DEEDS[request.act](tx, before, doing), version=before.version + 1)
        roster.save(tx, before, after)
        detail = {**{name: getattr(after, name) for name in PLACE}, "request": request.id, "asked_by": request.asked_by}
        audit.append(tx, call, act=request.act, kind="account", subject=after.id, version=after.version, detail=detail)
        anew = record.begins_anew(request, before.role) and not before.disabled
        return LINK if anew else deed.CHANGES.get(request.act)

    def _seen(self, tx: Tx, visit: Visit, request: Request, version: int) -> None:
        """Refuse who does not reach both what the account is and what it would be."""
        within = reach(visit)
        if not (within.covers(area=request.area) and within.covers(area=roster.get(tx, request.account).area)):
            raise Missing("gateway.account_request_missing")
        store.still(request, version)


def view(request: Request) -> Order:
    """Give a request as it is answered."""
    shown = {name: getattr(request, name) for name in SHOWN}
    return {**shown, **{name: instant(at) if (at := getattr(request, name)) else None for name in INSTANTS}}


def _outcome(request: Request, events: tuple[Event, ...] = (), **more: Any) -> Outcome:
    detail = {"act": request.act, "account": request.account, "asked_by": request.asked_by, "state": request.state}
    reply = {**view(request), **more}
    return Outcome(reply, "account_request", request.id, request.version, events=events, detail=detail)
