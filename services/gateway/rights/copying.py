"""Copies of what is kept of people, and corrections of it: each of themselves alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kernel.command import Outcome, perform
from kernel.db import Database, Tx
from kernel.seal import Sealer
from kernel.shape import instant
from kernel.wire import load
from services.gateway import store as accounts
from services.gateway.account import name_context
from services.gateway.http.visit import Visit
from services.gateway.phone import store as phones
from services.gateway.phone.codes import phone_context
from services.gateway.rights import schemas, store
from services.gateway.rights.asking import KEEPERS, Asking, Order, Remote
from services.gateway.session.desk import signed_in


class Copying:
    """Acts of the service `gateway` on what is kept of the one who asks, by name in `acts`."""

    def __init__(self, *, db: Database, sealer: Sealer, remote: Remote):
        self._db, self._sealer, self._asking = db, sealer, Asking(remote)
        self.acts: dict[str, Callable[[Visit, Order], Order]] = {
            "own_copy": self.copy,
            "copy_by_code": self.copy_by_code,
            "correct_own": self.correct,
            "correct_by_code": self.correct,
            "correct_account": self.correct_account,
        }

    def copy(self, visit: Visit, command: Order) -> Order:
        """Give a page of all that is kept of the account: of itself first, then service by service.

        Page by page it is never too large for one answer, and needs no file that others might find.

        Rule GR-405, 《个人信息保护法》 art. 45 and 《网络数据安全管理条例》 art. 23: easily had, and of oneself alone.
        """
        place = command.get("after") or {}
        service, limit = place.get("service", KEEPERS[0]), command.get("limit", 50)
        if service not in KEEPERS:
            service = KEEPERS[0]
        found = self._asking.page(service, visit.call(None), limit=limit, after=place.get("after"))
        own = [] if place else self._own(visit)
        return {"items": [*own, *map(_item, found["items"])], "next": _next(service, found["next"])}

    def copy_by_code(self, visit: Visit, command: Order) -> Order:
        """Give all that is kept in the one matter of a receipt.

        :raises Missing: as the service of the matter says for a wrong number or code
        """
        _, found = self._asking.by_code(command, visit.call(None))
        return {"items": [_item(found)]}

    def correct(self, visit: Visit, command: Order) -> Order:
        """Put right what is kept of oneself in one matter that is not over.

        Rule GR-406, 《个人信息保护法》 art. 46.

        :raises Missing: as the service of the matter says
        :raises Conflict: grid.identity_fixed, petition.identity_fixed, mediation.identity_fixed
        """
        return self._asking.correct(command, visit.call(visit.key))

    def correct_account(self, visit: Visit, command: Order) -> Order:
        """Put the name of the own account right; what stood there before is not kept.

        Rule GR-406, 《个人信息保护法》 art. 46.
        """
        name, holder = load(schemas.CorrectAccount, command)["name"], signed_in(visit).actor.id

        def work(tx: Tx) -> Outcome:
            version = store.rename(tx, holder, self._sealer.seal(name, name_context(holder)))
            reply = {"id": holder, "number": None, "corrected": ["name"]}
            return Outcome(reply, "account", holder, version, detail={"fields": ["name"]})

        return perform(self._db, visit.call(visit.key), "correct_account", command, work)

    def _own(self, visit: Visit) -> list[Order]:
        """Give what the front door keeps: the account, its sessions, what it sent."""
        holder = signed_in(visit).actor.id
        found = accounts.account_of(self._db, id=holder)
        assert found is not None  # the gate let it in
        name = self._sealer.open(found.name, name_context(holder))
        number = phones.sealed_of(self._db, holder)
        phone = self._sealer.open(number, phone_context(holder)) if number else ""
        record: dict[str, Any] = {key: getattr(found, key) for key in ("login", "role", "area", "language")}
        sessions = [
            {"kind": kind, "created_at": instant(created), "seen_at": instant(seen)}
            for kind, created, seen in store.sessions_of(self._db, holder)
        ]
        sent = [
            {"id": id, "media": media, "bytes": size, "created_at": instant(at)}
            for id, media, size, at in store.sent_by(self._db, self._sealer.aliases(holder))
        ]
        coming = [
            {"id": id, "media": media, "bytes": size, "created_at": instant(at)}
            for id, media, size, at in store.coming_of(self._db, self._sealer.aliases(holder))
        ]
        record |= {"sessions": sessions, "attachments": sent, "uploads": coming}
        return [{"kind": "account", "id": holder, "number": None, "person": {"name": name, "phone": phone}, "data": record}]


def _item(found: Order) -> Order:
    return {name: found.get(name) for name in ("kind", "id", "number", "person")} | {"data": found["record"]}


def _next(service: str, following: Any) -> Order | None:
    if following:
        return {"service": service, "after": following}
    place = KEEPERS.index(service) + 1
    return {"service": KEEPERS[place], "after": None} if place < len(KEEPERS) else None
