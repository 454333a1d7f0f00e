"""A figure with its spread, and the table of all of them."""
from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing. values: one for each round. wanted: the limit it is held against, '>=400' or '<=20', or ''."""

    name: str
    unit: str
    values: tuple[float, ...]
    wanted: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def reached(self) -> bool | None:
        """Say whether the median keeps the limit; None without one."""
        if not self.wanted:
            return None
        limit = float(self.wanted[2:])
        return self.median >= limit if self.wanted.startswith(">=") else self.median <= limit

    def dump(self) -> dict[str, Any]:
        return {"name": self.name, "unit": self.unit, "values": list(self.values), "wanted": self.wanted}


def show(console: Console, title: str, figures: list[Figure]) -> None:
    """Print figures with least, median and most of their rounds."""
    table = Table(title=title, title_justify="left")
    for name in ("figure", "unit", "least", "median", "most", "wanted", ""):
        table.add_column(name, justify="left" if name in ("figure", "unit", "") else "right")
    for one in figures:
        mark = {True: "reached", False: "NOT reached", None: ""}[one.reached]
        row = (f"{value:,.4g}" for value in (min(one.values), one.median, max(one.values)))
        table.add_row(one.name, one.unit, *row, one.wanted, mark)
    console.print(table)
