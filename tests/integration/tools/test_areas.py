"""Importing areas into a real database: a whole city, twice, and everything that can be wrong with a file."""
from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from kernel.db import Database
from services.grid.domain.ground.level import STATISTICAL
from services.grid.store.ground import ground
from services.grid.store.ground import level as levels
from services.grid.store.ground.area_import import Brought
from tools import areas
from tools.areas import import_files
from tools.sheet import Faulty

DIVISIONS = Path(__file__).parents[3] / "deploy" / "divisions"
LEVELS = Path(__file__).parents[3] / "deploy" / "levels"
DALIAN, THREE = DIVISIONS / "dalian.csv", DIVISIONS / "panlong_haizhou_suzhou.csv"
CITY, DISTRICT, STREET, EAST, WEST = "210200000000", "210203000000", "210203001000", "210203001001", "210203001002"
DAY, NEXT, LATER = date(2026, 11, 22), date(2026, 11, 23), date(2026, 12, 1)
HEADER = "code,name,level,parent,valid_from,valid_until\n"
TOWN = f"""{HEADER}{DISTRICT},西岗区,district,,2022-10-31,
{STREET},一街道,street,{DISTRICT},2022-10-31,
{EAST},东社区,community,{STREET},2022-10-31,
{WEST},西社区,community,{STREET},2022-10-31,
"""


@pytest.fixture
def db(database_of: Callable[..., Database], admin_url: str) -> Database:
    return Database(admin_url, schema="grid", size=1, statement_timeout=60.0)


@pytest.fixture
def bring(db: Database, tmp_path: Path) -> Callable[..., Brought]:
    """Import a text as a file: `bring(text, today=...)`."""

    def one(content: str, *, today: date = DAY, **options: object) -> Brought:
        path = tmp_path / "areas.csv"
        path.write_text(content, encoding="utf-8")
        return import_files(db, [path], today=today, **options)  # type: ignore[arg-type]

    return one


def counted(db: Database) -> dict[str, int]:
    return dict(db.all("SELECT level, count(*) FROM area GROUP BY level"))  # type: ignore[arg-type]


def name_of(db: Database, code: str, on: date) -> str:
    return next(one.name for one in ground.list_areas(db, on=on) if one.code == code)


def test_a_whole_city_is_imported_and_the_second_time_nothing_changes(db: Database) -> None:
    first = import_files(db, [DALIAN], root=CITY, today=DAY)
    assert counted(db) == {"city": 1, "district": 10, "street": 152, "community": 1832}
    version = ground.version(db)
    assert import_files(db, [DALIAN], today=NEXT) == Brought(unchanged=first.added)
    assert (ground.version(db), db.one("SELECT count(*) FROM area_past")) == (version, (0,))


@pytest.mark.parametrize(("root", "communities"), [("530103000000", 105), ("210902000000", 66), ("620902000000", 147)])
def test_one_district_is_imported_of_a_file_that_has_three(db: Database, root: str, communities: int) -> None:
    import_files(db, [THREE], root=root, only_root=True, levels=LEVELS / "panlong.csv", today=DAY)
    assert (counted(db)["district"], counted(db)["community"]) == (1, communities)


def test_the_three_have_318_communities_and_the_rows_of_two_are_refused_in_the_root_of_one(db: Database) -> None:
    with pytest.raises(Faulty) as faulty:
        import_files(db, [THREE], root="530103000000", today=DAY)
    with THREE.open(encoding="utf-8") as file:
        codes = [row["code12"] for row in csv.DictReader(file)]
    assert len(codes) == 318
    outside = {fault.row for fault in faulty.value.faults}
    assert outside == {row for row, code in enumerate(codes, start=2) if not code.startswith("530103")}
    assert counted(db) == {}


def test_a_tenant_who_names_no_levels_has_the_statistical_ones_of_the_code(db: Database) -> None:
    assert sorted(levels.read(db).by_name.values(), key=lambda one: one.digits) == list(STATISTICAL)


