"""What has a point and is no case: it is found anew where borders change, as premises are."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kernel.db import Tx
from kernel.errors import Invalid
from services.grid.domain.ground.ground import Spot
from services.grid.store.ground import hanging
from services.grid.store.ground.noun import NOUNS, PREMISES, WHISTLE, Noun, move

Place = tuple[str, str | None]
READ = """
SELECT concat_ws('/', {key}), longitude, latitude, area, grid FROM {table} AS one
WHERE area = ANY(%(areas)s) AND longitude IS NOT NULL AND ({pointed}) AND {open} ORDER BY {key}
"""
LED = """
unnest(%(keys)s::text[], %(to)s::text[], %(grids)s::text[]) AS led (key, area, grid)
ON concat_ws('/', {key}) = led.key AND one.area = ANY(%(areas)s)
"""


def regrid(tx: Tx, locate: Callable[[float, float], Spot], *, areas: Iterable[str]) -> None:
    """Find anew, by their points, the community and grid of what lies in communities whose borders change.

    What no border holds any more stays in its community, in no grid. What hangs on it, and on premises that moved before,
    goes along with its clocks.
    """
    tx.flush()
    codes = set(areas)
    for noun in NOUNS:
        if noun.pointed:
            codes |= _regrid(tx, noun, locate, sorted(codes))
    hanging.with_places(tx, WHISTLE, codes)
    hanging.with_places(tx, PREMISES, codes)
    hanging.clocks(tx, codes)


def _regrid(tx: Tx, noun: Noun, locate: Callable[[float, float], Spot], areas: list[str]) -> set[str]:
    """Find one noun anew, and give the areas it went to."""
    key = ", ".join(f"one.{name}" for name in noun.key)
    rows = tx.all(READ.format(table=noun.table, key=key, pointed=noun.pointed, open=noun.open), {"areas": areas})
    found = {id: _place(locate, lon, lat, area) for id, lon, lat, area, _ in rows}
    moved = [id for id, _, _, area, grid in rows if found[id] != (area, grid)]
    if moved:
        to, grids = [found[id][0] for id in moved], [found[id][1] for id in moved]
        sql = move(noun, LED.format(key=key), area="led.area", grid="led.grid")
        tx.run(sql, {"keys": moved, "to": to, "grids": grids, "areas": areas})
    return {found[id][0] for id in moved}


def _place(locate: Callable[[float, float], Spot], lon: float, lat: float, area: str) -> Place:
    try:
        spot = locate(lon, lat)
    except Invalid:  # outside every border: nobody is served by refusing the whole change for it
        return area, None
    return spot.community or area, spot.grid or None
