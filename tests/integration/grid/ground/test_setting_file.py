"""A district's files choose for it: from the day they are loaded on, once, and never against a leader who chose since."""
from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from services.grid.store.setting import setting as store
from tests.integration.grid.setting import choose
from tests.integration.grid.town import DISTRICT, EAST, LEADER, Town
from tools.settings_file import take
from tools.sheet import Faulty, Row

TODAY = date(2026, 3, 3)
NEAR = "duty.near_metres"


def load(town: Town, *rows: tuple[str, str | None, str]) -> None:
    """Load rows of key, area and value."""
    with town.db.transaction() as tx:
        take(tx, _rows(rows), root=DISTRICT, today=TODAY, now=town.at)


def _rows(rows: Iterable[tuple[str, str | None, str]]) -> Iterable[Row]:
    for number, (key, area, value) in enumerate(rows, 2):
        yield Row("settings.csv", number, {"key": key, "area": area, "grid_kind": None, "value": value, "source": "file"})


def near(town: Town, area: str = "") -> int:
    found: int = store.read(town.db, NEAR, on=TODAY).get(NEAR, area=area)
    return found


def test_what_a_file_chooses_holds_from_the_day_it_is_loaded_on(town: Town) -> None:
    load(town, (NEAR, DISTRICT, "80"), (NEAR, EAST, "40"))
    assert (near(town), near(town, EAST)) == (80, 40)
    seen = town.as_(LEADER).find_setting({"key": NEAR})
    assert (seen["origin"], seen["since"], seen["reason"]) == ("district", "2026-03-03", "file")
    assert store.read(town.db, NEAR, on=date(2026, 3, 2)).get(NEAR) == 100


def test_loading_again_changes_nothing_and_undoes_no_choice_of_a_leader(town: Town) -> None:
    before = town.count("setting_choice")
    for _ in range(2):
        load(town, (NEAR, None, "80"))
    assert town.count("setting_choice") == before + 1
    choose(town.db, NEAR, "70", on=TODAY)
    load(town, (NEAR, None, "80"))
    assert near(town) == 70
    load(town, (NEAR, None, "60"))
    assert near(town) == 60


def test_rows_that_do_not_agree_with_what_holds_are_told_and_none_is_kept(town: Town) -> None:
    choose(town.db, "area.households_most", "500", area=EAST)
    before = town.count("setting_choice")
    with pytest.raises(Faulty, match="settings.csv, row 3, value: grid.setting_crossed"):
        load(town, (NEAR, None, "80"), ("area.households_least", EAST, "600"))
    with pytest.raises(Faulty, match="settings.csv, row 2, value: grid.scheme_in_use"):
        load(town, ("grid.scheme", None, "17"))
    assert town.count("setting_choice") == before
