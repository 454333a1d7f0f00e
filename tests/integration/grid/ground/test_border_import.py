"""A file of borders is taken whole or not at all, and each fault names its row, its ring and its place."""
from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from click.testing import CliRunner

from bench.ground_import import import_seconds, register
from kernel import clock
from kernel.db import Database
from services.grid.store.border import border as store
from services.grid.store.ground import ground
from tools import grids
from tools.draw_ground import Plan, draw, made_up
from tools.draw_ground import write as write_ground

COMMUNITIES = ["210203001001", "210203001002", "210203002001"]
TODAY = clock.today()  # of the areas that `register` makes
Features = list[dict[str, Any]]


@pytest.fixture
def features() -> Features:
    return list(draw(Plan({"210203": COMMUNITIES}, made_up(["210203"], 20, 4), 20, 4)))


@pytest.fixture
def db(database_of: Callable[..., Database]) -> Database:
    made = database_of("grid")
    register(made, {"210203000000", *COMMUNITIES})
    return made


def load(db: Database, path: Path, features: Features | str) -> tuple[grids.Found, list[str]]:
    path = path / "ground.geojson"
    collection = features if isinstance(features, str) else json.dumps({"type": "FeatureCollection", "features": features})
    path.write_text(collection, encoding="utf-8")
    found = grids.read(path)
    grids.examine(db, path.name, found, on=TODAY)
    return found, grids.save(db, found, on=TODAY) if found.sound else []


def test_a_file_is_written_whole_with_borders_of_areas_and_versions(db: Database, tmp_path: Path, features: Features) -> None:
    before = ground.version(db)
    found, changed = load(db, tmp_path, features)
    assert (found.cells, [one for one in found.faults if one.severity == "fault"]) == ([], [])
    assert len(changed) == len(features) == 24
    assert sum(len(store.list_grids(db, one, on=TODAY)) for one in COMMUNITIES) == 20
    assert store.list_borders(db).keys() == {"210203000000", *COMMUNITIES}
    assert db.one("SELECT count(*) FROM border_version") == (24,)
    assert ground.version(db) == before + 1


def test_premises_lie_in_the_grids_that_a_file_draws(db: Database, tmp_path: Path, features: Features) -> None:
    grid = next(one for one in features if len(one["properties"]["code"]) > 12)
    at = shapely.geometry.shape(grid["geometry"]).representative_point()
    db.all(
        """INSERT INTO premises (id, kind, code, name, address, area, households, rooms, shops, floors, longitude, latitude,
               state, created_at, changed_at, version)
           VALUES (%s, 'building', %s, '一号楼', '', %s, 7, 0, 0, 0, %s, %s, 'standing', now(), now(), 1)""",
        (clock.new_id(), COMMUNITIES[0] + "B00001", COMMUNITIES[0], at.x, at.y),
    )
    load(db, tmp_path, features)
    assert db.one("SELECT grid, version FROM premises") == (grid["properties"]["code"], 2)
    ((body,),) = db.all("SELECT body FROM audit WHERE subject = 'load:borders'")
    assert json.loads(body)["detail"] | {"digest": ""} == {"changed": 24, "digest": "", "premises_moved": 1}


def test_the_same_again_is_nothing(db: Database, tmp_path: Path, features: Features) -> None:
    load(db, tmp_path, features)
    before = ground.version(db)
    assert load(db, tmp_path, features)[1] == []
    assert ground.version(db) == before


def test_one_that_changed_alone_is_written(db: Database, tmp_path: Path, features: Features) -> None:
    load(db, tmp_path, features)
    features[2]["properties"]["households"] = 333
    assert load(db, tmp_path, features)[1] == [features[2]["properties"]["code"]]


def spoil(one: dict[str, Any], **properties: Any) -> None:
    one["properties"].update(properties)


def ring(one: dict[str, Any]) -> list[list[float]]:
    one["geometry"]["coordinates"] = json.loads(json.dumps(one["geometry"]["coordinates"]))
    found: list[list[float]] = one["geometry"]["coordinates"][0]
    return found


ROWS: list[tuple[str, Callable[[dict[str, Any]], None], str]] = [
    ("code", lambda one: spoil(one, code="2102030010019"), "no code of a grid|grid.grid_malformed|no code"),
    ("code", lambda one: spoil(one, code="210203001001999"), "no code of a base grid"),
    ("community", lambda one: spoil(one, community="210203009009"), "is not known"),
    ("community", lambda one: spoil(one, community="21"), "is no code of a community"),
    ("households", lambda one: spoil(one, households="many"), "no whole number"),
    ("kind", lambda one: spoil(one, kind="duty"), "is none of"),
    ("name", lambda one: spoil(one, name=""), "is empty"),
    ("valid_from", lambda one: spoil(one, valid_from="2026-02-30"), "day is out"),
]


