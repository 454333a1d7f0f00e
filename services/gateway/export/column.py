"""The columns of a list: where a row has them, and what they are called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.gateway.export.cell import Value, value

Row = dict[str, Any]
Take = Callable[[Row], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. words: Chinese, English. instant: told as local time."""

    name: str
    words: tuple[str, str]
    take: Take
    instant: bool = False

    def cell(self, row: Row, language: str) -> Value:
        """Give what a row has here. language: zh or en."""
        return value(self.take(row), instant=self.instant, language=language)

    def heading(self, language: str) -> str:
        """Give what it is called. language: zh or en."""
        return self.words[language == "en"]


def column(name: str, zh: str, en: str, *path: str) -> Column:
    """Give the column that lies at a path of fields, at its own name where none is given; `_at` makes an instant."""
    return Column(name, (zh, en), at(*(path or (name,))), instant=name.endswith("_at"))


def at(*path: str) -> Take:
    """Give what lies at a path of fields; None where there is none."""

    def take(row: Row) -> Any:
        found: Any = row
        for step in path:
            found = found.get(step) if isinstance(found, dict) else None
        return found

    return take


def among(field: str, code: str, part: str) -> Take:
    """Give a part of that one of several, each with a `code`, which has this one."""

    def take(row: Row) -> Any:
        return next((one.get(part) for one in row.get(field, ()) if one.get("code") == code), None)

    return take


def joined(field: str, part: str) -> Take:
    """Give one part of each of several."""
    return lambda row: [one.get(part) for one in row.get(field, ())]
