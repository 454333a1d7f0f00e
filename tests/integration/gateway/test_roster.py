"""Accounts kept by operators: of their ground alone, each act once, each in the audit, and nobody the own one."""

from __future__ import annotations

import threading
import time
import uuid

import pytest

from kernel.keyring import read_keys
from kernel.seal import Sealer
from services.gateway import load
from services.gateway.account import account_id
from tests.integration.gateway.conftest import PAPER, PASSWORD, Client
from tests.integration.messaging.peer import until

ACCOUNTS, ME = "/api/v1/accounts", "/api/v1/me"
OPERATORS = tuple(
    {"login": login, "name": "运维", "role": "operator", "unit": "centre", "area": area, "language": "zh", **PAPER}
    for login, area in (("operator1", "210203000000"), ("operator2", "210204000000"))
)
MADE = {"login": "officer9", "name": "欧阳经办", "role": "officer", "unit": "water", "area": "210203001000"}
WORKER = f"{ACCOUNTS}/{account_id('worker1')}"
SOON = 30.0


@pytest.fixture
def doors(open_door, database_of, seal_keys):
    load.load(database_of("gateway"), Sealer(read_keys(seal_keys)), OPERATORS, password=PASSWORD)
    return open_door(), open_door()


@pytest.fixture
def token(doors):
    return doors[0].token("operator1")


def post(door, path, body, token, version=None, key=None):
    more = {} if version is None else {"If_Match": f'"{version}"'}
    return door("POST", path, body, token=token, Idempotency_Key=key or str(uuid.uuid4()), **more)


def test_an_account_is_opened_once_and_its_holder_comes_in_by_a_link(doors, token, database_of):
    key = str(uuid.uuid4())
    first, second = (post(door, ACCOUNTS, MADE, token, key=key) for door in doors)
    assert (first.status, first.json) == (201, second.json)
    assert (first.json["name"], first.json["second_factor"], first.json["version"]) == ("欧阳**", False, 1)
    one = first.headers["Location"]
    given = post(doors[0], f"{one}/link", {}, token, 1, key)
    assert given.status == 422  # a key is of one command
    given = post(doors[0], f"{one}/link", {}, token, 1)
    assert given.json["link"].startswith("/sign-in#link=")
    secret = given.json["link"].partition("=")[2]
    opened = doors[1]("POST", "/api/v1/sessions/by-link", {"link": secret, "password": "another long sentence"})
    assert doors[1]("GET", ME, token=opened.json["token"]).json["name"] == "欧阳经办"
    assert post(doors[0], ACCOUNTS, {**MADE, "name": "x"}, token).json["code"] == "gateway.login_taken"
    kept = str(database_of("gateway").all("SELECT t::text FROM audit AS t"))
    assert not [word for word in ("欧阳", secret, "officer9") if word in kept]


def test_a_link_is_shown_once_also_when_the_command_is_sent_again(doors, token):
    key = str(uuid.uuid4())
    links = [post(door, f"{WORKER}/link", {}, token, 1, key).json["link"] for door in doors]
    assert links[0].startswith("/sign-in#link=")
    assert links[1] is None


def test_a_changed_account_loses_its_sessions_and_who_read_an_older_one_is_refused(doors, token):
    mine = doors[1].token("worker1")
    changed = post(doors[0], f"{WORKER}/change", {"role": "checker", "name": "李四"}, token, 1)
    assert (changed.json["role"], changed.json["name"], changed.json["version"]) == ("checker", "李*", 2)
    late = post(doors[1], f"{WORKER}/change", {"unit": "water"}, token, 1)
    assert (late.status, late.json["code"]) == (412, "gateway.account_changed")
    until(lambda: doors[1]("GET", ME, token=mine).status == 401, SOON)


def test_a_disabled_account_is_out_everywhere_within_seconds_and_comes_back_enabled(doors, token):
    mine = doors[1].token("worker1")
    assert post(doors[0], f"{WORKER}/disable", {}, token, 1).json["disabled"] is True
    until(lambda: doors[1]("GET", ME, token=mine).status == 401, SOON)
    assert doors[1].sign_in("worker1").status == 401
    assert post(doors[0], f"{WORKER}/disable", {}, token, 2).json["code"] == "gateway.account_disabled"
    assert post(doors[0], f"{WORKER}/enable", {}, token, 2).json["disabled"] is False
    assert doors[1].sign_in("worker1").status == 201
    assert post(doors[0], f"{WORKER}/enable", {}, token, 3).json["code"] == "gateway.account_enabled"