def test_a_district_with_its_levels_goes_down_to_the_stairwell(bring: Callable[..., Brought], db: Database) -> None:
    below = [f"{EAST}E003,花园小区,estate,{EAST},2022-10-31,", f"{EAST}E003B00012,12号楼,building,{EAST}E003,2022-10-31,"]
    found = bring(TOWN + "\n".join(below), levels=LEVELS / "haizhou.csv")
    assert found.added == 6
    assert {area.code for area in ground.read_areas(db, on=DAY)} == {DISTRICT, STREET, EAST, WEST}


def test_a_changed_name_becomes_a_version_from_today_on(bring: Callable[..., Brought], db: Database) -> None:
    bring(TOWN)
    assert bring(TOWN.replace("东社区", "东方社区"), today=NEXT) == Brought(renamed=1, unchanged=3)
    assert name_of(db, EAST, NEXT) == "东方社区"
    past = db.all("SELECT name, valid_from, valid_until FROM area_past WHERE code = %s", (EAST,))
    assert past == [("东社区", date(2022, 10, 31), NEXT)]


def test_a_file_from_before_a_new_name_takes_nothing_back(bring: Callable[..., Brought], db: Database) -> None:
    bring(TOWN)
    bring(TOWN.replace("东社区", "东方社区"), today=NEXT)
    assert bring(TOWN, today=LATER) == Brought(older=1, unchanged=3)
    assert name_of(db, EAST, LATER) == "东方社区"


def test_an_area_ends_by_its_file_and_its_code_is_never_given_again(bring: Callable[..., Brought]) -> None:
    bring(TOWN)
    ended = TOWN.replace(f"西社区,community,{STREET},2022-10-31,", f"西社区,community,{STREET},2022-10-31,2026-11-22")
    assert bring(ended) == Brought(ended=1, unchanged=3)
    assert bring(ended) == Brought(unchanged=4)
    with pytest.raises(Faulty, match="areas.csv, row 5, code: ended on 2026-11-22; a code that ended is never given again"):
        bring(TOWN)


def test_an_area_does_not_end_over_what_lies_in_it(bring: Callable[..., Brought]) -> None:
    bring(TOWN)
    with pytest.raises(Faulty, match=f"row 3, valid_until: something still lies in it: {EAST}"):
        bring(TOWN.replace(f"street,{DISTRICT},2022-10-31,", f"street,{DISTRICT},2022-10-31,2026-11-22"))


FAULTS = [
    (f"东社区,community,{STREET}", "东社区,community,210203002000", 4, "parent", "grid.parent_mismatched"),
    (f"{EAST},东社区,community,{STREET}", "210203009001,东社区,community,210203009000", 4, "parent", "is not known: 21020300900"),
    (f"{WEST},", f"{EAST},", 5, "code", "stands twice: 210203001001, first in areas.csv, row 4"),
    (f"{EAST},东社区", "210203000001,东社区", 4, "code", "grid.area_malformed"),
    ("东社区,community", "东社区,village", 4, "level", "grid.level_mismatched"),
    (f"{EAST},东社区,community,", f"{EAST}G01,一组,group,", 4, "code", "grid.level_unknown"),
    (f"{EAST},东社区,community,{STREET}", "210204001001,东社区,community,210204001000", 4, "code", "lies outside the root"),
    (f"街道,street,{DISTRICT}", "街道,street,", 3, "parent", "grid.parent_mismatched"),
    ("2022-10-31,\n", "2022-10-31,2022-10-31\n", 2, "valid_until", "not after the day it begins"),
    ("2022-10-31", "2022-02-30", 2, "valid_from", "day is out"),
]


@pytest.mark.parametrize(("old", "new", "row", "column", "problem"), FAULTS)
def test_a_fault_names_its_row_and_nothing_is_imported(
    bring: Callable[..., Brought], db: Database, old: str, new: str, row: int, column: str, problem: str
) -> None:
    assert old in TOWN
    with pytest.raises(Faulty) as faulty:
        bring(TOWN.replace(old, new, 1))
    assert [fault for fault in faulty.value.faults if (fault.row, fault.column) == (row, column) and problem in fault.problem]
    assert counted(db) == {}


