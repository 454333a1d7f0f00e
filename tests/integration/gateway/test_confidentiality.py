"""The pledge of confidentiality over real HTTP and a real database: refused, read, signed, known everywhere, asked anew."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import orjson
import pytest

from kernel import clock
from kernel.keyring import read_keys
from kernel.seal import Sealer
from services.gateway import load, store
from services.gateway.account import account_id
from services.gateway.words import pledge
from services.gateway.words.pledge import Pledge
from tests.integration.gateway.conftest import INCIDENT, PAPER, PASSWORD, PEOPLE

HERE = f"/api/v1/incidents/{INCIDENT}"
PLEDGE = "/api/v1/confidentiality"
LET_IN = 503  # and nobody behind the door to answer
NEW = {"login": "new1", "name": "New", "role": "officer", "unit": "water", "area": "210203", "language": "zh"}
OTHERS = (
    NEW,
    {**NEW, "login": "new2", "unit": "lamps", "area": "210203001"},
    {**NEW, "login": "far1", "area": "210204"},
    {**NEW, "login": "op1", "role": "operator", "unit": "", "area": "", **PAPER},
    {**NEW, "login": "lead1", "role": "leader", "unit": "centre", **PAPER},
    {**NEW, "login": "res1", "role": "resident", "unit": "", "area": ""},
)
DIGEST = pledge.read().digest


@pytest.fixture(autouse=True)
def newcomers(people, database_of, seal_keys):
    load.load(database_of("gateway"), Sealer(read_keys(seal_keys)), OTHERS, password=PASSWORD)


def sign(client, token, text=DIGEST):
    return client("POST", f"{PLEDGE}/sign", {"text": text}, token=token)


def test_a_newcomer_is_told_where_to_sign_signs_and_is_let_in_at_once_here_and_elsewhere(open_door):
    here, there = open_door(), open_door()
    token = here.token("new1")
    refused = here("GET", HERE, token=token, Accept_Language="en")
    assert (refused.status, refused.json["code"]) == (403, "gateway.confidentiality_unsigned")
    assert refused.json["facts"] == {"read": PLEDGE, "sign": f"{PLEDGE}/sign"}
    assert PLEDGE in refused.json["detail"]
    assert there("GET", HERE, token=token).status == 403
    assert here("GET", "/api/v1/me", token=token).status == 200
    text = here("GET", PLEDGE, token=token, Accept_Language="zh").json
    assert (text["text"], text["title"], text["signed_at"]) == (DIGEST, "社区治理工作保密承诺书", None)
    assert sign(here, token).json["signed_at"]
    assert here("GET", HERE, token=token).status == LET_IN
    assert there("GET", HERE, token=token).status == LET_IN
    assert here("GET", PLEDGE, token=token).json["signed_at"]


def test_paper_residents_and_nobody_need_no_signature(client):
    for login in ("worker1", "op1", "res1"):
        got = client("GET", HERE, token=client.token(login))
        assert got.json["code"] != "gateway.confidentiality_unsigned", login
    paper = client("GET", PLEDGE, token=client.token("worker1")).json
    assert (paper["signed_at"], paper["signed_on_paper"]) == (None, PAPER["confidentiality_signed_on"])
    assert client("GET", PLEDGE, token=client.token("res1")).status == 403
    assert client("GET", PLEDGE).status == 401


def test_signing_is_audited_once_however_often_and_from_wherever_it_comes(open_door, database_of):
    doors = [open_door() for _ in range(3)]
    token = doors[0].token("new1")
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda door: sign(door, token), doors))
    assert {(got.status, got.json["signed_at"]) for got in answers} == {(200, answers[0].json["signed_at"])}
    rows = database_of("gateway").all("SELECT body FROM audit WHERE subject = %s", (account_id("new1"),))
    assert [orjson.loads(body)["act"] for (body,) in rows] == ["sign_confidentiality"]
    assert orjson.loads(rows[0][0])["detail"] == {"text": DIGEST}


def test_another_text_than_the_one_in_force_cannot_be_signed(client):
    token = client.token("new1")
    got = sign(client, token, "0" * 16)
    assert (got.status, got.json["code"]) == (412, "gateway.confidentiality_changed")
    assert client("GET", HERE, token=token).status == 403


def test_a_new_text_asks_everybody_anew_also_those_who_signed_on_paper_before_it(database_of):
    db, who = database_of("gateway"), account_id("worker1")
    first, second = pledge.read(), Pledge({"zh": "承诺", "en": "Pledge"}, "1" * 16)
    for text in (first, second, first):
        store.keep_text(db, text)
    kept = dict(db.all("SELECT digest, words FROM confidentiality_text"))
    assert kept == {DIGEST: dict(first.words), "1" * 16: {"zh": "承诺", "en": "Pledge"}}
    assert store.standing(db, ids=[who], digest=DIGEST)[who][1]
    assert not store.standing(db, ids=[who], digest="1" * 16)[who][1]
    assert not store.standing(db, ids=[who], digest="2" * 16)[who][1]
    db.all("UPDATE account SET confidentiality_signed_on = current_date + 1 WHERE login = 'worker1'")
    assert store.standing(db, ids=[who], digest="1" * 16)[who][1]


def test_a_load_without_the_date_keeps_what_an_earlier_one_said(database_of, seal_keys):
    db = database_of("gateway")
    bare = {name: value for name, value in PEOPLE[0].items() if name not in PAPER}
    load.load(db, Sealer(read_keys(seal_keys)), [bare], password=PASSWORD)
    assert str(store.find_account(db, login="worker1").confidentiality_signed_on) == PAPER["confidentiality_signed_on"]
    with pytest.raises(ValueError, match="row 2: confidentiality_signed_on is no date"):
        load.load(db, Sealer(read_keys(seal_keys)), [{**bare, "confidentiality_signed_on": "yes"}], password=PASSWORD)


def test_what_was_signed_on_paper_is_audited_once_for_each_date_and_none_is_dated_ahead(database_of, seal_keys):
    db, sealer = database_of("gateway"), Sealer(read_keys(seal_keys))
    for on in ("2026-01-05", "2026-02-06", "2026-02-06"):
        load.load(db, sealer, [{**NEW, "confidentiality_signed_on": on}], password=PASSWORD)
    rows = db.all("SELECT body FROM audit WHERE subject = %s ORDER BY seq", (account_id("new1"),))
    assert [orjson.loads(body)["detail"] for (body,) in rows] == [{"signed_on": "2026-01-05"}, {"signed_on": "2026-02-06"}]
    loads = db.all("SELECT body FROM audit WHERE subject = 'load:accounts' ORDER BY seq DESC LIMIT 1")
    assert [orjson.loads(body)["detail"] for (body,) in loads] == [{"accounts": 1, "digest": "", "papers": 0}]
    ahead = f"{clock.today() + timedelta(days=1)}"
    with pytest.raises(ValueError, match=f"row 2: confidentiality_signed_on lies ahead: {ahead}"):
        load.load(db, sealer, [{**NEW, "confidentiality_signed_on": ahead}], password=PASSWORD)


def unsigned(client, login, query=""):
    got = client("GET", f"{PLEDGE}/unsigned{query}", token=client.token(login))
    return [one["login"] for one in got.json["items"]] if got.status == 200 else got.status


def test_a_leader_lists_the_unsigned_of_the_ground_and_an_operator_all_without_names(client):
    assert sorted(unsigned(client, "lead1")) == ["new1", "new2"]
    assert sorted(unsigned(client, "op1")) == ["far1", "new1", "new2"]
    assert unsigned(client, "lead1", "?unit=lamps") == ["new2"]
    assert unsigned(client, "clerk1") == 403
    token = client.token("op1")
    first = client("GET", f"{PLEDGE}/unsigned?limit=2", token=token).json
    rest = client("GET", f"{PLEDGE}/unsigned?limit=2&cursor={first['next']}", token=token).json
    assert len({one["login"] for one in (*first["items"], *rest["items"])}) == 3
    assert first["items"][0].keys() == {"login", "role", "unit", "area"}
    sign(client, client.token("new1"))
    assert sorted(unsigned(client, "lead1")) == ["new2"]
