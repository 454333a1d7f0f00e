"""What anyone may read to fill a form: kinds of matters with their limits, and the tree of areas."""
from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kernel.errors import Invalid
from services.grid.store.ground import ground
from services.grid.territory import Watch
from tests.integration.grid.town import ANYONE, DISTRICT, EAST, EAST_GRID, SINCE, STREET, WEST, Town
from tests.make import refused


def level(town: Town, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = town.as_(ANYONE).list_areas(asked)
    return found


@pytest.mark.parametrize(("language", "name", "unit"), [("zh", "暴露垃圾", "sanitation"), ("en", "Rubbish", "Sanitation")])
def test_a_kind_is_named_in_the_readers_language_and_tells_who_answers_and_how_long(
    town: Town, language: str, name: str, unit: str
) -> None:
    rubbish, manhole = town.as_(ANYONE, language=language).list_case_types({})["items"]
    assert (rubbish["code"], rubbish["name"], rubbish["unit"], rubbish["unit_name"]) == ("E1", name, "sanitation", unit)
    assert (rubbish["name_zh"], rubbish["name_en"], rubbish["root"]) == ("暴露垃圾", "Rubbish", "event")
    assert rubbish["limits"] == [{"stage": "handle", "amount": 4.0, "unit": "WH"}]
    assert (manhole["urgent"], manhole["evidence"], manhole["limits"]) == (True, ["photo_before", "photo_after"], [])


def test_the_tree_is_walked_from_the_district_down_to_the_grids_of_a_community(town: Town) -> None:
    top = level(town)
    assert top["area"] == {"code": DISTRICT, "name": "西岗区", "level": "district", "below": 1}
    assert [(one["code"], one["below"]) for one in top["items"]] == [(STREET, 2)]
    assert [(one["code"], one["below"]) for one in level(town, under=STREET)["items"]] == [(EAST, 1), (WEST, 0)]
    bottom = level(town, under=EAST)
    assert (bottom["items"], bottom["grids"]) == ([], [{"code": EAST_GRID, "name": "一号", "kind": "base"}])


def test_an_area_that_is_not_there_or_not_here_is_refused(town: Town) -> None:
    for code, problem in (("210204000000", "grid.area_outside"), ("210203009000", "grid.area_unknown")):
        with refused(Invalid, problem) as caught:
            level(town, under=code)
        assert caught.value.pointer == "/under"


def test_the_version_grows_with_the_register_so_that_a_client_knows_what_it_kept_is_old(town: Town) -> None:
    before = level(town)["version"]
    with town.db.transaction() as tx:
        ground.put(tx, ground.UNITS, [replace(town.watch.now().units["lamps"], name="灯")])
        ground.touch(tx)
    town.watch = Watch(lambda: town.db, today=lambda: SINCE)
    assert (level(town)["version"], town.as_(ANYONE).list_case_types({})["version"]) == (before + 1, before + 1)
