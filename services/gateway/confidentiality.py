"""The pledge of confidentiality: read, signed once for each text, and who has not signed yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kernel import audit, clock, logs, page, scope
from kernel.db import Database
from kernel.errors import Conflict, Denied
from kernel.page import Order, Part
from kernel.scope import ALL, AREA
from kernel.shape import instant
from services.gateway import store
from services.gateway.http.visit import Visit
from services.gateway.standing import Standing
from services.gateway.token import Bearer
from services.gateway.words.pledge import Pledge

# who keeps the accounts sees all of the deployment; who leads, those of the own ground
REACHES = {"leader": AREA, "operator": ALL}
log = logs.get(__name__)


class Confidentiality:
    """Acts of the service `gateway` about the pledge, by name in `acts`."""

    def __init__(self, db: Database, standing: Standing, pledge: Pledge):
        self._db, self._standing, self._pledge = db, standing, pledge
        self.acts: dict[str, Callable[[Visit, dict[str, Any]], dict[str, Any]]] = {
            "confidentiality": self.read,
            "sign_confidentiality": self.sign,
            "list_unsigned": self.list_unsigned,
        }

    def read(self, visit: Visit, command: dict[str, Any]) -> dict[str, Any]:
        """Give the text in force in the reader's language, and when the reader signed it."""
        title, _, words = self._pledge.words[visit.language].partition("\n")
        signed = store.signature(self._db, signer=_bearer(visit).actor.id, digest=self._pledge.digest)
        return {"text": self._pledge.digest, "title": title, "words": words.strip(), **_shown(signed)}

    def sign(self, visit: Visit, command: dict[str, Any]) -> dict[str, Any]:
        """Sign the text as it was read; signing again changes nothing.

        :raises Conflict: gateway.confidentiality_changed, when what was read is not the text in force
        """
        signer, digest, at = _bearer(visit).actor.id, self._pledge.digest, clock.now()
        if command["text"] != digest:
            raise Conflict("gateway.confidentiality_changed", text=digest)
        with self._db.transaction() as tx:
            before = store.lock_signature(tx, signer=signer, digest=digest)
            if before is None:
                call, count = visit.call(None), store.sign(tx, signer=signer, digest=digest, at=at)
                audit.append(
                    tx, call, act="sign_confidentiality", kind="account", subject=signer, version=count, detail={"text": digest}
                )
            tx.after_commit(lambda: self._standing.sign(signer))
        if before is None:
            log.info("confidentiality_signed", account=signer)
        return {"text": digest, **_shown((before or at, None))}

    def list_unsigned(self, visit: Visit, command: dict[str, Any]) -> dict[str, Any]:
        """Give one page of staff within reach who have not signed the text in force: logins, no names."""
        actor = _bearer(visit).actor
        reached = scope.reach(REACHES, actor.role, unit=actor.unit, area=actor.area, aliases=())
        parts = [store.unsigned(self._pledge.digest), reached.predicate(), *_filters(command)]
        order = Order("created_at")
        found, following = page.page(
            self._db, store.STAFF, order, parts, limit=command.get("limit", 50), after=command.get("after")
        )
        items = [{"login": one.login, "role": one.role, "unit": one.unit, "area": one.area} for one in found]
        return {"text": self._pledge.digest, "items": items, "next": following}


def _filters(command: dict[str, Any]) -> list[Part]:
    return [("unit = %s", [command["unit"]])] if command.get("unit") else []


def _shown(signed: tuple[Any, Any]) -> dict[str, Any]:
    at, on_paper = signed
    return {"signed_at": instant(at), "signed_on_paper": on_paper.isoformat() if on_paper else None}


def _bearer(visit: Visit) -> Bearer:
    if visit.bearer is None:
        raise Denied("gateway.token_missing")
    return visit.bearer
