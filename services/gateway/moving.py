"""Accounts and API clients whose area ends: they go along where one follows; else who leads or operates is told."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kernel import audit, logs, outbox, page, scope
from kernel import succession as kept
from kernel.call import Call
from kernel.db import Database, Tx
from kernel.decision import Event
from kernel.errors import Denied
from kernel.page import Order
from kernel.scope import ALL, AREA
from kernel.succession import DIGITS
from services.gateway import store, succession
from services.gateway.http.visit import Visit

LEFT = {succession.ACCOUNT: "accounts", succession.CLIENT: "clients"}
REACHES = {"leader": AREA, "operator": ALL}
log = logs.get(__name__)


class Moving:
    """Acts of the service `gateway` about areas that ended, by name in `acts`; and what it hears of them."""

    def __init__(self, db: Database):
        self._db = db
        self.acts: dict[str, Callable[[Visit, dict[str, Any]], dict[str, Any]]] = {"list_astray": self.list_astray}

    def hear(self, event: dict[str, Any]) -> None:
        """Let who has an account or a key follow their area, once a fact: `grid.area_split`, `_merged`, `_ended`, `_recoded`.

        Rule GR-28, domain 9.1: nobody loses their ground by a new code, and nobody is given ground by a guess.
        """
        call, on = Call().system(), event["data"]["on"]
        kept.take(self._db, event, lambda tx, ended: self._follow(tx, call, ended, on=on))

    def list_astray(self, visit: Visit, command: dict[str, Any]) -> dict[str, Any]:
        """Give one page of accounts within reach whose area has ended and nobody knows which one they go to: no names."""
        if visit.bearer is None:
            raise Denied("gateway.token_missing")
        actor = visit.bearer.actor
        reached = scope.reach(REACHES, actor.role, unit=actor.unit, area=actor.area, aliases=())
        parts = [succession.astray(), reached.predicate()]
        order = Order("created_at")
        found, following = page.page(
            self._db, store.STAFF, order, parts, limit=command.get("limit", 50), after=command.get("after")
        )
        into = succession.list_targets(self._db, {_whole(one.area) for one in found})
        items = [
            {"login": one.login, "role": one.role, "unit": one.unit, "area": one.area, "into": into.get(_whole(one.area), [])}
            for one in found
        ]
        return {"items": items, "next": following}

    def _follow(self, tx: Tx, call: Call, ended: list[str], *, on: str) -> None:
        for noun, counted in LEFT.items():
            self._follow_all(tx, call, ended, noun=noun, counted=counted, on=on)

    def _follow_all(self, tx: Tx, call: Call, ended: list[str], *, noun: str, counted: str, on: str) -> None:
        moved = succession.move(tx, noun)
        for one in moved:
            detail = {"was_area": one.was, "area": one.area}
            audit.append(tx, call, act="follow_area", kind=noun, subject=one.id, version=one.version, detail=detail)
        left = succession.count_astray(tx, noun, ended)
        told = [Event(f"gateway.{counted}_left", code, {"area": code, "on": on, counted: n}) for code, n in left.items()]
        outbox.append(tx, call, tuple(told))
        tx.after_commit(lambda: log.info("accounts_followed", noun=noun, moved=len(moved), left=sum(left.values())))


def _whole(area: str) -> str:
    return area.ljust(DIGITS, "0")
