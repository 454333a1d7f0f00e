"""Page by page a reader sees each record of a list once, in order, and nothing else."""
from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.page import Order, page
from kernel.rows import Table

START = datetime(2026, 3, 3, 1, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Thing:
    id: str
    at: datetime
    unit: str


THINGS = Table("thing", Thing)


class Things:
    """The things as a database gives them; it has neither casts nor instants, and compares texts instead."""

    def __init__(self, things: list[Thing]) -> None:
        self.db = sqlite3.connect(":memory:")
        self.db.execute("CREATE TABLE thing (id, at, unit)")
        self.db.executemany("INSERT INTO thing VALUES (?, ?, ?)", [(o.id, o.at.isoformat(), o.unit) for o in things])

    def one(self, sql: str, params: Any = None) -> tuple[Any, ...] | None:
        return next(iter(self.all(sql, params)), None)

    def all(self, sql: str, params: Any = None) -> list[tuple[Any, ...]]:
        sql = sql.replace("::timestamptz", "").replace("::uuid", "").replace("%s", "?")
        return [(id, datetime.fromisoformat(at), unit) for id, at, unit in self.db.execute(sql, params)]


# few instants, so that many records share one
ROWS = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["a", "b"])), max_size=12).map(
    lambda rows: [Thing(f"{n:02}", START + timedelta(hours=hour), unit) for n, (hour, unit) in enumerate(rows)]
)


@given(ROWS, st.booleans(), st.integers(1, 5))
def test_the_pages_together_are_the_list(things: list[Thing], descending: bool, limit: int) -> None:
    db, seen, after = Things(things), [], None
    for _ in range(len(things) + 1):
        order = Order("at", descending=descending)
        items, after = page(db, THINGS, order, [("unit = %s", ["a"])], limit=limit, after=after)
        seen += items
        assert len(items) == limit or after is None
        if after is None:
            break
    wanted = [one for one in things if one.unit == "a"]
    assert seen == sorted(wanted, key=lambda one: (one.at, one.id), reverse=descending)


@pytest.mark.parametrize(("count", "more"), [(2, False), (3, True)])
def test_only_what_has_a_page_after_it_names_where_that_begins(count: int, more: bool) -> None:
    things = [Thing(str(n), START, "a") for n in range(count)]
    _, following = page(Things(things), THINGS, Order("at"), [("TRUE", [])], limit=2, after=None)
    assert following == ({"at": START.isoformat(), "id": "1"} if more else None)


def test_conditions_do_not_run_into_each_other() -> None:
    things = [Thing("1", START, "a"), Thing("2", START, "b")]
    either = ("unit = %s OR unit = %s", ["a", "b"])
    items, _ = page(Things(things), THINGS, Order("at"), [either, ("unit = %s", ["b"])], limit=9, after=None)
    assert [one.id for one in items] == ["2"]
