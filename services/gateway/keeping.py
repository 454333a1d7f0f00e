"""How long everything is kept, asked of each service by operators."""
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kernel.db import Database
from kernel.keep import Keep
from kernel.retaining import may_read, shown
from kernel.retention import Rule
from services.gateway.http.visit import Visit


class Keeping:
    """The front door's act about it; its own rules are read here, those of others are asked for."""

    def __init__(self, db: Database, rules: tuple[Rule, ...], keeps: Mapping[str, Keep], remote: Callable[..., dict[str, Any]]):
        self._db, self._rules, self._keeps, self._remote = db, rules, keeps, remote
        self.acts = {"show_retention": self._show}

    def _show(self, visit: Visit, command: dict[str, Any]) -> dict[str, Any]:
        call = visit.call(None)
        may_read(call)
        if command["service"] != "gateway":
            return self._remote(command["service"], "list_retention", {}, call)
        return shown(self._db, self._rules, self._keeps, language=visit.language)