def test_of_two_operators_who_act_at_the_same_time_one_is_told_to_read_again(doors, token):
    answers = []

    def act(port, name):
        client = Client(port)
        answers.append(post(client, f"{WORKER}/{name}", {"language": "en"} if name == "change" else {}, token, 1).status)
        client.connection.close()

    pairs = zip(doors, ("disable", "change"), strict=True)
    threads = [threading.Thread(target=act, args=(door.port, name)) for door, name in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            time.sleep(0.05)
    assert sorted(answers) == [200, 412]


def test_an_operator_reaches_the_own_ground_alone_and_never_the_own_account(doors, token):
    other = doors[0].token("operator2")
    assert doors[0]("GET", WORKER, token=other).json["code"] == "gateway.account_missing"
    for act in ("disable", "enable", "link", "release", "reset-second-factor", "change"):
        assert post(doors[0], f"{WORKER}/{act}", {}, other, 1).json["code"] == "gateway.account_missing"
    listed = doors[0]("GET", ACCOUNTS, token=other).json["items"]
    assert [one["login"] for one in listed] == ["operator2"]
    outside = post(doors[0], ACCOUNTS, {**MADE, "area": "210204001000"}, token)
    assert (outside.status, outside.json["code"]) == (422, "gateway.account_area_outside")
    mine = f"{ACCOUNTS}/{account_id('operator1')}"
    assert post(doors[0], f"{mine}/change", {"role": "leader"}, token, 1).json["code"] == "gateway.account_own"
    assert doors[0]("GET", ACCOUNTS, token=doors[0].token("clerk1")).json["code"] == "gateway.role_refused"


def test_accounts_are_listed_page_by_page_with_names_masked(doors, token):
    logins, path = [], f"{ACCOUNTS}?limit=1"
    while path:
        got = doors[0]("GET", path, token=token)
        logins += [(one["login"], one["name"]) for one in got.json["items"]]
        path = got.headers.get("Link", "")[1:].partition(">")[0]
    assert sorted(logins) == [("clerk1", "C***"), ("operator1", "运*"), ("worker1", "网***")]
    found = doors[0]("GET", f"{ACCOUNTS}?role=dispatcher&disabled=false", token=token).json["items"]
    assert [one["login"] for one in found] == ["clerk1"]


def test_each_act_stands_in_the_audit_with_what_it_made(doors, token, database_of):
    for at, act in enumerate(("link", "release", "change", "disable"), 1):
        assert post(doors[0], f"{WORKER}/{act}", {}, token, at).status == 200
    rows = database_of("gateway").all(
        "SELECT body::json->>'act' FROM audit WHERE subject = %s AND body::json->>'role' = 'operator' ORDER BY seq",
        (account_id("worker1"),),
    )
    assert [act for (act,) in rows] == ["make_link", "release_account", "change_account", "disable_account"]


@pytest.mark.parametrize(("first", "second"), [("link", "reset-second-factor"), ("reset-second-factor", "link")])
def test_gr_444_one_operator_never_does_both_halves_of_a_take_over(doors, token, database_of, seal_keys, first, second):
    third = {**OPERATORS[0], "login": "operator3"}
    load.load(database_of("gateway"), Sealer(read_keys(seal_keys)), [third], password=PASSWORD)
    assert post(doors[0], f"{WORKER}/{first}", {}, token, 1).status == 200
    refused = post(doors[1], f"{WORKER}/{second}", {}, token, 2)
    assert (refused.status, refused.json["code"]) == (409, "gateway.account_two_persons")
    assert refused.json["facts"] == {"hours": 24}
    assert post(doors[0], f"{WORKER}/{first}", {}, token, 2).status == 200  # the same half once more gives nothing new
    assert post(doors[1], f"{WORKER}/{second}", {}, doors[1].token("operator3"), 3).status == 200


def test_gr_444_both_halves_sent_at_once_are_one(doors, token):
    answers = []

    def act(port, name):
        client = Client(port)
        answers.append(post(client, f"{WORKER}/{name}", {}, token, 1).status)
        client.connection.close()

    pairs = zip(doors, ("link", "reset-second-factor"), strict=True)
    threads = [threading.Thread(target=act, args=(door.port, name)) for door, name in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            time.sleep(0.05)
    assert sorted(answers) == [200, 412]


def test_gr_444_the_holder_is_told_of_a_link_and_a_reset_and_nobody_else_is_named(doors, token, seal_keys, facts):
    post(doors[0], f"{WORKER}/link", {}, token, 1)
    post(doors[0], f"{ACCOUNTS}/{account_id('clerk1')}/reset-second-factor", {}, token, 1)
    alias = Sealer(read_keys(seal_keys)).alias
    assert [one.data for one in facts] == [
        {"party": alias(account_id("worker1")), "kind": "link"},
        {"party": alias(account_id("clerk1")), "kind": "reset"},
    ]
    assert not [one for one in facts if one.subject in (account_id("worker1"), account_id("clerk1"))]
