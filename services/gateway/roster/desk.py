"""Opening, changing, disabling and helping accounts: by operators, of their own ground, each act in the audit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from kernel import clock, mask
from kernel.command import Outcome, perform
from kernel.db import Database, Tx
from kernel.decision import Event
from kernel.errors import Conflict, Invalid, Missing
from kernel.seal import Sealer
from kernel.shape import instant
from kernel.wire import load
from services.gateway import account
from services.gateway.account import account_id, name_context
from services.gateway.credential import attempt, proof, telling
from services.gateway.credential import store as credentials
from services.gateway.credential.attempt import Attempts
from services.gateway.http.visit import Visit
from services.gateway.roster import deed, rule, schemas, store
from services.gateway.roster.deed import CHANGES
from services.gateway.roster.reach import reach
from services.gateway.roster.request import desk as requests
from services.gateway.roster.request import store as waiting
from services.gateway.roster.request.record import CHANGE, OPERATOR, PLACE, wants_second
from services.gateway.roster.store import Entry
from services.gateway.session.opening import Opening

Order = dict[str, Any]
Decide = Callable[[Tx, Entry, Order], Entry]
GIVEN = ("role", "unit", "area", "language")
SHOWN = ("id", "version", "login", "role", "unit", "area", "language", "disabled")
FILTERS = ("role", "unit", "login", "disabled")


class Roster:
    """Acts of the service `gateway` on accounts of staff, by name in `acts`."""

    def __init__(self, *, db: Database, sealer: Sealer, opening: Opening, attempts: Attempts):
        self._db, self._sealer, self._opening, self._attempts = db, sealer, opening, attempts
        self.acts: dict[str, Callable[[Visit, Order], Order]] = {
            "open_account": self.open,
            "find_account": self.find,
            "list_accounts": self.list,
            "change_account": self.change,
            "disable_account": self.disable,
            "enable_account": self.enable,
            "reset_second_factor": self.reset_factor,
            "make_link": self.make_link,
            "release_account": self.release,
        }

    def open(self, visit: Visit, command: Order) -> Order:
        """Open an account. Nobody knows its password: its holder sets one by a one-time link.

        An operator's is opened disabled, and enabled by a second operator. Rule GR-465.

        :raises Invalid: gateway.account_area_outside
        :raises Conflict: gateway.login_taken
        """
        order = load(schemas.OpenAccount, command)
        area = order["area"] or visit.actor.area
        _inside(visit, area)
        id = account_id(order["login"])
        name = self._sealer.seal(order["name"], name_context(id))
        given = {**{key: order[key] for key in GIVEN}, "area": area}
        waits = order["role"] == OPERATOR
        made = Entry(id=id, version=1, login=order["login"], name=name, disabled=waits, created_at=clock.now(), **given)
        hashed = account.hashed(proof.fresh_link()[0])

        def work(tx: Tx) -> Outcome:
            store.add(tx, made, hashed)
            if not waits:
                return self._outcome(made, factor=False)
            request, told = requests.ask(tx, visit.actor.id, "enable_account", made, _place(made))
            return replace(self._outcome(made, factor=False, awaits=request.id), events=(told,))

        return perform(self._db, visit.call(visit.key), "open_account", command, work)

    def find(self, visit: Visit, command: Order) -> Order:
        """Give one account.

        :raises Missing: gateway.account_missing, also when it is of other ground
        """
        found = store.get(self._db, command["account"])
        _within(visit, found)
        return self._views([found])[0]

    def list(self, visit: Visit, command: Order) -> Order:
        """Give one page of the accounts of staff within reach."""
        filters = [(f"{name} = %s", [command[name]]) for name in FILTERS if command.get(name) is not None]
        parts = [reach(visit).predicate(), ("role <> 'resident'", []), *filters]
        found, following = store.page(self._db, parts, limit=command.get("limit", 50), after=command.get("after"))
        return {"items": self._views(found), "next": following}

    def change(self, visit: Visit, command: Order) -> Order:
        """Change what an account is; its sessions end in every process within seconds.

        :raises Missing: gateway.account_missing
        :raises Conflict: gateway.account_changed, gateway.account_own
        :raises Invalid: gateway.account_area_outside
        """
        order = load(schemas.ChangeAccount, command)
        _inside(visit, order.get("area", visit.actor.area))
        sealed: Order = {"name": self._sealer.seal(order["name"], name_context(order["account"]))} if "name" in order else {}

        def change(tx: Tx, entry: Entry, order: Order) -> Entry:
            given = {**{name: order[name] for name in GIVEN if name in order}, **sealed}
            return deed.change(tx, entry, given, self._opening.end)

        fields = sorted({name for name in (*GIVEN, "name") if name in order})
        return self._act(visit, command, change, fields=fields)

    def disable(self, visit: Visit, command: Order) -> Order:
        """Let nobody in by an account any more; its sessions and links end.

        :raises Missing: gateway.account_missing
        :raises Conflict: gateway.account_changed, gateway.account_own, gateway.account_disabled
        """

        def disable(tx: Tx, entry: Entry, order: Order) -> Entry:
            if entry.disabled:
                raise Conflict("gateway.account_disabled")
            self._opening.end(tx, entry.id)
            credentials.drop_links(tx, entry.id)
            return replace(entry, disabled=True)

        return self._act(visit, command, disable)

    def enable(self, visit: Visit, command: Order) -> Order:
        """Let the holder in again.

        :raises Missing: gateway.account_missing
        :raises Conflict: gateway.account_changed, gateway.account_own, gateway.account_enabled
        """
        return self._act(visit, command, lambda tx, entry, order: deed.enable(entry))

    def reset_factor(self, visit: Visit, command: Order) -> Order:
        """Take the second factor and its recovery codes away, for who has lost both; all sessions end.

        :raises Missing: gateway.account_missing
        :raises Conflict: gateway.account_changed, gateway.account_own, gateway.account_two_persons
        """

        def reset(tx: Tx, entry: Entry, order: Order) -> Entry:
            return deed.reset(tx, entry, self._opening.end)

        return self._act(visit, command, reset)

    def make_link(self, visit: Visit, command: Order) -> Order:
        """Give a one-time link for a first sign-in or a lost password, shown this once; former ones open no more.

        :raises Missing: gateway.account_missing
        :raises Conflict: gateway.account_changed, gateway.account_own, gateway.account_disabled, gateway.account_two_persons
        """
        shown, link = deed.fresh_link(command["account"])
        ends = instant(link.expires_at)
        more = {"link_id": link.id, "link_expires_at": ends}
        reply = self._act(visit, command, lambda tx, entry, order: deed.link(tx, entry, link), more=more, link=link.id)
        if reply.pop("link_id") == link.id and reply["awaits"] is None:
            return {**reply, "link": shown}
        return {**reply, "link": None}

    def release(self, visit: Visit, command: Order) -> Order:
        """Let somebody who has to wait after failed sign-ins try again at once.

        :raises Missing: gateway.account_missing
        :raises Conflict: gateway.account_changed, gateway.account_own
        """

        def release(tx: Tx, entry: Entry, order: Order) -> Entry:
            attempt.release(tx, self._attempts.login(entry.login))
            return entry

        return self._act(visit, command, release)

    def _act(self, visit: Visit, command: Order, decide: Decide, *, more: Order | None = None, **detail: Any) -> Order:
        assert visit.route is not None  # a row has led here
        act, order = visit.route.act, load(visit.route.schema, command)

        def work(tx: Tx) -> Outcome:
            before = store.lock(tx, order["account"])
            _within(visit, before)
            _of_another(visit, before)
            store.still(before, order["version"])
            self._of_two(tx, visit, before)
            place = {**_place(before), **{name: order[name] for name in PLACE if name in order}}
            if wants_second(act, _place(before), place):
                return self._asked(tx, visit, before, place=place, decide=decide, order=order, more=more)
            after = self._done(tx, before, decide, order)
            events = telling.told(self._sealer, after.id, CHANGES[act]) if act in CHANGES else ()
            return self._told(tx, after, events, None, more=more or {}, **detail)

        return perform(self._db, visit.call(visit.key), act, command, work)

    def _done(self, tx: Tx, before: Entry, decide: Decide, order: Order) -> Entry:
        after = replace(decide(tx, before, order), version=before.version + 1)
        store.save(tx, before, after)
        return after

    def _asked(
        self, tx: Tx, visit: Visit, before: Entry, *, place: Order, decide: Decide, order: Order, more: Order | None
    ) -> Outcome:
        """Let the act wait for a second operator; of a change, what gives no power is done at once.

        Rule GR-465.
        """
        assert visit.route is not None  # a row has led here
        act, rest = visit.route.act, {name: given for name, given in order.items() if name not in PLACE}
        now = act == CHANGE and bool(rest.keys() - schemas.ActOnAccount().fields.keys())
        after = self._done(tx, before, decide, rest) if now else before
        request, told = requests.ask(tx, visit.actor.id, act, after, place)
        return self._told(tx, after, (told,), request.id, more=dict.fromkeys(more or {}))

    def _told(
        self, tx: Tx, entry: Entry, events: tuple[Event, ...], awaits: str | None, *, more: Order, **detail: Any
    ) -> Outcome:
        secured = entry.id in credentials.with_factor(tx, [entry.id])
        awaits = awaits or waiting.waiting(tx, [entry.id]).get(entry.id)
        made = self._outcome(entry, factor=secured, awaits=awaits, **detail)
        return replace(made, reply={**made.reply, **more}, events=events)

    def _of_two(self, tx: Tx, visit: Visit, entry: Entry) -> None:
        assert visit.route is not None  # a row has led here
        if visit.route.act in rule.OTHER:
            rule.two_persons(visit.route.act, store.done_by(tx, entry.id, visit.actor.id), clock.now())

    def _views(self, entries: Sequence[Entry]) -> Sequence[Order]:
        ids = [one.id for one in entries]
        secured, awaits = credentials.with_factor(self._db, ids), waiting.waiting(self._db, ids)
        return [self._view(one, one.id in secured, awaits.get(one.id)) for one in entries]

    def _view(self, entry: Entry, factor: bool, awaits: str | None) -> Order:
        name = mask.mask_name(self._sealer.open(bytes(entry.name), name_context(entry.id)))
        shown = {key: getattr(entry, key) for key in SHOWN}
        more = {"second_factor": factor, "created_at": instant(entry.created_at), "awaits": awaits}
        return {**shown, "name": name, **more}

    def _outcome(self, entry: Entry, *, factor: bool, awaits: str | None = None, **detail: Any) -> Outcome:
        kept = {**_place(entry), "disabled": entry.disabled, **({"awaits": awaits} if awaits else {})}
        reply = self._view(entry, factor, awaits)
        return Outcome(reply, "account", entry.id, entry.version, detail={**kept, **detail})


def _place(entry: Entry) -> Order:
    return {name: getattr(entry, name) for name in PLACE}


def _within(visit: Visit, entry: Entry) -> None:
    if entry.role == "resident" or not reach(visit).covers(area=entry.area):
        raise Missing("gateway.account_missing")


def _of_another(visit: Visit, entry: Entry) -> None:
    """Leave the own account to another operator: two people know of each such act."""
    if entry.id == visit.actor.id:
        raise Conflict("gateway.account_own")


def _inside(visit: Visit, area: str) -> None:
    """Refuse to give anybody ground that is not the operator's.

    :raises Invalid: gateway.account_area_outside
    """
    if not reach(visit).covers(area=area):
        raise Invalid("gateway.account_area_outside", pointer="/area", area=area)
