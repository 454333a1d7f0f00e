"""Areas and grids that are no more: what was done in them counts as long as it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kernel.rows import Reader

AREAS = "SELECT code, name, code FROM area WHERE parent = %s AND length(code) = 12 AND valid_until IS NOT NULL"
GRIDS = "SELECT code, name, community FROM grid WHERE community LIKE ANY(%s) AND valid_until IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Ended:
    """An area or a grid with a last day. area: its own code, or the community the grid lay in."""

    code: str
    name: str
    area: str


def areas(db: Reader, parent: str) -> list[Ended]:
    """Give the areas right under an area that end or have ended."""
    return [Ended(*row) for row in db.all(AREAS, (parent,))]


def grids(db: Reader, within: Iterable[str]) -> list[Ended]:
    """Give the grids under prefixes of area codes that end or have ended."""
    return [Ended(*row) for row in db.all(GRIDS, ([prefix + "%" for prefix in within],))]


def community(db: Reader, grid: str) -> str | None:
    """Give the community a grid lies or lay in, None for a grid that never was."""
    row = db.one("SELECT community FROM grid WHERE code = %s", (grid,))
    return str(row[0]) if row else None
