"""Opening, changing, disabling and helping accounts: by operators, of their own ground, each act in the audit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from kernel import clock, mask, scope
from kernel.command import Outcome, perform
from kernel.db import Database, Tx
from kernel.errors import Conflict, Invalid, Missing
from kernel.scope import AREA, Scope
from kernel.seal import Sealer
from kernel.shape import instant
from kernel.wire import load
from services.gateway import account
from services.gateway.account import account_id, name_context
from services.gateway.credential import attempt, proof, telling
from services.gateway.credential import store as credentials
from services.gateway.credential.attempt import Attempts
from services.gateway.credential.store import Link
from services.gateway.http.visit import Visit
from services.gateway.roster import rule, schemas, store
from services.gateway.roster.store import Entry
from services.gateway.session.desk import signed_in
from services.gateway.session.opening import Opening

Order = dict[str, Any]
Decide = Callable[[Tx, Entry, Order], Entry]
REACHES = {"operator": AREA}
GIVEN = ("role", "unit", "area", "language")
SHOWN = ("id", "version", "login", "role", "unit", "area", "language", "disabled")
FILTERS = ("role", "unit", "login", "disabled")
LINK_HOURS = 24
CHANGES = {"reset_second_factor": "reset", "make_link": "link"}  # of which the holder is told
PAGE = "/sign-in#link="  # behind the sign that no browser sends on: the secret reaches no log


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

        :raises Invalid: gateway.account_area_outside
        :raises Conflict: gateway.login_taken
        """
        order = load(schemas.OpenAccount, command)
        area = order["area"] or visit.actor.area
        _inside(visit, area)
        id = account_id(order["login"])
        name = self._sealer.seal(order["name"], name_context(id))
        given = {**{key: order[key] for key in GIVEN}, "area": area}
        made = Entry(id=id, version=1, login=order["login"], name=name, disabled=False, created_at=clock.now(), **given)
        hashed = account.hashed(proof.fresh_link()[0])

        def work(tx: Tx) -> Outcome:
            store.add(tx, made, hashed)
            return self._outcome(made, factor=False)

        return perform(self._db, visit.call(visit.key), "open_account", command, work)

    def find(self, visit: Visit, command: Order) -> Order:
        """Give one account.

        :raises Missing: gateway.account_missing, also when it is of other ground
        """
        found = store.get(self._db, command["account"])
        _within(visit, found)
        return self._view(found, found.id in credentials.with_factor(self._db, [found.id]))

    def list(self, visit: Visit, command: Order) -> Order:
        """Give one page of the accounts of staff within reach."""
        filters = [(f"{name} = %s", [command[name]]) for name in FILTERS if command.get(name) is not None]
        parts = [_reach(visit).predicate(), ("role <> 'resident'", []), *filters]
        found, following = store.page(self._db, parts, limit=command.get("limit", 50), after=command.get("after"))
        secured = credentials.with_factor(self._db, [one.id for one in found])
        return {"items": [self._view(one, one.id in secured) for one in found], "next": following}

    def change(self, visit: Visit, command: Order) -> Order:
        """Change what an account is; its sessions end in every process within seconds.

        :raises Missing: gateway.account_missing
        :raises Conflict: gateway.account_changed, gateway.account_own
        :raises Invalid: gateway.account_area_outside
        """
        order = load(schemas.ChangeAccount, command)
        _inside(visit, order.get("area", visit.actor.area))
        given = {name: order[name] for name in GIVEN if name in order}
        sealed: Order = {"name": self._sealer.seal(order["name"], name_context(order["account"]))} if "name" in order else {}

        def change(tx: Tx, entry: Entry, order: Order) -> Entry:
            self._opening.end(tx, entry.id)
            return replace(entry, **given, **sealed)

        return self._act(visit, command, change, fields=sorted({*given, *sealed}))

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

        def enable(tx: Tx, entry: Entry, order: Order) -> Entry:
            if not entry.disabled:
                raise Conflict("gateway.account_enabled")
            return replace(entry, disabled=False)

        return self._act(visit, command, enable)

    def reset_factor(self, visit: Visit, command: Order) -> Order:
        """Take the second factor and its recovery codes away, for who has lost both; all sessions end.

        :raises Missing: gateway.account_missing
        :raises Conflict: gateway.account_changed, gateway.account_own, gateway.account_two_persons
        """

        def reset(tx: Tx, entry: Entry, order: Order) -> Entry:
            self._of_two(tx, visit, entry)
            self._opening.end(tx, entry.id)
            credentials.drop_factor(tx, entry.id)
            tx.flush()
            return entry

        return self._act(visit, command, reset)

    def make_link(self, visit: Visit, command: Order) -> Order:
        """Give a one-time link for a first sign-in or a lost password, shown this once; former ones open no more.

        :raises Missing: gateway.account_missing
        :raises Conflict: gateway.account_changed, gateway.account_own, gateway.account_disabled, gateway.account_two_persons
        """
        shown, digest = proof.fresh_link()
        link = Link(clock.new_id(), digest, command["account"], clock.now() + timedelta(hours=LINK_HOURS))

        def make(tx: Tx, entry: Entry, order: Order) -> Entry:
            if entry.disabled:
                raise Conflict("gateway.account_disabled")
            self._of_two(tx, visit, entry)
            credentials.add_link(tx, link)
            return entry

        ends = instant(link.expires_at)
        reply = self._act(visit, command, make, more={"link_id": link.id, "link_expires_at": ends}, link=link.id)
        mine = reply.pop("link_id") == link.id
        return {**reply, "link": PAGE + shown if mine else None}

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
            after = replace(decide(tx, before, order), version=before.version + 1)
            store.save(tx, before, after)
            secured = after.id in credentials.with_factor(tx, [after.id])
            made = self._outcome(after, factor=secured, **detail)
            events = telling.told(self._sealer, after.id, CHANGES[act]) if act in CHANGES else ()
            return replace(made, reply={**made.reply, **(more or {})}, events=events)

        return perform(self._db, visit.call(visit.key), act, command, work)

    def _of_two(self, tx: Tx, visit: Visit, entry: Entry) -> None:
        assert visit.route is not None  # a row has led here
        rule.two_persons(visit.route.act, store.done_by(tx, entry.id, visit.actor.id), clock.now())

    def _view(self, entry: Entry, factor: bool) -> Order:
        name = mask.mask_name(self._sealer.open(bytes(entry.name), name_context(entry.id)))
        shown = {key: getattr(entry, key) for key in SHOWN}
        return {**shown, "name": name, "second_factor": factor, "created_at": instant(entry.created_at)}

    def _outcome(self, entry: Entry, *, factor: bool, **detail: Any) -> Outcome:
        kept = {"role": entry.role, "unit": entry.unit, "area": entry.area, "disabled": entry.disabled}
        return Outcome(self._view(entry, factor), "account", entry.id, entry.version, detail={**kept, **detail})


def _reach(visit: Visit) -> Scope:
    actor = signed_in(visit).actor
    return scope.reach(REACHES, actor.role, unit=actor.unit, area=actor.area, aliases=())


def _within(visit: Visit, entry: Entry) -> None:
    if entry.role == "resident" or not _reach(visit).covers(area=entry.area):
        raise Missing("gateway.account_missing")


def _of_another(visit: Visit, entry: Entry) -> None:
    """Leave the own account to another operator: two people know of each such act."""
    if entry.id == visit.actor.id:
        raise Conflict("gateway.account_own")


def _inside(visit: Visit, area: str) -> None:
    """Refuse to give anybody ground that is not the operator's.

    :raises Invalid: gateway.account_area_outside
    """
    if not _reach(visit).covers(area=area):
        raise Invalid("gateway.account_area_outside", pointer="/area", area=area)
