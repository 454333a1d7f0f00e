"""What the codes of a client mean and where its devices are, on a real database."""
from __future__ import annotations

import re

import pytest

from kernel.db import Tx
from kernel.errors import Conflict, Denied, Invalid, Missing, Unavailable
from services.grid.domain.device import source
from services.grid.store.device import device as store
from tests.integration.grid.asks.test_premises import act as act_on
from tests.integration.grid.asks.test_premises import register
from tests.integration.grid.matter.test_device import CLIENT, HEAT, SOURCE, place, read, send, set_up
from tests.integration.grid.town import DISPATCHER, ELSEWHERE, IN_EAST, IN_SEA, OFFICER, Town
from tests.integration.race import together


def test_only_a_client_sends_and_only_the_desk_sets_up_within_its_scope(town: Town):
    set_up(town)
    with pytest.raises(Denied, match=r"grid.role_not_allowed"):
        reading = {"device": "s-1", "code": "room", "value": 1.0, "at": town.at.isoformat()}
        town.as_(DISPATCHER).take_readings({"readings": [reading]})
    with pytest.raises(Denied, match=r"grid.role_not_allowed"):
        place(town, ("s-9", IN_EAST, None), actor=OFFICER)
    assert place(town, ("s-9", IN_EAST, None), actor=ELSEWHERE) == [("refused", "grid.device_out_of_reach", "/devices/0")]
    with pytest.raises(Denied, match=r"grid.source_not_yours"):
        town.as_(ELSEWHERE).set_source({**SOURCE, "code": "other"})
    with pytest.raises(Invalid, match=r"grid.case_type_unknown"):
        town.as_(DISPATCHER).set_source({**SOURCE, "case_type": "X9"})
    assert read(town, 15.0, device="s-9") == ["refused"]


def test_a_code_is_said_once_and_changed_by_who_has_read_it(town: Town):
    made = town.as_(DISPATCHER).set_source(SOURCE)
    with pytest.raises(Conflict, match=r"grid.source_known"):
        town.as_(DISPATCHER).set_source(SOURCE)
    change = {"source": made["id"], "version": 1, "threshold": 16.0}
    got = town.as_(DISPATCHER, key="once").change_source(change)
    assert (got["threshold"], got["same_day"], got["version"]) == (16.0, True, 2)
    assert town.as_(DISPATCHER, key="once").change_source(change) == got
    with pytest.raises(Conflict, match=r"grid.source_changed"):
        town.as_(DISPATCHER).change_source({**change, "threshold": 15.0})
    with pytest.raises(Missing, match=r"grid.source_missing"):
        town.as_(DISPATCHER).change_source({**change, "source": CLIENT})


def test_two_who_change_a_code_at_once_do_not_overwrite_each_other(town: Town):
    made = town.as_(DISPATCHER).set_source(SOURCE)
    change = {"source": made["id"], "version": 1}
    got = together(4, lambda at: town.as_(DISPATCHER).change_source({**change, "threshold": 10.0 + at}))
    assert [getattr(one, "code", "done") for one in got].count("done") == 1
    assert {getattr(one, "code", "done") for one in got} == {"done", "grid.source_changed"}


def test_codes_and_devices_are_listed_page_by_page_within_scope(town: Town):
    set_up(town)
    town.as_(DISPATCHER).set_source(HEAT)
    for act, first_fields in (("list_sources", ["room", "heat"]), ("list_devices", ["s-1", "s-2", "s-3"])):
        found, after = [], None
        while True:
            page = getattr(town.as_(DISPATCHER), act)({"client": CLIENT, "limit": 1, "after": after})
            found += [one.get("device") or one["code"] for one in page["items"]]
            after = page["next"]
            if after is None:
                break
        assert found == first_fields
        assert getattr(town.as_(ELSEWHERE), act)({})["items"] == []