@pytest.mark.parametrize(("column", "harm", "problem"), ROWS)
def test_a_faulty_row_is_told_by_number_and_column(
    db: Database, tmp_path: Path, features: Features, column: str, harm: Callable[[dict[str, Any]], None], problem: str
) -> None:
    harm(features[2])
    found, changed = load(db, tmp_path, features)
    assert not changed
    told = [fault for fault in found.cells if (fault.row, fault.column) == (3, column)]
    assert any(part in fault.problem for fault in told for part in problem.split("|"))
    assert db.one("SELECT count(*) FROM grid") == (0,)


def opened(one: dict[str, Any]) -> None:
    ring(one).pop()


def crossed(one: dict[str, Any]) -> None:
    corners = ring(one)
    corners[1], corners[2] = corners[2], corners[1]


RINGS: dict[str, Callable[[dict[str, Any]], None]] = {
    "grid.border_open": opened,
    "grid.border_crossing": crossed,
    "grid.border_short": lambda one: one["geometry"].update(coordinates=[ring(one)[:2]]),
    "grid.border_unreadable": lambda one: ring(one).insert(1, ["east", "north"]),  # type: ignore[list-item]
    "grid.border_out_of_range": lambda one: ring(one).insert(1, [121.6, 95.0]),
    "grid.border_type": lambda one: one.update(geometry=None),
    "grid.border_empty": lambda one: one["geometry"].update(coordinates=[]),
}


@pytest.mark.parametrize("code", RINGS)
def test_gr_40_a_faulty_ring_is_told_by_row_and_ring(db: Database, tmp_path: Path, features: Features, code: str) -> None:
    at = next(n for n, one in enumerate(features) if n > 1 and len(one["geometry"]["coordinates"][0]) > 5)
    RINGS[code](features[at])
    found, changed = load(db, tmp_path, features)
    assert not changed
    told = [(one.code, one.feature, one.ring) for one in found.faults if one.severity == "fault"]
    assert told == [(code, at + 1, 0 if code in ("grid.border_type", "grid.border_empty") else 1)]


def test_a_code_that_stands_twice_is_told_with_both_rows(db: Database, tmp_path: Path, features: Features) -> None:
    features.append(copy.deepcopy(features[2]))
    found, _ = load(db, tmp_path, features)
    assert [(fault.row, fault.column) for fault in found.cells] == [(25, "code")]
    assert "row 3" in found.cells[0].problem


def test_borders_already_there_are_not_drawn_over(db: Database, tmp_path: Path, features: Features) -> None:
    load(db, tmp_path, features)
    again = copy.deepcopy([one for one in features if len(one["properties"]["code"]) == 15][:1])
    spoil(again[0], code=again[0]["properties"]["code"][:12] + "300")
    found, changed = load(db, tmp_path, again)
    assert not changed
    assert {one.code for one in found.faults if one.severity == "fault"} == {"grid.border_overlap"}


def test_the_measured_import_is_this_one(admin_url: str, tmp_path: Path, features: Features) -> None:
    path = tmp_path / "ground.geojson"
    write_ground(iter(features), path)
    assert len(import_seconds(admin_url, path, rounds=2)) == 2


@pytest.mark.parametrize("ending", ["html", "svg", "csv"])
def test_the_command_reports_and_loads_nothing_faulty(
    db: Database, admin_url: str, tmp_path: Path, features: Features, ending: str
) -> None:
    crossed(next(one for one in features[2:] if len(one["geometry"]["coordinates"][0]) > 5))
    path, out = tmp_path / "g.geojson", tmp_path / f"report.{ending}"
    write_ground(iter(features), path)
    done = CliRunner().invoke(grids.main, [str(path), "--admin-url", admin_url, "--report", str(out)])
    assert done.exit_code == 1
    assert "crosses itself" in done.output
    assert "自相交" in out.read_text(encoding="utf-8")
    assert db.one("SELECT count(*) FROM grid") == (0,)


def test_a_dry_run_writes_nothing(db: Database, admin_url: str, tmp_path: Path, features: Features) -> None:
    path = tmp_path / "g.geojson"
    write_ground(iter(features), path)
    done = CliRunner().invoke(grids.main, [str(path), "--admin-url", admin_url, "--dry-run"])
    assert (done.exit_code, db.one("SELECT count(*) FROM grid")) == (0, (0,))
    done = CliRunner().invoke(grids.main, [str(path), "--admin-url", admin_url])
    assert (done.exit_code, db.one("SELECT count(*) FROM grid")) == (0, (20,))
