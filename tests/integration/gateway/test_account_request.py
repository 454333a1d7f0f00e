"""Operators' accounts: what one asks another decides, each once, over all replicas, and a single one by the command line."""

from __future__ import annotations

import threading
import time
import uuid

import pytest
from click.testing import CliRunner

from kernel.keyring import read_keys
from kernel.seal import Sealer
from services.gateway import load
from services.gateway.account import account_id
from services.gateway.roster.request import desk
from services.gateway.roster.request.record import STATES
from tests.integration.gateway.conftest import PAPER, PASSWORD, Client
from tests.integration.messaging.peer import until
from tools import account_requests

ACCOUNTS, ME = "/api/v1/accounts", "/api/v1/me"
REQUESTS = f"{ACCOUNTS}/requests"
NEAR, FAR = "210203000000", "210204000000"
OPERATORS = tuple(
    {"login": login, "name": "运维", "role": "operator", "unit": "centre", "area": area, "language": "zh", **PAPER}
    for login, area in (("operator1", NEAR), ("operator2", NEAR), ("operator3", NEAR), ("stranger", FAR))
)
MADE = {"login": "operator9", "name": "欧阳运维", "role": "operator", "unit": "centre", "area": "210203001000"}
WORKER, THIRD, NINTH = (f"{ACCOUNTS}/{account_id(login)}" for login in ("worker1", "operator3", "operator9"))
SOON = 10.0


@pytest.fixture
def db(database_of):
    return database_of("gateway")


@pytest.fixture
def doors(open_door, db, seal_keys):
    load.load(db, Sealer(read_keys(seal_keys)), OPERATORS, password=PASSWORD)
    db.all("UPDATE account SET role_since = now() WHERE login = 'operator3' RETURNING 1")
    return open_door(), open_door()


@pytest.fixture
def tokens(doors):
    return {one["login"]: doors[0].token(one["login"]) for one in OPERATORS}


@pytest.fixture
def asked(monkeypatch):
    """What operators are told of what waits; the outbox forgets what was sent."""
    made, real = [], desk.ask

    def ask(*given):
        request, told = real(*given)
        made.append(told)
        return request, told

    monkeypatch.setattr(desk, "ask", ask)
    return made


def acts(db, login):
    sql = "SELECT body::json->>'act', body::json->>'role' FROM audit WHERE subject = %s ORDER BY seq"
    return db.all(sql, (account_id(login),))


def post(door, path, body, token, version=None, key=None):
    more = {} if version is None else {"If_Match": f'"{version}"'}
    return door("POST", path, body, token=token, Idempotency_Key=key or str(uuid.uuid4()), **more)


def decide(door, request, word, token, version=1, key=None):
    return post(door, f"{REQUESTS}/{request}/{word}", {}, token, version, key)


def by_link(door, link):
    return door("POST", "/api/v1/sessions/by-link", {"link": link.partition("=")[2], "password": "another long sentence"})


def test_gr_465_an_operators_account_is_opened_shut_and_enabled_by_a_second_operator(doors, tokens, db, asked):
    opened = post(doors[0], ACCOUNTS, MADE, tokens["operator1"])
    assert (opened.status, opened.json["disabled"]) == (201, True)
    request = opened.json["awaits"]
    assert [one.data for one in asked] == [{"request": request, "area": MADE["area"], "act": "enable_account"}]
    assert doors[0]("GET", NINTH, token=tokens["operator2"]).json["awaits"] == request
    for word in ("enable", "link"):  # what waits is not got round, and nothing else is asked beside it
        assert post(doors[0], f"{NINTH}/{word}", {}, tokens["operator1"], 1).json["code"] == "gateway.account_request_waits"
    own = decide(doors[0], request, "confirm", tokens["operator1"])
    assert (own.status, own.json["code"]) == (409, "gateway.account_request_own")
    fresh = decide(doors[0], request, "confirm", tokens["operator3"])
    assert (fresh.json["code"], fresh.json["facts"]) == ("gateway.account_request_too_new", {"hours": 24})
    assert decide(doors[0], request, "confirm", tokens["stranger"]).json["code"] == "gateway.account_request_missing"
    done = decide(doors[1], request, "confirm", tokens["operator2"])
    assert (done.json["state"], done.json["decided_by"], done.json["link"]) == ("confirmed", account_id("operator2"), None)
    assert doors[0]("GET", NINTH, token=tokens["operator1"]).json["disabled"] is False
    assert acts(db, "operator9") == [("open_account", "operator"), ("enable_account", "operator")]


