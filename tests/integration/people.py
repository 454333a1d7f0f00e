"""A service on a real database: its methods as each of its people would call them."""
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, ClassVar, Self

import orjson

from kernel.call import Actor, Call
from kernel.db import Database
from kernel.keyring import Key
from kernel.seal import Sealer
from kernel.unmask import Limits
from kernel.workdays import Calendar

# a Tuesday, 09:00 in Shanghai
OPENING = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)
KEY = Key("k1", bytes(range(32)))


@dataclass
class People:
    """The service and its people. at: the instant at which the next act happens, aware UTC."""

    service: ClassVar[type]

    db: Database
    at: datetime = OPENING
    seal: Sealer = field(default_factory=lambda: Sealer([KEY]))
    keys: Iterator[int] = field(default_factory=lambda: count(1))
    limits: Limits = field(default_factory=Limits)

    def as_(self, actor: Actor, *, key: str | None = None, language: str = "en") -> Any:
        """Give the service as one person calls it."""
        service: Any = self.service()
        service.db, service.seal, service.calendar = self.db, self.seal, Calendar()
        service.unmasking = self.limits
        service.call = Call(actor=actor, key=key or f"key-{next(self.keys)}", language=language, now=self.at)
        return service

    def later(self, **length: float) -> Self:
        """Let time pass."""
        self.at += timedelta(**length)
        return self

    def told(self) -> list[dict[str, Any]]:
        """Give the events told so far, in order."""
        return [orjson.loads(body) for (body,) in self.db.all("SELECT body FROM outbox ORDER BY created_at, id")]

    def count(self, table: str) -> int:
        """Count the rows of a table."""
        row = self.db.one(f"SELECT count(*) FROM {table}")
        assert row is not None
        return int(row[0])

    def aside(self, db: Database) -> Self:
        """Give the same people over connections of their own, as a second process would have."""
        return replace(self, db=db)
