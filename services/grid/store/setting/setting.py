"""Choices of settings as rows: read by the rooms, written by one act and by the loader of files."""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from kernel import page as keyset
from kernel.db import Tx
from kernel.errors import Conflict
from kernel.page import Order, Part
from kernel.rows import Reader, Table
from services.grid.domain.setting.chosen import Chosen, Values
from services.grid.domain.setting.registry import SETTINGS
from services.grid.store.grid import choose_scheme

CHOICES = Table("setting_choice", Chosen)
CREATED = Order("created_at", descending=True)
READ = f"""
SELECT DISTINCT ON (key, area, grid_kind) {CHOICES.listed} FROM setting_choice WHERE key = ANY(%s) AND valid_from <= %s
ORDER BY key, area, grid_kind, valid_from DESC, version DESC
"""
# what must be locked by others stands in a row of its own besides
ALSO: Mapping[str, Callable[[Tx, str], None]] = {
    "grid.scheme": lambda tx, value: choose_scheme(tx, value or SETTINGS["grid.scheme"].usual()),
}


def read(db: Reader, *keys: str, on: date) -> Values:
    """Give what holds of some settings on a local date: one statement over an index, as cheap as any row by its key."""
    return Values(CHOICES.load(row) for row in db.all(READ, (list(keys), on)))


def count(db: Reader) -> int:
    """Give how many choices were made of all settings; none is ever taken away."""
    row = db.one("SELECT count(*) FROM setting_choice")
    return int(row[0]) if row else 0


def every(db: Reader) -> list[Chosen]:
    """Give all choices that were ever made."""
    return CHOICES.all(db, "")


def hold(tx: Tx) -> None:
    """Wait until nobody else chooses: what two settings must agree in is looked at by one at a time."""
    tx.run("SELECT pg_advisory_xact_lock(hashtext('setting_choice'))")


def version(db: Reader, key: str, area: str, grid_kind: str) -> int:
    """Give the version of the choices of a setting at a place; 1 while nothing was ever chosen."""
    row = db.one(
        "SELECT max(version) FROM setting_choice WHERE key = %s AND area = %s AND grid_kind = %s", (key, area, grid_kind)
    )
    return int(row[0]) if row and row[0] else 1


def versions(db: Reader, area: str) -> dict[tuple[str, str], int]:
    """Give the version of the choices of every setting and kind at a place; those never chosen are left out."""
    sql = "SELECT key, grid_kind, max(version) FROM setting_choice WHERE key = ANY(%s) AND area = %s GROUP BY key, grid_kind"
    return {(key, kind): int(number) for key, kind, number in db.all(sql, (list(SETTINGS), area))}


def upcoming(db: Reader, area: str, *, on: date) -> dict[tuple[str, str], Chosen]:
    """Give what is chosen next for a place after a local date, by key and kind of grid."""
    sql = f"""SELECT DISTINCT ON (key, grid_kind) {CHOICES.listed} FROM setting_choice
              WHERE key = ANY(%s) AND area = %s AND valid_from > %s ORDER BY key, grid_kind, valid_from, version DESC"""
    rows = (CHOICES.load(row) for row in db.all(sql, (list(SETTINGS), area, on)))
    return {(one.key, one.grid_kind): one for one in rows}


def same(now: int, seen: int) -> None:
    """Let only who has seen the last choice make another.

    :raises Conflict: grid.setting_changed, facts version
    """
    if now != seen:
        raise Conflict("grid.setting_changed", version=now)


def add(tx: Tx, chosen: Chosen) -> None:
    """Queue a choice, and what goes with it.

    :raises Conflict: grid.scheme_in_use
    """
    tx.conflict("setting_version_once", Conflict("grid.setting_changed", version=chosen.version))
    if chosen.key in ALSO:
        ALSO[chosen.key](tx, chosen.value)
    CHOICES.insert(tx, chosen)


def find_loaded(db: Reader, key: str, area: str, grid_kind: str) -> Chosen | None:
    """Give the choice a file made last for a setting at a place, None when none did."""
    rest = "WHERE key = %s AND area = %s AND grid_kind = %s AND origin = 'file' ORDER BY version DESC LIMIT 1"
    return CHOICES.find(db, rest, (key, area, grid_kind))


def page(
    db: Reader, key: str, places: Iterable[Part], *, limit: int, after: dict[str, Any] | None
) -> tuple[list[Chosen], dict[str, str] | None]:
    """Give one page of the choices of a setting, the latest first."""
    return keyset.page(db, CHOICES, CREATED, [("key = %s", [key]), *places], limit=limit, after=after)
