"""Opening, changing, rotating and closing API clients: by operators, of their own ground, each act in the audit."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from kernel import clock, scope
from kernel.command import Outcome, perform
from kernel.db import Database, Tx
from kernel.errors import Denied, Invalid, Missing
from kernel.scope import AREA, Scope
from kernel.shape import instant
from kernel.wire import Schema, load
from services.gateway.client import key as rule
from services.gateway.client import record, schemas, store
from services.gateway.client.key import Key
from services.gateway.client.known import Clients
from services.gateway.client.record import Client
from services.gateway.http.visit import Visit

Order = dict[str, Any]
Decide = Callable[[Tx, Client, Order], Client]
REACHES = {"operator": AREA}
GIVEN = ("label", "scopes", "per_minute", "area", "expires_at")
SHOWN = ("id", "version", "label", "per_minute", "area", "state")


class Enrolment:
    """Acts of the service `gateway` on API clients, by name in `acts`. known: the keys of this process."""

    def __init__(self, db: Database, known: Clients):
        self._db, self._known = db, known
        self.acts: dict[str, Callable[[Visit, Order], Order]] = {
            "open_client": self.open,
            "find_client": self.find,
            "list_clients": self.list,
            "change_client": self.change,
            "rotate_client": self.rotate,
            "close_client": self.close,
        }

    def open(self, visit: Visit, command: Order) -> Order:
        """Let a system in, and give its first key, shown this once and kept nowhere.

        :raises Invalid: gateway.client_end_passed, gateway.client_area_outside
        """
        order = load(schemas.OpenClient, command)
        given = {**{name: order[name] for name in GIVEN}, "area": order["area"] or visit.actor.area}
        _inside(visit, given["area"])
        made = record.opened(given, id=clock.new_id(), at=clock.now())
        shown, key = rule.made(made.id, at=made.created_at, days=order["days"])

        def work(tx: Tx) -> Outcome:
            store.add(tx, made)
            store.add_key(tx, key)
            return _outcome(made, (key,), key=key.prefix)

        return _once(perform(self._db, visit.call(visit.key), "open_client", command, work), key, shown)

    def find(self, visit: Visit, command: Order) -> Order:
        """Give one client.

        :raises Missing: gateway.client_missing, also when it is of other ground
        """
        found = store.get(self._db, command["client"])
        _within(visit, found)
        return view(found, store.keys(self._db, [found.id])[found.id])

    def list(self, visit: Visit, command: Order) -> Order:
        """Give one page of the clients within reach."""
        parts = [_reach(visit).predicate(), *([("state = %s", [command["state"]])] if command.get("state") else [])]
        found, following = store.page(self._db, parts, limit=command.get("limit", 50), after=command.get("after"))
        keys = store.keys(self._db, [one.id for one in found])
        return {"items": [view(one, keys[one.id]) for one in found], "next": following}

    def change(self, visit: Visit, command: Order) -> Order:
        """Change what a client may; it counts in every process within seconds.

        :raises Missing: gateway.client_missing
        :raises Conflict: gateway.client_changed, gateway.client_closed
        :raises Invalid: gateway.client_end_passed, gateway.client_area_outside
        """
        order = load(schemas.ChangeClient, command)
        given = {name: order[name] for name in GIVEN if name in order}
        _inside(visit, given.get("area", visit.actor.area))
        return self._act(visit, command, schemas.ChangeClient, lambda tx, one, _: record.changed(one, given, at=clock.now()))

    def rotate(self, visit: Visit, command: Order) -> Order:
        """Give a client a new key, shown this once; its former ones last for a while beside it.

        :raises Missing: gateway.client_missing
        :raises Conflict: gateway.client_changed, gateway.client_closed
        """
        at = clock.now()
        shown, key = rule.made(command["client"], at=at, days=load(schemas.RotateClient, command)["days"])

        def renew(tx: Tx, client: Client, order: Order) -> Client:
            former = store.live(tx, client.id, at)
            store.end_keys(tx, rule.overlap(former, now=at, hours=order["overlap_hours"]))
            store.add_key(tx, key)
            tx.flush()
            return record.rekeyed(client, at=at)

        return _once(self._act(visit, command, schemas.RotateClient, renew, key=key.prefix), key, shown)

    def close(self, visit: Visit, command: Order) -> Order:
        """Let a client in no longer.

        :raises Missing: gateway.client_missing
        :raises Conflict: gateway.client_changed, gateway.client_closed
        """
        return self._act(visit, command, schemas.CloseClient, lambda tx, one, _: record.closed(one, at=clock.now()))

    def _act(self, visit: Visit, command: Order, schema: type[Schema], decide: Decide, **detail: Any) -> Order:
        assert visit.route is not None  # a row has led here
        order = load(schema, command)

        def work(tx: Tx) -> Outcome:
            before = store.lock(tx, order["client"])
            _within(visit, before)
            store.still(before, order["version"])
            after = decide(tx, before, order)
            store.save(tx, before, after)
            self._known.forget(tx, after.id)
            return _outcome(after, store.keys(tx, [after.id])[after.id], **detail)

        return perform(self._db, visit.call(visit.key), visit.route.act, command, work)


def view(client: Client, keys: Iterable[Key]) -> Order:
    """Give a client as it is answered."""
    times = {name: instant(getattr(client, name)) for name in ("expires_at", "created_at", "changed_at")}
    return {
        **{name: getattr(client, name) for name in SHOWN},
        "scopes": [*client.scopes],
        **times,
        "keys": [
            {"prefix": key.prefix, **{name: instant(getattr(key, name)) for name in ("created_at", "expires_at", "used_at")}}
            for key in keys
        ],
    }


def _outcome(client: Client, keys: Iterable[Key], **detail: Any) -> Outcome:
    kept = {"scopes": [*client.scopes], "per_minute": client.per_minute, "area": client.area, "state": client.state}
    ends = {"expires_at": instant(client.expires_at)}
    return Outcome(view(client, keys), "client", client.id, client.version, detail={**kept, **ends, **detail})


def _once(reply: Order, key: Key, shown: str) -> Order:
    """Add the key to the answer of the command that made it; an answer given again was made with another key."""
    mine = any(one["prefix"] == key.prefix for one in reply["keys"])
    return {**reply, "key": shown if mine else None}


def _reach(visit: Visit) -> Scope:
    actor = visit.actor
    return scope.reach(REACHES, actor.role, unit=actor.unit, area=actor.area, aliases=())


def _within(visit: Visit, client: Client) -> None:
    if not _reach(visit).covers(area=client.area):
        raise Missing("gateway.client_missing")


def _inside(visit: Visit, area: str) -> None:
    """Refuse to let a system speak of ground that is not the operator's.

    :raises Denied: gateway.token_missing
    :raises Invalid: gateway.client_area_outside
    """
    if visit.bearer is None:
        raise Denied("gateway.token_missing")
    if not _reach(visit).covers(area=area):
        raise Invalid("gateway.client_area_outside", pointer="/area", area=area)
