"""A district whose grids are coded by 20 digits, from its files to what each of its people sees: no step knows the length."""
from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from kernel.call import Actor
from kernel.db import Database
from kernel.keyring import make_key
from kernel.number import Numbers
from kernel.seal import Sealer
from services.gateway.account import account_id
from services.grid.choices import Choices
from services.grid.domain.grid.scheme import CODE
from services.grid.service.numbering import Numbering
from services.grid.service.staff.reach import Standing
from services.grid.territory import Watch
from tests.integration.grid.town import ANYONE, DISPATCHER, RESIDENT, Town
from tools.load import load
from tools.loading import People, Source

SAMPLE = Path(__file__).parents[4] / "deploy" / "districts" / "xigang"
SHENGLI = "210203011003"
FIRST, SPECIAL = f"010102{SHENGLI}01", f"010103{SHENGLI}01"
IN_FIRST_GRID = {"lon": 121.6119, "lat": 38.9078, "system": "wgs84"}
WORKER = Actor(id=account_id("shengli1"), role="grid_worker", unit="community_shengli", area=SHENGLI)
ALL = {"west": 121.0, "south": 38.0, "east": 122.0, "north": 40.0}


class Sample(Town):
    """The people of the town in the sample district."""

    def __post_init__(self) -> None:
        self.watch = Watch(lambda: self.db)
        self.choices = Choices(lambda: self.db)
        self.numbers = Numbering(Numbers(self.db, "incident_number"), "210203")
        self.standing = Standing(lambda: self.db)


def coded(found: re.Match[str]) -> str:
    """Write a code of 15 digits with 20: its class, its community, and two digits of its number."""
    community, number = found[1], int(found[2])
    return f"010103{community}{number - 900:02}" if number > 900 else f"010102{community}{number:02}"


@pytest.fixture
def town(tmp_path: Path, admin_url: str, database_of: Callable[..., Database]) -> Sample:
    folder = Path(shutil.copytree(SAMPLE, tmp_path / "xigang"))
    for name in ("grids.geojson", "posts.csv"):
        text = (folder / name).read_text(encoding="utf-8")
        (folder / name).write_text(re.sub(r"\b(210203[0-9]{6})([0-9]{3})\b", coded, text), encoding="utf-8")
    (folder / "scheme.csv").write_text("scheme\n20\n")
    load(Source(folder, admin_url, people=People(Sealer([make_key("k1")]), "correct horse battery")))
    return Sample(database_of("grid"))


def chart(town: Sample, actor: Actor, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = orjson.loads(town.as_(actor).chart(asked)["features"])
    return found


def test_a_report_by_point_is_found_in_its_grid_listed_and_drawn_gr_31(town: Sample) -> None:
    seen = town.report(RESIDENT, point=IN_FIRST_GRID, case_type=None)
    assert town.find(DISPATCHER, seen)["area"] == SHENGLI
    assert [one["id"] for one in town.as_(WORKER).list_incidents({"queue": "open"})["items"]] == [seen["id"]]
    by_code = town.report(RESIDENT, point=None, area=SPECIAL, case_type=None)
    for asked in ({}, {"window": ALL}):
        found = {one["id"]: one["properties"]["grid"] for one in chart(town, DISPATCHER, layer="cases", **asked)}
        assert found == {seen["id"]: FIRST, by_code["id"]: SPECIAL}
    assert [one["id"] for one in chart(town, DISPATCHER, layer="cases", where={"grid": FIRST})] == [seen["id"]]
    drawn = chart(town, ANYONE, layer="grids", where={"community": SHENGLI})
    assert {one["id"] for one in drawn} >= {FIRST, SPECIAL}
    assert all(re.fullmatch(CODE, one["id"]) for one in drawn)


def test_posts_stand_on_their_grids_and_the_next_grid_follows_in_number_gr_31(town: Sample) -> None:
    mine = town.as_(WORKER).list_my_posts({})["items"]
    assert [one["place"] for one in mine] == [FIRST]
    command = {"community": SHENGLI, "kind": "special", "name": "园区", "households": 0}
    assert town.as_(DISPATCHER).open_grid(command)["code"] == f"010103{SHENGLI}02"
    listed = town.as_(DISPATCHER).list_grids({"area": SHENGLI, "kind": "special"})
    assert [one["code"] for one in listed["items"]] == [SPECIAL, f"010103{SHENGLI}02"]