def test_a_device_is_moved_by_who_has_read_where_it_stands(town: Town):
    set_up(town)
    assert place(town, ("s-1", IN_EAST, None)) == [("same", None, None)]
    moved = {**IN_EAST, "lat": 38.911}
    got = place(town, ("s-1", moved, None), ("s-2", moved, 1), ("s-9", moved, 3), ("s-8", IN_SEA, None), ("s-7", moved, None))
    assert got == [
        ("refused", "grid.device_changed", "/devices/0/version"),
        ("placed", None, None),
        ("refused", "grid.device_unknown", "/devices/2/device"),
        ("refused", "grid.point_outside", "/devices/3/point"),
        ("placed", None, None),
    ]


def test_two_who_place_one_device_at_once_do_not_overwrite_each_other(town: Town):
    set_up(town)
    got = together(4, lambda at: place(town, ("s-1", {**IN_EAST, "lat": 38.911 + at / 1000}, 1)))
    assert sorted(str(one[0][1]) for one in got) == ["None", *["grid.device_changed"] * 3]


def test_a_client_may_have_as_many_codes_as_it_likes(town: Town):
    set_up(town)
    town.db.all(
        """INSERT INTO device_source SELECT gen_random_uuid(), client, 'a-' || n, case_type, side, threshold, unit, same_day, by,
               again, again_hours, standard, least, most, version, created_at
           FROM device_source, generate_series(1, 300) AS n RETURNING 1"""
    )
    assert read(town, 15.0) == ["opened"]


def test_a_device_is_put_into_premises_that_stand_on_the_desks_ground_and_no_others(town: Town):
    house, gone = register(town), register(town)
    act_on(town, "end", gone)
    for actor, id, told in (
        (DISPATCHER, gone["id"], ("refused", "grid.premises_missing", "/devices/0/premises")),
        (DISPATCHER, CLIENT, ("refused", "grid.premises_missing", "/devices/0/premises")),
        (ELSEWHERE, house["id"], ("refused", "grid.premises_missing", "/devices/0/premises")),
        (DISPATCHER, house["id"], ("placed", None, None)),
    ):
        rows = {"client": CLIENT, "devices": [{"device": "s-1", "premises": id}]}
        [one] = town.as_(actor).place_devices(rows)["items"]
        assert (one["outcome"], one["problem"], one["pointer"]) == told


def test_a_thousand_devices_are_placed_and_read_with_as_few_questions_as_ten(town: Town, monkeypatch):
    house = register(town)
    town.as_(DISPATCHER).set_source(SOURCE)
    asked = []
    for name in ("run", "one", "all", "flush"):
        plain = getattr(Tx, name)
        monkeypatch.setattr(Tx, name, lambda *given, plain=plain, **more: (asked.append(1), plain(*given, **more))[1])

    def questions(count, begin):
        names = [f"m-{begin + at}" for at in range(count)]
        asked.clear()
        rows = [{"device": one, "premises": house["id"]} for one in names]
        town.as_(DISPATCHER).place_devices({"client": CLIENT, "devices": rows})
        placing = len(asked)
        asked.clear()
        assert set(send(town, *[(name, 20.0, 0) for name in names])) == {"fine"}
        return placing, len(asked)

    assert questions(1000, 0) == questions(10, 1000)


def test_readings_of_a_hundred_open_cases_are_counted_with_as_few_questions_as_of_ten(town: Town, monkeypatch):
    set_up(town)
    names = [f"m-{at}" for at in range(100)]
    place(town, *[(name, IN_EAST, None) for name in names])
    assert set(send(town, *[(name, 15.0, 0) for name in names])) == {"opened"}
    asked = []
    for name in ("run", "one", "all", "flush"):
        plain = getattr(Tx, name)
        monkeypatch.setattr(Tx, name, lambda *given, plain=plain, **more: (asked.append(1), plain(*given, **more))[1])

    def questions(count, minutes):
        asked.clear()
        assert set(send(town, *[(name, 15.0, minutes) for name in names[:count]])) == {"counted"}
        return len(asked)

    assert questions(100, 1) == questions(10, 2)