def test_gr_465_the_link_of_an_operators_account_goes_to_who_confirms_and_is_shown_once(doors, tokens, db):
    asked = post(doors[0], f"{THIRD}/link", {}, tokens["operator1"], 1)
    assert (asked.json["link"], asked.json["link_expires_at"], asked.json["version"]) == (None, None, 1)
    assert db.one("SELECT count(*) FROM sign_in_link") == (0,)
    key = str(uuid.uuid4())
    first, second = (decide(door, asked.json["awaits"], "confirm", tokens["operator2"], key=key) for door in doors)
    assert (first.json["link"][:14], second.json["link"]) == ("/sign-in#link=", None)
    assert second.json["link_expires_at"] == first.json["link_expires_at"]
    used = {"link": first.json["link"].partition("=")[2], "password": "another long sentence"}
    assert doors[1]("POST", "/api/v1/sessions/by-link", used).status == 201


def test_gr_465_nothing_that_who_asked_may_know_opens_the_account_of_a_new_operator(doors, tokens, db):
    kept = post(doors[0], f"{WORKER}/link", {}, tokens["operator1"], 1).json["link"]
    factor = "INSERT INTO second_factor (holder, secret, confirmed_at) VALUES (%s, '', now()) RETURNING 1"
    db.all(factor, (account_id("worker1"),))
    asked = post(doors[0], f"{WORKER}/change", {"role": "operator", "area": NEAR}, tokens["operator1"], 2)
    done = decide(doors[0], asked.json["awaits"], "confirm", tokens["operator2"])
    assert by_link(doors[1], kept).json["code"] == "gateway.link_refused"
    assert doors[1].sign_in("worker1").json["code"] == "gateway.sign_in_refused"
    assert done.json["link_expires_at"] is not None
    assert by_link(doors[1], done.json["link"]).status == 201


def test_gr_465_who_is_shut_out_and_becomes_an_operator_stays_shut_out(doors, tokens):
    assert post(doors[0], f"{WORKER}/disable", {}, tokens["operator1"], 1).status == 200
    asked = post(doors[0], f"{WORKER}/change", {"role": "operator"}, tokens["operator1"], 2)
    done = decide(doors[0], asked.json["awaits"], "confirm", tokens["operator2"])
    assert (done.status, done.json["link"], done.json["link_expires_at"]) == (200, None, None)


def test_gr_466_an_operator_who_was_let_in_today_confirms_nothing_however_old_the_account_is(doors, tokens, db):
    opened = post(doors[0], ACCOUNTS, MADE, tokens["operator1"])
    db.all("UPDATE account SET role_since = now() - interval '9 days' WHERE login = 'operator9' RETURNING 1")
    assert decide(doors[0], opened.json["awaits"], "confirm", tokens["operator2"]).status == 200
    [(fresh,)] = db.all("SELECT role_since > now() - interval '1 hour' FROM account WHERE login = 'operator9'")
    assert fresh


def test_gr_465_two_who_decide_about_each_other_at_the_same_time_are_both_answered(doors, tokens, db):
    waits = []
    for login in ("operator1", "operator2"):
        asked = post(doors[0], f"{ACCOUNTS}/{account_id(login)}/reset-second-factor", {}, tokens["operator3"], 1)
        waits.append(asked.json["awaits"])
    answers = []

    def act(port, request, token):
        client = Client(port)
        answers.append(decide(client, request, "confirm", token).status)
        client.connection.close()

    each = zip(doors, waits, (tokens["operator2"], tokens["operator1"]), strict=True)
    threads = [threading.Thread(target=act, args=(door.port, request, token)) for door, request, token in each]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            time.sleep(0.05)
    # a reset ends the sessions of who it is about: the later one may find its own gone, and no one waits for ever
    assert sorted(answers) in ([200, 200], [200, 401])


def test_gr_465_what_was_asked_by_who_is_shut_out_since_is_not_carried_out_and_can_be_refused(doors, tokens):
    request = post(doors[0], f"{THIRD}/link", {}, tokens["operator1"], 1).json["awaits"]
    asker = f"{ACCOUNTS}/{account_id('operator1')}"
    assert post(doors[0], f"{asker}/disable", {}, tokens["operator2"], 1).status == 200
    ended = decide(doors[0], request, "confirm", tokens["operator2"])
    assert (ended.json["code"], ended.json["facts"]) == ("gateway.account_request_ended", {"state": "withdrawn"})
    assert decide(doors[0], request, "refuse", tokens["operator2"]).json["state"] == "refused"


def test_a_request_about_an_account_of_other_ground_is_not_listed_though_it_would_come_here(doors, tokens, db):
    request = post(doors[0], f"{THIRD}/link", {}, tokens["operator1"], 1).json["awaits"]
    db.all("UPDATE account SET area = %s WHERE login = 'operator3' RETURNING 1", (FAR,))
    for login in ("operator1", "stranger"):
        assert doors[0]("GET", REQUESTS, token=tokens[login]).json["items"] == []
    assert decide(doors[0], request, "confirm", tokens["operator2"]).json["code"] == "gateway.account_request_missing"


