"""Answers which records an account saw, when something has leaked or an inspection asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from kernel import audit, clock, scope, whose
from kernel.call import Call
from kernel.db import Database
from kernel.errors import Invalid, Missing
from kernel.scope import AREA
from kernel.shape import instant
from kernel.wire import load
from services.gateway import store as accounts
from services.gateway.access import schemas, store
from services.gateway.access.keeping import whole_days
from services.gateway.access.telling import HOLDERS
from services.gateway.client import store as clients
from services.gateway.http.visit import Visit

Order = dict[str, Any]
Remote = Callable[[str, str, Order, Call], Order]
REACHES = {"operator": AREA}


class Securing:
    """Acts of the service `gateway` for security, by name in `acts`. remote: calls a service."""

    def __init__(self, db: Database, *, remote: Remote):
        self._db, self._remote = db, remote
        self.acts: dict[str, Callable[[Visit, Order], Order]] = {"seen": self.seen, "seen_sums": self.sums}

    def seen(self, visit: Visit, command: Order) -> Order:
        """Give one page of what an account saw, by ids and numbers alone; that it was asked for is audited, and why.

        Rule GR-400, domain 5.1 [S10 art.15-16]: who operates the system has no right to content.

        :raises Missing: gateway.account_missing, also when it is of other ground
        :raises Invalid: gateway.span_reversed
        """
        order, span = self._asked(visit, schemas.Seen, command, "seen")
        found, following = store.seen(self._db, order["account"], limit=order["limit"], after=order["after"], **span)
        numbers: dict[str, str] = {}
        for kind, ids in _by_kind(found).items():
            numbers |= {one["id"]: one["number"] for one in self._whose(visit, kind, ids)}
        return {"items": [_row(one, numbers) for one in found], "next": following}

    def sums(self, visit: Visit, command: Order) -> Order:
        """Give how much an account saw, and how many residents would have to be told.

        Rule GR-400, domain 5.1 [S9 art.57].

        :raises Missing: gateway.account_missing
        :raises Invalid: gateway.span_reversed
        """
        order, span = self._asked(visit, schemas.SeenSums, command, "seen_sums")
        sums = store.sums(self._db, order["account"], **span)
        kinds, residents = [], set[str]()
        for kind, ids in sorted(store.records(self._db, order["account"], **span).items()):
            parties = [party for one in self._whose(visit, kind, ids) for party in one["parties"]]
            known = {party for party in parties if party}
            residents |= known
            kinds.append({"kind": kind, "records": len(ids), "accounts": len(known), "unreached": parties.count(None)})
        return {
            "account": order["account"],
            **{name: instant(at) for name, at in span.items()},
            "sums": [_sum(*row) for row in sums],
            "kinds": kinds,
            "residents": len(residents),
        }

    def _asked(self, visit: Visit, schema: Any, command: Order, act: str) -> tuple[Order, dict[str, datetime]]:
        order = load(schema, command)
        self._within(visit, order["account"])
        since, until = whole_days(order["since"], order["until"], now=clock.now())
        if since > until:
            raise Invalid("gateway.span_reversed", pointer="/since")
        span = {"since": since, "until": until}
        told = {"reason": order["reason"], **{name: instant(at) for name, at in span.items()}}
        with self._db.transaction() as tx:
            subject = f"seen/{order['account']}"
            audit.append(tx, visit.call(None), act=act, kind="seen", subject=subject, version=1, detail=told)
        return order, span

    def _within(self, visit: Visit, id: str) -> None:
        """Refuse an account or a client of other ground as if there were none.

        :raises Missing: gateway.account_missing
        """
        actor, missing = visit.actor, Missing("gateway.account_missing")
        reached = scope.reach(REACHES, actor.role, unit=actor.unit, area=actor.area, aliases=())
        found = accounts.account_of(self._db, id=id)
        if found is not None and found.role == "resident":
            raise missing
        reached.within(missing, area=found.area if found else self._ground_of_client(id))

    def _ground_of_client(self, id: str) -> str:
        try:
            return clients.get(self._db, id).area
        except Missing:
            raise Missing("gateway.account_missing") from None

    def _whose(self, visit: Visit, kind: str, ids: list[str]) -> Iterator[Order]:
        if kind not in HOLDERS:  # what is at the window still: whoever brought it is told by what stands in it
            yield from ({"id": id, "number": None, "parties": [None]} for id in ids)
            return
        call = visit.call(None).system()
        for start in range(0, len(ids), whose.MOST):
            yield from self._remote(HOLDERS[kind], "whose", {"ids": ids[start : start + whose.MOST]}, call)["items"]


def _by_kind(found: list[Order]) -> dict[str, list[str]]:
    ids: dict[str, dict[str, None]] = {}
    for one in found:
        ids.setdefault(one["kind"], {}).update(dict.fromkeys(one["ids"]))
    return {kind: list(known) for kind, known in ids.items()}


def _row(one: Order, numbers: dict[str, str]) -> Order:
    records = [{"id": id, "number": numbers.get(id)} for id in one["ids"]]
    return {**{name: value for name, value in one.items() if name != "ids"}, "at": instant(one["at"]), "records": records}


def _sum(kind: str, purpose: str, calls: int, first: datetime, last: datetime) -> Order:
    return {"kind": kind, "purpose": purpose, "calls": calls, "first_at": instant(first), "last_at": instant(last)}
