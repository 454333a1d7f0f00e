"""Which records an answer shows: read from its view, so that a new route is written down without anybody thinking of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from marshmallow import Schema, fields

from kernel.wire import ID
from kernel.wire import Schema as Shape
from services.gateway.access.look import KINDS
from services.gateway.http.route import Route

Path = tuple[str, ...]
NAMED = {name: kind for kind in KINDS for name in (kind, f"{kind}s")}
IDS = re.compile(f"{ID}(,{ID})*")
DEPTH = 6


def paths(view: type[Schema] | None) -> dict[str, tuple[Path, ...]]:
    """Give by kind where the ids of records stand in an answer of a view.

    Rule GR-397: the `id` of a view that says what record it shows, and every field named after a kind of record.
    """
    found: dict[str, tuple[Path, ...]] = {}
    for kind, path in _walk(view() if view else None, ()):
        found[kind] = (*found.get(kind, ()), path)
    return found


def of(reply: dict[str, Any], places: Iterable[Path]) -> str:
    """Give the ids at these places, each once, comma between; '' where there is none.

    :raises ValueError: for what is no id: then nothing may be shown of it
    """
    return joined(one for path in places for one in _at(reply, path))


def joined(ids: Iterable[str]) -> str:
    """Give ids as the log keeps them, each once.

    :raises ValueError: for what is no id
    """
    text = ",".join(dict.fromkeys(ids))
    if text and not IDS.fullmatch(text):
        raise ValueError("a record is shown whose id is none")
    return text


def reading(route: Route) -> bool:
    """Tell whether a row only shows; what acts leaves an audit row of its own in the service that did it."""
    return not route.keyed


def _walk(schema: Schema | None, path: Path) -> Iterator[tuple[str, Path]]:
    if schema is None or len(path) > DEPTH:
        return
    for name, field in schema.fields.items():
        inner = _inner(field)
        if isinstance(inner, fields.Nested):
            yield from _walk(inner.schema, (*path, name))
        elif name in NAMED and isinstance(inner, fields.String):
            yield NAMED[name], (*path, name)
        elif name == "id" and isinstance(schema, Shape) and schema.shows:
            yield schema.shows, (*path, name)


def _inner(field: Any) -> Any:
    while isinstance(field, fields.List):
        field = field.inner
    return field


def _at(reply: dict[str, Any], path: Path) -> list[str]:
    values: list[Any] = [reply]
    for name in path:
        met = [value.get(name) for value in values if isinstance(value, dict)]
        values = [one for value in met for one in (value if isinstance(value, list) else [value]) if one is not None]
    return values
