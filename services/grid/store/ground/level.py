"""Levels of areas as rows."""
from __future__ import annotations

from collections.abc import Iterable

from kernel.db import Tx
from kernel.rows import Reader, Table, column
from services.grid.domain.ground.level import Level, Levels, keep

LEVELS = Table("area_level", Level, key="level")


def read(db: Reader) -> Levels:
    """Give the tenant's levels."""
    return Levels(LEVELS.all(db, "ORDER BY digits, level"))


def put(tx: Tx, levels: Iterable[Level]) -> bool:
    """Write the tenant's levels in place of those before, and tell whether any differs.

    :raises Conflict: grid.level_in_use, facts level
    """
    wanted, kept = {level.level: level for level in levels}, {level.level: level for level in LEVELS.all(tx, "")}
    if wanted == kept:
        return False
    for (name,) in tx.all("SELECT DISTINCT level FROM area ORDER BY level"):
        keep(kept[name], wanted.get(name))
    tx.later("DELETE FROM area_level WHERE NOT level = ANY(%s)", (list(wanted),))
    sets = ", ".join(f"{name} = excluded.{name}" for name in LEVELS.columns[1:])
    marks = ", ".join(["%s"] * len(LEVELS.columns))
    # letters may change hands between levels without codes, so all are taken off before they are given anew
    tx.later("UPDATE area_level SET letter = '' WHERE NOT EXISTS (SELECT FROM area WHERE area.level = area_level.level)")
    for level in wanted.values():
        tx.later(
            f"INSERT INTO area_level ({LEVELS.listed}) VALUES ({marks}) ON CONFLICT (level) DO UPDATE SET {sets}",
            [column(getattr(level, name)) for name in LEVELS.columns],
        )
    return True
