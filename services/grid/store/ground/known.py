"""Reading the ground for memory: all of it once, and then what its log of changes names."""
from __future__ import annotations

from dataclasses import replace
from datetime import date

from kernel.rows import Reader
from services.grid.domain.ground.ground import Plot, Region, outlines
from services.grid.domain.ground.known import Known, Register, take
from services.grid.domain.ground.register import Grid
from services.grid.store.ground import ground

ROUNDS = 5  # how often one reading follows changes that come while it reads
AREA_DIGITS = 12


def current(db: Reader, known: Known | None, *, on: date) -> Known:
    """Give the ground valid on a local date: `known` itself when nothing changed, else what is known now.

    :raises Invalid: grid.border_faulty
    """
    before, found = known, _step(db, known, on)
    # again until nothing has changed meanwhile: what was read page by page is of one version then
    for _ in range(ROUNDS):
        if found is before:
            break
        before, found = found, _step(db, found, on)
    return found


def _step(db: Reader, known: Known | None, on: date) -> Known:
    """Read what changed; everything the first time, on a new day, and when the log does not tell."""
    # the version first: a change that comes between is then read once too often, never missed.
    # the day counts too, because an area may begin or end with it
    version = ground.version(db)
    if known is None or known.on != on:
        return _whole(db, version, on)
    if known.version == version:
        return known
    changed = ground.changes(db, since=known.version, until=version)
    return _whole(db, version, on) if changed is None else _part(db, replace(known, version=version), changed)


def _part(db: Reader, known: Known, changed: frozenset[str]) -> Known:
    # a duty grid is called as the office likes: its code too may be twelve characters long
    codes = {code for code in changed if len(code) != AREA_DIGITS or not code.isdigit()}
    if codes != changed:
        known = replace(known, register=_register(db, known.on))
    return known.without(codes).more(ground.read_grids(db, on=known.on, codes=codes)) if codes else known


def _whole(db: Reader, version: int, on: date) -> Known:
    grids: dict[str, Grid] = {}
    plots: dict[str, Plot] = {}
    after: str | None = ""
    while after is not None:
        page = ground.read_page(db, on=on, after=after)
        take(page, grids, plots)
        after = page[-1].grid.code if page else None
    return Known(version, on, _register(db, on), grids, plots)


def _register(db: Reader, on: date) -> Register:
    codes, borders = ground.read_regions(db, on=on)
    return Register(
        areas=ground.read_areas(db, on=on),
        units=ground.list_units(db),
        case_types=ground.list_case_types(db),
        periods=ground.list_periods(db),
        regions=[Region(*pair) for pair in zip(codes, outlines(codes, borders), strict=True)],
    )
