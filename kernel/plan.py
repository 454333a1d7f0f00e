"""Statements the server keeps the plan of: prepared on a connection when first sent there, by name afterwards.

psycopg2 sends text with the values in it, which the server parses and plans anew each time. For the handful of inserts that
every act makes that is half of what they cost.
"""
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import blake2s
from typing import Any

PLACE = re.compile(r"%(?:s|\((\w+)\)s|%)")


class Plans(set[str]):
    """The names one connection has prepared."""


@cache
def parsed(sql: str) -> tuple[str, str, tuple[str, ...]]:
    """Give the name of a statement, its text with numbered places, and the names of its places ('' where by position)."""
    names: list[str] = []

    def numbered(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        name = found[1] or ""
        if not name or name not in names:
            names.append(name)
            return f"${len(names)}"
        return f"${names.index(name) + 1}"

    body = PLACE.sub(numbered, sql)
    return "p" + blake2s(sql.encode(), digest_size=8).hexdigest(), body, tuple(names)


def text(cursor: Any, sql: str, params: Sequence[Any] | Mapping[str, Any]) -> bytes:
    """Give what runs a statement on the cursor's connection, with its preparation when it is the first time there."""
    name, body, names = parsed(sql)
    values = [params[one] for one in names] if isinstance(params, Mapping) else list(params)
    run: bytes = cursor.mogrify(f"EXECUTE {name} ({', '.join(['%s'] * len(values))})", values)
    plans: Plans = cursor.connection.plans
    if name in plans:
        return run
    plans.add(name)
    return f"PREPARE {name} AS {body};".encode() + run


def forget(cursor: Any) -> None:
    """Drop a connection's plans after a failure: which of them the server has is not known then."""
    plans: Plans = cursor.connection.plans
    if plans:
        plans.clear()
        cursor.execute(b"DEALLOCATE ALL")
