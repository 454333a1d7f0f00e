"""One export: what was asked for, by whom, and how far it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

CSV, XLSX = FORMATS = ("csv", "xlsx")
AT_ONCE = 2  # of one person, waiting or running
GOOD_FOR = timedelta(hours=24)
LEASE = timedelta(seconds=30)  # a process that has not been heard of for so long has ended
TRIES = 3
ROWS_MOST = 500_000
FORGOTTEN = timedelta(days=30)  # after its end; the audit keeps that it was


@dataclass(frozen=True, slots=True)
class Export:
    """One export.

    owner: account; role, unit, area: of it when it asked, '' for no area. filters: of the list, until it has ended.
    rows: written so far, by whichever process was furthest. about: rows to be expected, None where nobody knows. tries: how
    often it was begun. problem: code of why it failed.
    file: name under which it is kept. digest: SHA-256 of it. version: changes with the state, not with each page.
    """

    id: str
    list: str
    filters: dict[str, Any]
    columns: tuple[str, ...]
    format: str
    language: str
    owner: str
    role: str
    unit: str | None
    area: str
    created_at: datetime
    state: str = "waiting"
    version: int = 1
    rows: int = 0
    about: int | None = None
    tries: int = 0
    problem: str | None = None
    file: str | None = None
    bytes: int | None = None
    digest: str | None = None
    ended_at: datetime | None = None
    expires_at: datetime | None = None
    leased_until: datetime | None = None

    @property
    def percent(self) -> int | None:
        """Give how far it is, 0..100; never 100 before it is ready, None where nobody knows."""
        if self.state in ("ready", "gone"):
            return 100
        return min(99, self.rows * 100 // self.about) if self.about else None

    @property
    def place(self) -> str:
        """Give the name its file has: of this attempt alone, so that two that are alike do not share one."""
        return hashlib.sha256(f"{self.id}|{self.tries}".encode()).hexdigest()
