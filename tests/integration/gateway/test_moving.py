"""Accounts follow their area: once, in any order, never by a guess, and who cannot follow is listed."""
from __future__ import annotations

import orjson
import pytest

from kernel import clock
from kernel.keyring import read_keys
from kernel.seal import Sealer
from services.gateway import load
from services.gateway.moving import Moving
from services.gateway.service import Service
from tests.integration.gateway.conftest import PAPER, PASSWORD

EAST, WEST, NORTH, SOUTH = "210203001001", "210203001002", "210203001008", "210203001009"
ROW = {"login": "east1", "name": "East", "role": "officer", "unit": "east", "area": EAST, "language": "zh", **PAPER}
STAFF = (
    ROW,
    {**ROW, "login": "west1", "area": WEST},
    {**ROW, "login": "street1", "area": "210203001"},
    {**ROW, "login": "lead1", "role": "leader", "area": "210203000000"},
    {**ROW, "login": "far1", "role": "leader", "area": "210204000000"},
    {**ROW, "login": "op1", "role": "operator", "unit": "", "area": ""},
)


@pytest.fixture
def db(people, database_of, seal_keys):
    load.load(database_of("gateway"), Sealer(read_keys(seal_keys)), STAFF, password=PASSWORD)
    return database_of("gateway")


def fact(number, ended, into, name="grid.area_recoded"):
    data = {"area": EAST, "on": "2026-03-03", "into": into, "ended": ended}
    return {"id": f"0199a3d4-6c1e-7b52-9f0e-{number:012d}", "name": name, "data": data}


def areas(db):
    return dict(db.all("SELECT login, area FROM account WHERE login IN ('east1', 'west1')"))


def test_gr_28_accounts_go_along_where_one_area_follows_and_it_is_written_down_once(db):
    merged = fact(1, [EAST, WEST], [NORTH], "grid.area_merged")
    for _ in range(2):
        Moving(db).hear(merged)
    assert areas(db) == {"east1": NORTH, "west1": NORTH}
    assert db.one("SELECT count(*) FROM audit WHERE body LIKE '%%follow_area%%'") == (2,)
    assert db.one("SELECT area FROM account WHERE login = 'street1'") == ("210203001",)
    assert db.one("SELECT count(*) FROM outbox") == (0,)


def test_gr_28_two_changes_told_in_the_wrong_order_lead_to_the_same_place(db):
    Moving(db).hear(fact(2, [NORTH], [SOUTH]))
    Moving(db).hear(fact(1, [EAST], [NORTH]))
    assert areas(db)["east1"] == SOUTH


def test_gr_28_an_account_named_by_the_digits_that_lead_goes_along_too(db):
    Moving(db).hear(fact(1, ["210203001000"], ["210203002000"]))
    assert db.one("SELECT area FROM account WHERE login = 'street1'") == ("210203002000",)


def test_gr_28_of_a_split_nobody_guesses_and_who_leads_is_told_and_sees_the_list(db, open_door):
    Moving(db).hear(fact(1, [EAST], [NORTH, SOUTH], "grid.area_split"))
    assert areas(db)["east1"] == EAST
    [(name, body)] = db.all("SELECT name, body FROM outbox")
    assert (name, orjson.loads(body)["data"]) == ("gateway.accounts_left", {"area": EAST, "on": "2026-03-03", "accounts": 1})
    client = open_door()
    row = {"login": "east1", "role": "officer", "unit": "east", "area": EAST, "into": [NORTH, SOUTH]}
    for login, seen in (("lead1", [row]), ("op1", [row]), ("far1", [])):
        assert client("GET", "/api/v1/accounts/astray", token=client.token(login)).json["items"] == seen
    assert client("GET", "/api/v1/accounts/astray", token=client.token("west1")).status == 403


def test_gr_28_an_area_that_ends_below_a_community_or_by_renaming_moves_nobody(db):
    Moving(db).hear(fact(1, [EAST + "B00001"], [WEST + "B00001"]))
    Moving(db).hear(fact(2, [], [EAST]))
    assert (areas(db), db.one("SELECT count(*) FROM area_followed")) == ({"east1": EAST, "west1": WEST}, (0,))


def test_a_file_of_accounts_from_before_the_change_does_not_bring_the_old_area_back(db, seal_keys):
    Moving(db).hear(fact(1, [EAST], [NORTH]))
    load.load(db, Sealer(read_keys(seal_keys)), STAFF, password=PASSWORD)
    assert areas(db)["east1"] == NORTH


def test_each_fact_that_ends_areas_is_heard():
    heard = {name for name in dir(Service) if name.startswith("hear_area_")}
    assert heard == {f"hear_area_{past}" for past in ("split", "merged", "ended", "recoded")}


def client(db, area, state="open"):
    made = clock.new_id()
    db.all(
        "INSERT INTO client (id, label, scopes, per_minute, area, state, version, created_at, changed_at)"
        " VALUES (%s, 'heat', '[\"take_readings\"]', 60, %s, %s, 1, now(), now()) RETURNING 1",
        (made, area, state),
    )
    return made


def test_gr_28_an_api_client_goes_along_with_its_area_and_who_read_it_before_reads_it_again(db):
    made = client(db, EAST)
    for _ in range(2):
        Moving(db).hear(fact(1, [EAST], [NORTH]))
    assert db.one("SELECT area, version FROM client WHERE id = %s", (made,)) == (NORTH, 2)
    [(body,)] = db.all("SELECT body FROM audit WHERE subject = %s", (made,))
    told = orjson.loads(body)
    assert (told["act"], told["kind"], told["version"]) == ("follow_area", "client", 2)
    assert told["detail"] == {"was_area": EAST, "area": NORTH}


def test_gr_28_an_operator_is_told_of_clients_whose_area_was_split_and_of_no_closed_one(db):
    for state in ("open", "open", "closed"):
        client(db, WEST, state)
    Moving(db).hear(fact(1, [WEST], [NORTH, SOUTH], "grid.area_split"))
    told = {name: orjson.loads(body)["data"] for name, body in db.all("SELECT name, body FROM outbox")}
    assert told["gateway.clients_left"] == {"area": WEST, "on": "2026-03-03", "clients": 2}
