"""Loading a district into a real database: whole or not at all, and again without a trace."""
from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from kernel.clock import today
from kernel.db import Database
from kernel.errors import Invalid
from kernel.keyring import make_key
from kernel.seal import Sealer
from services.gateway.account import HASHER, account_id
from services.gateway.store import find_account
from services.grid.domain.ground.place import Position
from services.grid.domain.ground.register import UNIT_KINDS, Unit
from services.grid.store.grid import find_scheme
from services.grid.store.ground import ground as store
from services.grid.store.staff import lists as staff_list
from services.grid.store.staff import staff
from services.grid.store.staff import team as staff_team
from services.grid.store.staff.staff import holders
from services.grid.territory import Watch
from services.petition.store.petition import is_department
from tools import load as loader
from tools.load import load
from tools.loading import CALENDAR_SERVICES, People, Source
from tools.sheet import Faulty

SAMPLE = Path(__file__).parents[4] / "deploy" / "districts" / "xigang"
DAY = date(2026, 11, 22)
PASSWORD = "correct horse battery"
IN_FIRST_GRID = Position(121.6129, 38.9085)


@pytest.fixture
def db(database_of: Callable[[str], Database]) -> Database:
    return database_of("grid")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "xigang"))


@pytest.fixture
def source(folder: Path, admin_url: str) -> Source:
    return Source(folder, admin_url, people=People(Sealer([make_key("k1")]), PASSWORD))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{old!r} is not in {path.name}: the sample changed"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_borders_of_a_load_are_kept_as_versions(source: Source, db: Database) -> None:
    load(source)
    count = "SELECT count(*) FROM border_version"
    drawn = "SELECT count(*) FROM (SELECT border FROM grid UNION ALL SELECT border FROM area) AS all_ WHERE border IS NOT NULL"
    assert db.one(count) == db.one(drawn)


def test_a_district_is_loaded_whole(source: Source, db: Database) -> None:
    counts = load(source)
    assert len(store.list_areas(db, on=DAY)) == counts["areas"] == 55
    assert len(store.list_grids(db, on=DAY)) == counts["grids"] == 18
    assert len(store.list_units(db)) == counts["units"]
    assert len(store.list_case_types(db)) == counts["case_types"]
    assert len(store.list_periods(db)) == 7 * counts["case_types"] + sum(kind.urgent for kind in store.list_case_types(db))


def test_what_is_stored_is_what_the_files_say(source: Source, db: Database) -> None:
    load(source)
    found = loader.understand(source)
    assert store.list_areas(db, on=DAY) == list(found.registered_areas())
    assert store.list_grids(db, on=DAY) == list(found.registered_grids())
    assert store.list_case_types(db) == sorted(found.kinds(), key=lambda kind: kind.code)
    said = {(p.case_type, p.stage): (pytest.approx(p.amount, abs=1e-4), p.unit, p.source) for p in found.periods()}
    assert {(p.case_type, p.stage): (p.amount, p.unit, p.source) for p in store.list_periods(db)} == said


def test_the_same_again_is_nothing(source: Source, db: Database) -> None:
    load(source)
    before = store.version(db)
    assert load(source) == {}
    assert store.version(db) == before


def test_only_what_differs_is_written(source: Source, db: Database) -> None:
    load(source)
    edit(source.folder / "grids.geojson", "第2网格", "第二网格")
    load(source)
    changed = db.all("SELECT code FROM grid WHERE version > 1")
    assert changed == [("210203011003002",)]


def test_a_load_that_draws_grids_anew_finds_anew_what_stands_in_them(source: Source, db: Database) -> None:
    load(source)
    held = "SELECT reference, grid FROM premises WHERE grid IS NOT NULL ORDER BY reference"
    before = db.all(held)
    assert before
    db.all("UPDATE premises SET grid = NULL")
    edit(source.folder / "grids.geojson", "第2网格", "第二网格")
    load(source)
    assert db.all(held) == before


