"""A city's ground for the figures of the index: real codes of communities, drawn grids, written into a stack's register."""
from __future__ import annotations

import time
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from bench.machine import ROOT
from kernel.db import Database
from services.grid.domain.ground.area import parse
from services.grid.domain.ground.register import Grid, RegisteredArea
from services.grid.store.ground import ground as store
from tools.draw_ground import Plan, communities, draw, made_up, outlines

DIVISIONS = ROOT / "deploy" / "divisions" / "dalian.csv"
SINCE = date(2026, 1, 1)
SEED = 1
# the sample district's root becomes part of the city: for a moment neither of the two may be the root
ASIDE = "UPDATE area SET valid_until = '2100-01-01' WHERE parent IS NULL"
BACK = "UPDATE area SET valid_until = NULL, parent = %s WHERE parent IS NULL AND code <> %s"
OVER = "UPDATE grid SET valid_until = '2026-01-02' WHERE valid_from < '2026-01-02'"


def drawn(grids: int, outline: Path | None) -> list[dict[str, Any]]:
    """Give root, communities and grids as GeoJSON features. outline: districts' borders, made up when there is none."""
    found = communities(DIVISIONS)
    grounds = outlines(outline) if outline else made_up(sorted(found), grids, SEED)
    return list(draw(Plan(found, grounds, grids, SEED)))


def put(admin_url: str, features: list[dict[str, Any]]) -> None:
    """Write the city into the register of a stack, in place of the sample's grids."""
    root = features[0]["properties"]["code"]
    with closing(Database(admin_url, schema="grid", size=1, statement_timeout=120.0)) as db, db.transaction() as tx:
        for statement in (ASIDE, OVER):
            tx.run(statement)
        store.put(tx, store.AREAS, _areas(features))
        tx.later(BACK, (root, root))
        store.put(tx, store.GRIDS, _grids(features))
        store.touch(tx)


def _areas(features: list[dict[str, Any]]) -> list[RegisteredArea]:
    """Give the areas of all grids and what lies above them, the wider first; of borders the root's alone."""
    root = features[0]["properties"]["code"]
    codes = {one["properties"]["code"] for one in features if one["properties"]["kind"] == "community"}
    while above := {parse(code).parent for code in codes if code != root} - codes:
        codes |= above
    return [
        RegisteredArea(
            code, f"区划{code}", parse(code).level, parse(code).parent if code != root else None, SINCE,
            border=features[0]["geometry"] if code == root else None,
        )
        for code in sorted(codes)
    ]  # fmt: skip


def _grids(features: list[dict[str, Any]]) -> list[Grid]:
    own = [(one["properties"], one["geometry"]) for one in features if "community" in one["properties"]]
    return [
        Grid(said["code"], said["community"], said["name"], said["kind"], geometry, said["households"], SINCE)
        for said, geometry in own
    ]


def swap(db: Database, one: str, other: str) -> float:
    """Let two grids change places, and give the instant at which that was sent to be committed, seconds since 1970."""
    with db.transaction() as tx:
        borders = dict(tx.all("SELECT code, border FROM grid WHERE code IN (%s, %s) ORDER BY code FOR UPDATE", (one, other)))
        for code, border in ((one, borders[other]), (other, borders[one])):
            tx.later("UPDATE grid SET border = %s WHERE code = %s", (orjson.dumps(border).decode(), code))
        store.touch(tx, [one, other])
        return time.time()
