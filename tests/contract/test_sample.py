"""The sample district agrees with itself, with the code that reads it, and with the script that draws it."""
from __future__ import annotations

import re
from pathlib import Path

import pytest
from shapely.geometry import shape

from kernel.errors import Invalid
from kernel.scope import subtree
from services.grid.domain.case_type import STAGES
from services.grid.domain.duty.duty import ROLES as DUTY_ROLES
from services.grid.domain.ground.area import parse
from services.grid.domain.ground.ground import Spot
from services.grid.domain.ground.register import PETITION_DEPARTMENT
from services.grid.domain.ground.territory import Territory, build
from services.grid.domain.owner import usual
from services.grid.domain.periods import BY_STAGE
from services.grid.domain.staff.post import WORKER
from services.grid.domain.tier import TIERS, of_unit
from services.grid.store.duty.duty import CADRE
from tools.agreement import disagreements
from tools.district import FILES, LANGUAGES, ROLES, USUAL, District, understand_district
from tools.draw_grids import write

FOLDER = Path(__file__).parents[2] / "deploy" / "districts" / "xigang"
XIGANG, SHENGLI, KANGPING = "210203000000", "210203011003", "210203013008"


@pytest.fixture(scope="module")
def district() -> District:
    return understand_district(FOLDER)


@pytest.fixture(scope="module")
def territory(district: District) -> Territory:
    made = build(
        areas=district.registered_areas(),
        grids=district.registered_grids(),
        units=district.registered_units(),
        case_types=district.kinds(),
        periods=district.periods(),
    )
    assert made is not None
    return made


def test_all_its_files_agree(district: District) -> None:
    assert disagreements(district) == []


def test_its_readme_speaks_of_every_file_and_gives_the_notice() -> None:
    notice = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert all(f"`{path.name}`" in notice for path in FOLDER.iterdir() if path.name != "README.md")
    assert all(words in notice for words in ("china-division", "MIT", "WTFPL", "2022-10-31"))


def test_its_readme_counts_the_rows_there_are(district: District) -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    table = dict(re.findall(r"^\| `(\w+)\.\w+` \| (\d+) \|", readme, re.MULTILINE))
    assert {kind: int(table[kind]) for kind in district.counts()} == district.counts()


def test_the_grids_are_those_the_script_draws(tmp_path: Path) -> None:
    assert write(tmp_path).read_bytes() == (FOLDER / "grids.geojson").read_bytes()


def test_it_has_the_real_streets_and_communities(district: District) -> None:
    levels = [row.values["level"] for row in district.areas]
    assert {level: levels.count(level) for level in levels} == {"district": 1, "street": 5, "community": 49}
    assert all(parse(row.values["code"]).prefix.startswith("210203") for row in district.areas)


@pytest.mark.parametrize("community", [SHENGLI, KANGPING])
def test_every_grid_holds_its_own_middle(territory: Territory, community: str) -> None:
    grids = [grid for grid in territory.grids.values() if grid.community == community]
    assert len(grids) == 9
    for grid in grids:
        middle = shape(grid.border).representative_point()
        assert territory.locate(middle.x, middle.y) == Spot(XIGANG, community[:9] + "000", community, grid.code)


def test_a_point_elsewhere_in_the_district_needs_an_area(territory: Territory) -> None:
    assert territory.locate(121.63, 38.885) == Spot(XIGANG)


@pytest.mark.parametrize(("lon", "lat"), [(121.68, 38.85), (121.62, 38.84), (121.52, 38.95), (116.39, 39.91)])
def test_the_sea_and_other_districts_are_outside(territory: Territory, lon: float, lat: float) -> None:
    with pytest.raises(Invalid, match="grid.point_outside"):
        territory.locate(lon, lat)


def test_kinds_have_two_levels_and_both_roots(territory: Territory) -> None:
    kinds = territory.case_types.values()
    assert len(kinds) >= 50
    assert {kind.root for kind in kinds} == {"facility", "event"}
    assert all(kind.code == kind.root[0].upper() + kind.major + kind.minor for kind in kinds)


def test_a_major_class_has_one_name(territory: Territory) -> None:
    named = {(kind.root, kind.major, kind.major_zh, kind.major_en) for kind in territory.case_types.values()}
    assert len(named) == len({(root, major) for root, major, _, _ in named})