def test_with_a_fault_nothing_is_written(source: Source, db: Database) -> None:
    edit(source.folder / "posts.csv", "shengli1,", "nobody1,")
    with pytest.raises(Faulty, match="posts.csv, row 2, login"):
        load(source)
    assert store.list_areas(db, on=DAY) == []


def test_a_load_that_broke_off_is_taken_up_again(
    source: Source, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_: object) -> None:
        raise ConnectionError

    steps = [replace(step, write=break_off) if step.name == "calendars" else step for step in loader.STEPS]
    with monkeypatch.context() as broken:
        broken.setattr(loader, "STEPS", steps)
        with pytest.raises(ConnectionError):
            load(source)
    assert load(source)["areas"] == 55
    assert db.one("SELECT count(*) > 0 FROM work_calendar") == (True,)


def test_every_service_that_reckons_days_has_the_calendar(
    source: Source, database_of: Callable[[str], Database]
) -> None:
    load(source)
    days = {service: database_of(service).one("SELECT count(*) FROM work_calendar") for service in CALENDAR_SERVICES}
    assert len(set(days.values())) == 1
    assert days["grid"] > (700,)


def test_px_07_the_petition_service_is_told_which_units_are_petition_departments(
    source: Source, database_of: Callable[[str], Database]
) -> None:
    petitions = database_of("petition")
    load(source)
    assert is_department(petitions, "petition_office")
    assert not is_department(petitions, "housing")
    edit(source.folder / "units.csv", "Petition office,petition,", "Petition office,department,")
    edit(source.folder / "units.csv", "Housing and property,department,", "Housing and property,petition,")
    load(source)
    assert not is_department(petitions, "petition_office")
    assert is_department(petitions, "housing")


def test_the_database_takes_every_kind_of_unit_the_code_knows(source: Source, db: Database) -> None:
    load(source)
    with db.transaction() as tx:
        store.put(tx, store.UNITS, [Unit(kind, "名", "Name", kind, "210203000000") for kind in UNIT_KINDS])
    assert {unit.kind for unit in store.list_units(db)} == set(UNIT_KINDS)


def test_a_process_sees_the_ground_and_its_change(source: Source, db: Database) -> None:
    load(source)
    watch = Watch(lambda: db, today=lambda: DAY)
    found = watch.now().locate(*IN_FIRST_GRID)
    assert found.community == "210203011003"
    edit(source.folder / "grids.geojson", f'"code": "{found.grid}"', f'"code": "{found.grid}", "valid_until": "2026-11-22"')
    load(source)
    watch.refresh()
    assert watch.now().locate(*IN_FIRST_GRID).grid == ""
    with pytest.raises(Invalid, match="grid.area_unknown"):
        watch.now().place(found.grid)


def test_people_may_sign_in_and_stand_on_their_grids(source: Source, database_of: Callable[[str], Database]) -> None:
    load(source)
    account = find_account(database_of("gateway"), login="shengli1")
    assert account is not None
    assert HASHER.verify(account.password_hash, PASSWORD)
    assert (account.role, account.unit, account.area) == ("grid_worker", "community_shengli", "210203011003")
    standing = {one.role: one.account for one in holders(database_of("grid"), ["210203011003001"], DAY)}
    assert standing["grid_worker"] == account.id
    assert {account_id("shengli_head1"), account_id("sanitation1")} < set(standing.values())


def test_who_left_a_grid_stands_there_no_more(source: Source, db: Database) -> None:
    load(source)
    edit(source.folder / "posts.csv", "kangping1,210203013008001,grid_worker,full_time,2026-01-01,\n", "")
    load(source)
    (post,) = staff.list_at(db, "210203013008001")
    assert (post.account, post.valid_until) == (account_id("kangping1"), today())
    assert holders(db, ["210203013008001"], today()) == []


