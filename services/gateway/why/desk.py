"""Answers why an account sees a record, or cannot: the account from here, the rest from the service that has the record."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kernel.call import Call
from kernel.db import Database
from services.gateway import store
from services.gateway.http.visit import Visit
from services.gateway.why.schemas import HOLDERS
from services.gateway.why.words import WORDS

Order = dict[str, Any]
Remote = Callable[[str, str, Order, Call], Order]
NOBODY: Order = {"role": "anyone", "unit": None, "area": ""}


class Explaining:
    """The act of the service `gateway` that says why, by name in `acts`. remote: calls a service."""

    def __init__(self, db: Database, *, remote: Remote):
        self._db, self._remote = db, remote
        self.acts: dict[str, Callable[[Visit, Order], Order]] = {"why": self.why}

    def why(self, visit: Visit, command: Order) -> Order:
        """Give the chain by which an account reaches a record, or what keeps it out; each question is audited.

        :raises Missing: grid.incident_missing, petition.petition_missing, petition.intake_missing,
            mediation.dispute_missing, also for who asks of other ground
        """
        found = store.account_of(self._db, id=command["account"])
        known = {"role": found.role, "unit": found.unit, "area": found.area} if found and not found.disabled else NOBODY
        asked = {"id": command["id"], "account": command["account"], **known}
        told = self._remote(*HOLDERS[command["kind"]], asked, visit.call(None))
        if found is None or found.disabled:
            because = "account_disabled" if found else "account_missing"
            told = {**told, "sees": False, "because": because, "role": None, "limit": None, "has": []}
        words = WORDS[told["because"]][visit.language]
        return {**{name: command[name] for name in ("kind", "id", "account")}, **told, "words": words}
