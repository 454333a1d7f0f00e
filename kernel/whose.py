"""Whose some records are, asked by services when somebody must be told: numbers, and parties by their aliases, no name."""
from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kernel.wire import Id, Many, Schema

MOST = 1000


class Whose(Schema):
    """Ask whose records are; those that are not there, or no longer, are passed over."""

    ids = Many(Id(), most=MOST, required=True)


def told(rows: Iterable[tuple[str, str, list[str | None]]]) -> dict[str, Any]:
    """Give the answer. rows: id, number, and each party's alias, None for one without an account."""
    return {"items": [{"id": id, "number": number, "parties": parties} for id, number, parties in rows]}