def test_the_same_posts_again_are_the_same_rows_and_what_people_ended_stays_ended(source: Source, db: Database) -> None:
    load(source)
    db.all("UPDATE staff_post SET valid_until = '2026-03-01', ending = 'left' WHERE place = '210203013008001'")
    before = db.all("SELECT * FROM staff_post ORDER BY id")
    edit(source.folder / "posts.csv", "13008002,grid_worker,full_time,", "13008002,grid_worker,part_time,")
    load(source)
    after = db.all("SELECT * FROM staff_post ORDER BY id")
    assert len(set(before) ^ set(after)) == 2
    edit(source.folder / "posts.csv", "13008002,grid_worker,part_time,", "13008002,grid_worker,full_time,")
    load(source)
    assert db.one("SELECT count(*) FROM staff_post") == (34,)


def test_gr_50_a_row_that_its_team_has_no_seat_for_is_a_fault_and_no_post_is_written(source: Source, db: Database) -> None:
    edit(source.folder / "posts.csv", "shengli2,210203011003002,", "shengli2,210203011003001,")
    edit(source.folder / "posts.csv", "11003003,grid_worker,full_time", "11003003,wizard,full_time")
    with pytest.raises(Faulty) as caught:
        load(source)
    assert [(fault.file, fault.row) for fault in caught.value.faults] == [("posts.csv", 3), ("posts.csv", 4)]
    assert db.one("SELECT count(*) FROM staff_post") == (0,)


def test_the_sample_has_one_vacancy_to_look_at(source: Source, db: Database) -> None:
    load(source)
    chosen = staff_list.chosen(staff_team.list_choices(db, on=DAY))
    rows = staff_list.rows(db, staff_list.VACANT, staff_list.Look("210203", "", DAY, 50, more=chosen))
    assert [(place, role) for place, _, role, _, _ in rows] == [("210203013008901", "grid_head")]


def test_a_change_of_the_ground_leaves_passwords_alone(source: Source, database_of: Callable[[str], Database]) -> None:
    load(source)
    edit(source.folder / "units.csv", "Drainage", "Drains")
    load(replace(source, people=People(Sealer([make_key("k1")]), "another password")))
    account = find_account(database_of("gateway"), login="leader1")
    assert account is not None
    assert HASHER.verify(account.password_hash, PASSWORD)


def test_without_a_password_accounts_wait_for_a_later_load(
    source: Source, database_of: Callable[[str], Database]
) -> None:
    load(replace(source, people=None))
    assert find_account(database_of("gateway"), login="leader1") is None
    load(source)
    assert find_account(database_of("gateway"), login="leader1") is not None


def recode(folder: Path) -> None:
    """Give all grids of the sample codes of 17 digits, each as a base grid."""
    for name, before in (("grids.geojson", '"'), ("posts.csv", ",")):
        text = (folder / name).read_text(encoding="utf-8").replace('"kind": "special"', '"kind": "base"')
        for community in ("210203011003", "210203013008"):
            text = text.replace(f"{before}{community}", f"{before}{community}02")
        (folder / name).write_text(text, encoding="utf-8")


def test_a_folder_says_by_which_scheme_its_grids_are_coded_gr_32(source: Source, db: Database) -> None:
    recode(source.folder)
    with pytest.raises(Faulty, match="is no code of scheme 15"):
        load(source)
    (source.folder / "scheme.csv").write_text("scheme\n17\n")
    load(source)
    assert find_scheme(db) == "17"
    assert {len(grid.code) for grid in store.list_grids(db, on=DAY)} == {17}
    load(source)


def test_another_scheme_than_that_of_the_grids_there_is_refused_and_changes_nothing_gr_32(source: Source, db: Database) -> None:
    load(source)
    (source.folder / "scheme.csv").write_text("scheme\n17\n")
    recode(source.folder)
    with pytest.raises(Faulty, match="grid.scheme_in_use"):
        load(source)
    assert find_scheme(db) == "15"
    assert {len(grid.code) for grid in store.list_grids(db, on=DAY)} == {15}
