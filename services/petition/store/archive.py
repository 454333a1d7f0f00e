"""The list of files that is handed to the archive: what retention has put on it, page by page."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kernel import page as keyset
from kernel.page import Order
from kernel.rows import Reader, Table
from kernel.scope import Scope


@dataclass(frozen=True, slots=True)
class Listed:
    """One ended petition on the list. changed_at: its end, from which the term counts. listed_at: when it came on the list."""

    id: str
    number: str
    state: str
    version: int
    area: str
    unit: str | None
    received_at: datetime
    changed_at: datetime
    listed_at: datetime


LISTED = Table("petition", Listed)
LONGEST = Order("listed_at")


def page(
    db: Reader, scope: Scope, *, limit: int, after: Mapping[str, Any] | None
) -> tuple[list[Listed], dict[str, str] | None]:
    """Give one page of the list within a scope, what has been on it longest first."""
    parts = [("listed_at IS NOT NULL", []), scope.predicate()]
    return keyset.page(db, LISTED, LONGEST, parts, limit=limit, after=after)