def test_gr_465_somebody_becomes_an_operator_by_two_and_loses_the_sessions_before(doors, tokens, db):
    mine = doors[1].token("worker1")
    changed = post(doors[0], f"{WORKER}/change", {"role": "operator", "area": NEAR, "language": "en"}, tokens["operator1"], 1)
    assert (changed.json["role"], changed.json["language"], changed.json["version"]) == ("grid_worker", "en", 2)
    done = decide(doors[0], changed.json["awaits"], "confirm", tokens["operator2"])
    assert done.status == 200
    assert doors[0]("GET", WORKER, token=tokens["operator1"]).json["role"] == "operator"
    until(lambda: doors[1]("GET", ME, token=mine).status == 401, SOON)
    # nothing is confirmed by who has just become one
    waits = post(doors[0], f"{THIRD}/reset-second-factor", {}, tokens["operator1"], 1).json["awaits"]
    again = by_link(doors[0], done.json["link"]).json["token"]
    assert decide(doors[0], waits, "confirm", again).json["code"] == "gateway.account_request_too_new"


def test_gr_465_what_was_refused_or_withdrawn_or_is_of_another_day_is_not_carried_out(doors, tokens, db):
    for word, login, state in (("refuse", "operator2", "refused"), ("refuse", "operator1", "withdrawn")):
        request = post(doors[0], f"{THIRD}/link", {}, tokens["operator1"], 1).json["awaits"]
        assert decide(doors[0], request, word, tokens[login]).json["state"] == state
        ended = decide(doors[0], request, "confirm", tokens["operator2"], 2)
        assert (ended.json["code"], ended.json["facts"]) == ("gateway.account_request_ended", {"state": state})
    late = post(doors[0], f"{THIRD}/link", {}, tokens["operator1"], 1).json["awaits"]
    db.all("UPDATE account_request SET expires_at = now() WHERE id = %s RETURNING 1", (late,))
    assert decide(doors[0], late, "confirm", tokens["operator2"]).json["code"] == "gateway.account_request_ended"
    stale = post(doors[0], f"{THIRD}/link", {}, tokens["operator1"], 1).json["awaits"]
    states = [one["state"] for one in doors[0]("GET", REQUESTS, token=tokens["operator2"]).json["items"]]
    assert states == ["refused", "withdrawn", "lapsed", "asked"]
    assert doors[0]("GET", REQUESTS, token=tokens["stranger"]).json["items"] == []
    assert post(doors[0], f"{THIRD}/change", {"name": "李四"}, tokens["operator1"], 1).json["version"] == 2
    assert decide(doors[0], stale, "confirm", tokens["operator2"]).json["code"] == "gateway.account_changed"


def test_gr_465_of_two_who_decide_at_the_same_time_one_does(doors, tokens, db):
    request = post(doors[0], f"{THIRD}/link", {}, tokens["operator1"], 1).json["awaits"]
    db.all("UPDATE account SET role_since = now() - interval '2 days' RETURNING 1")
    answers = []

    def act(port, word, token):
        client = Client(port)
        answers.append(decide(client, request, word, token).status)
        client.connection.close()

    each = zip(doors, ("confirm", "refuse"), ("operator2", "operator1"), strict=True)
    threads = [threading.Thread(target=act, args=(door.port, word, tokens[login])) for door, word, login in each]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            time.sleep(0.05)
    assert sorted(answers) == [200, 412]


def test_gr_465_a_single_operator_is_helped_at_the_command_line_and_the_audit_says_so(doors, tokens, db, service_url, seal_keys):
    mine = doors[1].token("operator3")
    request = post(doors[0], f"{THIRD}/reset-second-factor", {}, tokens["operator1"], 1).json["awaits"]
    given = ["--database-url", service_url("gateway"), "--district", "210203", "--keys", seal_keys]
    listed = CliRunner().invoke(account_requests.main, [*given, "list"])
    assert request in listed.output
    done = CliRunner().invoke(account_requests.main, [*given, "confirm", request])
    assert (done.exit_code, done.output) == (0, "confirmed\n")
    until(lambda: doors[1]("GET", ME, token=mine).status == 401, SOON)
    assert acts(db, "operator3")[-1] == ("reset_second_factor", "system")
    again = CliRunner().invoke(account_requests.main, [*given, "refuse", request])
    assert (again.exit_code, "gateway.account_request_ended" in again.output) == (1, True)


def test_the_states_of_the_database_are_those_of_the_code(db):
    assert {state for (state,) in db.all("SELECT state FROM account_request_state")} == {*STATES}