def test_an_orphan_is_told_even_when_its_parent_ended_before(bring: Callable[..., Brought]) -> None:
    ended = TOWN.replace(f"西社区,community,{STREET},2022-10-31,", f"西社区,community,{STREET},2022-10-31,2026-11-22")
    bring(ended, levels=LEVELS / "haizhou.csv")
    with pytest.raises(Faulty, match=f"parent: is not known: {WEST}"):
        bring(f"{HEADER}{WEST}E001,花园,estate,{WEST},2026-11-22,\n")


def test_another_root_than_the_registers_is_refused(bring: Callable[..., Brought], db: Database) -> None:
    bring(TOWN)
    with pytest.raises(Faulty, match=f"the register's root is {DISTRICT}, not {CITY}"):
        import_files(db, [DALIAN], root=CITY, today=DAY)


def test_the_first_import_of_divisions_must_be_told_its_root(db: Database) -> None:
    with pytest.raises(Faulty, match="does not say which area is the root"):
        import_files(db, [DALIAN], today=DAY)


@pytest.mark.parametrize(("old", "new"), [("community,E,3", "community,E,2"), ("community,E,3", "community,K,3")])
def test_gr_22_letter_and_digits_of_a_level_stay_while_codes_exist(
    bring: Callable[..., Brought], tmp_path: Path, old: str, new: str
) -> None:
    bring(f"{TOWN}{EAST}E003,花园小区,estate,{EAST},2022-10-31,\n", levels=LEVELS / "haizhou.csv")
    text = (LEVELS / "haizhou.csv").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "levels.csv").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(Faulty, match="levels.csv, level: areas with codes of estate exist"):
        bring(TOWN, levels=tmp_path / "levels.csv")


def test_gr_22_a_level_is_taken_away_once_no_code_of_it_is_left(bring: Callable[..., Brought], db: Database) -> None:
    bring(TOWN, levels=LEVELS / "haizhou.csv")
    assert bring(TOWN, levels=LEVELS / "panlong.csv").unchanged == 4
    levels = [level for (level,) in db.all("SELECT level FROM area_level ORDER BY letter, digits")]
    assert levels == ["district", "street", "community", "building", "group"]
    bring(f"{TOWN}{EAST}G01,一组,group,{EAST},2022-10-31,\n")
    with pytest.raises(Faulty, match="areas with codes of group exist"):
        bring(TOWN, levels=LEVELS / "dalian.csv")


def run(admin_url: str, *arguments: object) -> tuple[int, str]:
    found = CliRunner().invoke(areas.main, [*map(str, arguments)], env={"LINLI_ADMIN_URL": admin_url, "COLUMNS": "200"})
    return found.exit_code, found.output.lstrip("\n")


def test_the_command_says_what_it_did_and_that_a_second_time_there_is_nothing_to_do(db: Database, admin_url: str) -> None:
    assert run(admin_url, "--root", CITY, DALIAN) == (0, "1995 areas added, 0 renamed, 0 ended, 0 unchanged\n")
    assert run(admin_url, DALIAN) == (0, "nothing changed: 1995 rows say what the register says\n")


def test_the_command_reports_each_faulty_row_also_as_a_table(db: Database, admin_url: str, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_bytes(TOWN.replace(f"{WEST},", f"{EAST},").encode("gb18030"))
    status, said = run(admin_url, "--report", tmp_path / "report.csv", tmp_path / "bad.csv")
    assert (status, "bad.csv, row 5, code: stands twice" in said, "1 faults; nothing was imported" in said) == (1, True, True)
    with (tmp_path / "report.csv").open(encoding="utf-8-sig") as file:
        assert [(row["file"], row["row"], row["column"]) for row in csv.DictReader(file)] == [("bad.csv", "5", "code")]
