"""What one cell of a table may hold: each reader gives its meaning or says, by ValueError, why it has none."""
from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any, cast

from kernel.obligation import Limit, Unit

Cell = Callable[[str], Any]


def text(cell: str) -> str:
    """Read words that must be there."""
    if not cell:
        raise ValueError("is empty")
    return cell


def optional(inner: Cell) -> Cell:
    """Read an empty cell as None, any other as `inner` does."""
    return lambda cell: inner(cell) if cell else None


def choice(*values: str) -> Cell:
    """Read one of a few words."""

    def one(cell: str) -> str:
        if cell not in values:
            raise ValueError(f"'{cell}' is none of {', '.join(values)}")
        return cell

    return one


def flag(cell: str) -> bool:
    """Read 'yes' or 'no'."""
    return bool(choice("yes", "no")(cell) == "yes")


def words(*values: str) -> Cell:
    """Read words of a few, separated by spaces; there may be none."""
    one = choice(*values)
    return lambda cell: tuple(one(word) for word in cell.split())


def word_list(cell: str) -> tuple[str, ...]:
    """Read words separated by spaces, whatever they are; there may be none."""
    return tuple(cell.split())


def whole(cell: str) -> int:
    """Read a whole number from 0 on."""
    if not (cell.isascii() and cell.isdigit()):
        raise ValueError(f"'{cell}' is no whole number")
    return int(cell)


def day(cell: str) -> date:
    """Read a local date, 2026-11-22."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        raise ValueError(f"'{cell}' is no date such as 2026-11-22")
    return date.fromisoformat(cell)


def limit(cell: str) -> Limit:
    """Read a length of time as amount and unit: '4WH', '1/6H'; a fraction is for what is no round number."""
    found = re.fullmatch(r"([0-9]+(?:[./][0-9]+)?)(H|WH|WD|D)", cell)
    if not found:
        raise ValueError(f"'{cell}' is no length of time such as 4WH, 1/2H, 5WD or 1D")
    amount, unit = found.groups()
    try:
        return Limit(float(Fraction(amount)), cast(Unit, unit))
    except ZeroDivisionError as error:
        raise ValueError(f"'{cell}' divides by nothing") from error