def test_every_stage_of_every_kind_has_a_limit_and_its_source(territory: Territory) -> None:
    assert {*STAGES, "review"} == set(BY_STAGE)
    for code in territory.case_types:
        own = {"make_safe"} if territory.case_types[code].urgent else set()
        assert set(territory.periods[code]) == set(STAGES) - set(USUAL) | own
        assert all(period.source for period in territory.periods[code].values())


def test_urgent_kinds_run_round_the_clock_and_others_keep_office_hours_at_the_desk(territory: Territory) -> None:
    desk = [stage for stage in STAGES if stage not in ("handle", *USUAL)]
    for kind in territory.case_types.values():
        units = {territory.periods[kind.code][stage].unit for stage in desk}
        assert units == ({"H"} if kind.urgent else {"WH"})
        assert not kind.urgent or territory.periods[kind.code]["handle"].unit == "H"


def test_each_tier_closes_some_kind_and_each_kind_names_its_tier(territory: Territory) -> None:
    assert {kind.tier for kind in territory.case_types.values()} == set(TIERS)


def test_a_component_begins_at_the_tier_of_its_owner(territory: Territory) -> None:
    owned = [kind for kind in territory.case_types.values() if kind.root == "facility"]
    assert all(kind.tier == of_unit(territory.units[kind.unit]) for kind in owned)


def test_in_one_community_an_event_of_each_tier_is_given_to_that_tier(territory: Territory) -> None:
    units = tuple(territory.units.values())
    events = [kind for kind in territory.case_types.values() if kind.root == "event" and kind.tier]
    given = {(kind.tier, of_unit(territory.units[usual(kind, units, SHENGLI, tier=str(kind.tier))])) for kind in events}
    assert given >= {("community", "community"), ("street", "street")}
    assert all(TIERS.index(unit) >= TIERS.index(tier) for tier, unit in given)


def test_each_tier_has_a_desk_and_an_officer_and_a_department_has_a_head(district: District, territory: Territory) -> None:
    seats = {(row.values["role"], territory.units[row.values["unit"]].kind) for row in district.accounts if row.values["unit"]}
    assert {(role, kind) for role in ("dispatcher", "officer") for kind in ("street", "community")} <= seats
    assert {("dispatcher", "centre"), ("leader", "centre"), ("leader", "street"), ("leader", "liaison")} <= seats


def test_every_unit_that_answers_for_something_has_an_officer(district: District, territory: Territory) -> None:
    staffed = {row.values["unit"] for row in district.accounts if row.values["role"] == "officer"}
    assert {kind.unit for kind in territory.case_types.values()} <= staffed


def test_the_petition_department_answers_for_no_kind_and_has_an_officer(district: District, territory: Territory) -> None:
    departments = {unit.id for unit in territory.units.values() if unit.kind == PETITION_DEPARTMENT}
    assert departments == {"petition_office"}
    assert not departments & {kind.unit for kind in territory.case_types.values()}
    assert departments <= {row.values["unit"] for row in district.accounts if row.values["role"] == "officer"}


def test_every_role_language_and_grid_has_somebody(district: District, territory: Territory) -> None:
    assert {row.values["role"] for row in district.accounts} == set(ROLES)
    assert {row.values["language"] for row in district.accounts} == set(LANGUAGES)
    assert {row.values["place"] for row in district.posts if row.values["role"] == WORKER} == set(territory.grids)


def test_agency_staff_who_owe_visits_can_sign_in_to_record_them(district: District) -> None:
    role = {row.values["login"]: row.values["role"] for row in district.accounts}
    cadres = {row.values["login"] for row in district.posts if row.values["role"] == CADRE}
    assert cadres
    assert {role[login] for login in cadres} <= DUTY_ROLES["record_visit"]


def test_a_worker_stands_in_the_community_of_the_grid(district: District) -> None:
    home = {row.values["login"]: row.values["area"] for row in district.accounts}
    assert all(row.values["place"].startswith(subtree(home[row.values["login"]])) for row in district.posts)


def test_no_file_holds_a_password_or_a_telephone() -> None:
    for name in FILES:
        words = (FOLDER / name).read_text(encoding="utf-8").lower()
        assert "password" not in words
        assert not re.search(r"(?<!\d)1[3-9]\d{9}(?!\d)", words)
