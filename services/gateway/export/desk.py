"""Asking for exports, looking how far they are, fetching and cancelling them: each person their own alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kernel import audit, clock
from kernel.command import Outcome, perform
from kernel.db import Database, Tx
from kernel.errors import Conflict, Denied, Invalid, Missing, Problem, Unavailable
from kernel.wire import load
from services.gateway.attachment.folder import Files
from services.gateway.auth import admit
from services.gateway.export import life, schemas, store, view
from services.gateway.export.listed import LISTS, Listed
from services.gateway.export.record import AT_ONCE, Export
from services.gateway.export.runner import Roles, outcome
from services.gateway.http.answer import Answer
from services.gateway.http.route import Route
from services.gateway.http.visit import Visit

Order = dict[str, Any]
OWN = frozenset({"limit", "after", "cursor"})  # of the page that is asked for, not of the list


class Exporting:
    """Acts of the service `gateway` on exports, by name in `acts`. rows: the route table."""

    def __init__(self, *, db: Database, files: Files | None, rows: Iterable[Route]):
        self._db, self._files = db, files
        self._routes = routes_of(rows)
        self.acts: dict[str, Callable[[Visit, Order], Order | Answer]] = {
            "start_export": self.start,
            "find_export": self.find,
            "list_exports": self.list,
            "cancel_export": self.cancel,
            "export_file": self.file,
        }

    def start(self, visit: Visit, command: Order) -> Order:
        """Have a list written into a file, within what the list gives the one who asks.

        Rule GR-386, local design: who may not read a list may not export it, and so many of one person wait or run.

        :raises Denied: gateway.role_refused
        :raises Invalid: wire.invalid
        :raises Conflict: gateway.exports_too_many
        :raises Unavailable: gateway.exports_off
        """
        self._kept()
        order = load(schemas.StartExport, command)
        route = self._routes[order["list"]]
        admit(route, visit.bearer)
        _fitting(route, order["filters"])
        export = _fresh(visit, order)

        def work(tx: Tx) -> Outcome:
            if store.count_open(tx, owner=export.owner) >= AT_ONCE:
                raise Conflict("gateway.exports_too_many", most=AT_ONCE)
            store.add(tx, export)
            return outcome(export, view.whole(export, visit.language))

        return perform(self._db, visit.call(visit.key), "start_export", command, work)

    def find(self, visit: Visit, command: Order) -> Order:
        """Give how far an own export is.

        :raises Missing: gateway.export_missing, also when it is another's
        """
        return view.whole(store.get(self._db, command["export"], owner=visit.actor.id), visit.language)

    def list(self, visit: Visit, command: Order) -> Order:
        """Give one page of the own exports."""
        asked = {"limit": command.get("limit", 50), "after": command.get("after")}
        found, following = store.page(self._db, owner=visit.actor.id, **asked)
        return {"items": [view.whole(one, visit.language) for one in found], "next": following}

    def cancel(self, visit: Visit, command: Order) -> Order:
        """Want an own export no longer; the process that runs it lets go of it with its next page.

        :raises Missing: gateway.export_missing
        :raises Conflict: gateway.export_changed, gateway.export_act_not_allowed
        """
        order = load(schemas.CancelExport, command)

        def work(tx: Tx) -> Outcome:
            before = store.lock(tx, order["export"])
            _mine(visit, before)
            store.still(before, order["version"])
            after = life.cancel(before, now=clock.now())
            store.save(tx, before, after)
            return outcome(after, view.whole(after, visit.language))

        return perform(self._db, visit.call(visit.key), "cancel_export", command, work)

    def file(self, visit: Visit, command: Order) -> Answer:
        """Give the file to its owner, who still is what they were when they asked; each time is audited.

        Rule GR-384, local design: for a day, to the owner alone.

        :raises Missing: gateway.export_missing, gateway.export_file_missing (not yet, or no longer)
        :raises Denied: gateway.export_role_lost
        """
        files = self._kept()
        found = store.get(self._db, command["export"], owner=visit.actor.id)
        _same(visit, found)
        if not found.file or not found.expires_at or found.expires_at <= clock.now():
            raise Missing("gateway.export_file_missing")
        answer = view.file(visit, found, files)
        if answer.status != 304:
            kept = {"list": found.list, "rows": found.rows, "digest": found.digest}
            with self._db.transaction() as tx:
                call = visit.call(None)
                audit.append(tx, call, act="export_file", kind="export", subject=found.id, version=found.version, detail=kept)
        return answer

    def _kept(self) -> Files:
        if self._files is None:
            raise Unavailable("gateway.exports_off")
        return self._files


def routes_of(rows: Iterable[Route]) -> dict[str, Route]:
    """Give the row of the route table that each list is."""
    known = {(row.service, row.act): row for row in rows}
    return {name: known[listed.service, listed.act] for name, listed in LISTS.items()}


def roles_of(rows: Iterable[Route]) -> Roles:
    """Give who may read each list."""
    return {name: row.roles or () for name, row in routes_of(rows).items()}


def _fresh(visit: Visit, order: Order) -> Export:
    actor, listed = visit.actor, LISTS[order["list"]]
    return Export(
        id=clock.new_id(),
        list=order["list"],
        filters=order["filters"],
        columns=_columns(listed, order["columns"]),
        format=order["format"],
        language=visit.language,
        owner=actor.id,
        role=actor.role,
        unit=actor.unit,
        area=actor.area,
        created_at=clock.now(),
    )


def _columns(listed: Listed, asked: list[str]) -> tuple[str, ...]:
    """Give the names of the columns, in the order asked for; the usual ones where none is.

    :raises Invalid: wire.not_a_choice
    """
    known = [one.name for one in listed.columns]
    for place, name in enumerate(asked):
        if name not in known:
            raise Invalid("wire.not_a_choice", pointer=f"/columns/{place}", choices=known)
    return tuple(dict.fromkeys(asked or known[: listed.usual]))


def _fitting(route: Route, filters: Mapping[str, Any]) -> None:
    """Refuse filters that the list itself would refuse.

    :raises Invalid: wire.invalid
    """
    for name in filters.keys() & OWN:
        raise Invalid("wire.unknown_field", pointer=f"/filters/{name}")
    try:
        load(route.schema, filters)
    except Invalid as failure:
        problems = tuple(Problem(one.code, f"/filters{one.pointer}", one.facts) for one in failure.problems)
        raise Invalid(failure.code, pointer=problems[0].pointer, problems=problems) from None


def _mine(visit: Visit, export: Export) -> None:
    if export.owner != visit.actor.id:
        raise Missing("gateway.export_missing")


def _same(visit: Visit, export: Export) -> None:
    actor = visit.actor
    if (actor.role, actor.unit, actor.area) != (export.role, export.unit, export.area):
        raise Denied("gateway.export_role_lost")