@pytest.mark.parametrize(("column", "words"), [
    ("side", source.SIDES), ("by", source.KEYS), ("again", source.AGAIN), ("standard", source.STANDARDS),
])  # fmt: skip
def test_the_table_takes_the_words_the_rules_know(town: Town, column, words):
    checks = town.db.all("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'device_source'::regclass")
    [said] = [text for (text,) in checks if re.match(rf"CHECK \(\(+{column} = ", text)]
    assert set(re.findall(r"'(\w+)'", said)) == set(words)


@pytest.mark.parametrize("given", [
    {"side": "beside"}, {"again": "never"}, {"by": "person"}, {"standard": "cooling"}, {"again_hours": -1},
    {"again_hours": 8785}, {"threshold": "18"}, {"unit": "x" * 17}, {"code": ""}, {"client": "c1"}, {"case_type": ""},
    {"threshold": 2e9}, {"same_day": "yes"}, {"least": True}, {"most": []}, {"more": 1},
])  # fmt: skip
def test_a_meaning_that_has_not_its_form_is_refused(town: Town, given):
    with pytest.raises(Invalid) as refused:
        town.as_(DISPATCHER).set_source({**SOURCE, **given})
    assert refused.value.problems[0].pointer == f"/{next(iter(given))}"


@pytest.mark.parametrize(("given", "pointer"), [
    ({"devices": []}, "/devices"), ({"devices": [{"device": "a b"}]}, "/devices/0/device"),
    ({"devices": [{"device": "s-1", "version": 0}]}, "/devices/0/version"),
    ({"devices": [{"device": "s-1", "point": {"lon": 200, "lat": 38}}]}, "/devices/0/point/lon"),
    ({"devices": [{"device": "s-1", "premises": "here"}]}, "/devices/0/premises"), ({"client": ""}, "/client"),
    ({"devices": [{"device": "s-1", "area": "21"}]}, "/devices/0/area"),
    ({"devices": [{"device": f"s-{at}", "area": "210203001001"} for at in range(1001)]}, "/devices"),
])  # fmt: skip
def test_devices_that_have_not_their_form_are_refused(town: Town, given, pointer):
    with pytest.raises(Invalid) as refused:
        town.as_(DISPATCHER).place_devices({"client": CLIENT, "devices": [{"device": "s-1", "area": "210203001001"}], **given})
    assert pointer in {one.pointer for one in refused.value.problems}


def test_a_device_that_is_taken_away_holds_no_fault_open_and_its_case_goes_on(town: Town):
    set_up(town)
    assert read(town, 15.0) == ["opened"]
    gone = next(one for one in town.as_(DISPATCHER).list_devices({})["items"] if one["device"] == "s-1")
    asked = {"device": gone["id"], "version": gone["version"]}
    with pytest.raises(Denied, match=r"grid.source_not_yours"):
        town.as_(ELSEWHERE).remove_device(asked)
    with pytest.raises(Conflict, match=r"grid.device_changed"):
        town.as_(DISPATCHER).remove_device({**asked, "version": 7})
    before = town.db.all("SELECT state, version FROM incident")
    got = together(3, lambda at: town.as_(DISPATCHER).remove_device(asked))
    assert sorted(getattr(one, "code", "done") for one in got) == ["done", "grid.device_missing", "grid.device_missing"]
    assert town.db.all("SELECT state, version FROM incident") == before
    assert town.db.all("SELECT devices::text, recovered_at FROM fault") == [("{}", town.at)]
    assert town.db.one("SELECT count(*) FROM audit WHERE body LIKE '%remove_device%'") == (1,)
    assert read(town, 15.0) == ["refused"]


def test_nobody_takes_a_device_away_while_its_readings_are_counted(town: Town):
    set_up(town)
    with town.db.transaction() as tx, town.db.transaction() as other:
        assert list(store.held(tx, CLIENT, ["s-1", "s-unknown"])) == ["s-1"]
        with pytest.raises(Unavailable, match=r"database.busy"):
            other.one("SELECT FROM device WHERE device = 's-1' FOR UPDATE NOWAIT")
        other.end()
