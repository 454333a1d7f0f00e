"""Passwords, second factors, one-time links and waits, at running front doors, as somebody would attack them."""

from __future__ import annotations

import threading
import time
import uuid

import pyotp
import pytest

from kernel.keyring import read_keys
from kernel.seal import Sealer
from services.gateway import load
from services.gateway.account import HASHER, account_id
from services.gateway.credential import attempt, factor
from services.gateway.http.server import FrontDoor
from services.gateway.service import Service
from tests.integration.gateway.conftest import PAPER, PASSWORD, Client
from tests.integration.messaging.peer import until

SESSIONS, LINKED = "/api/v1/sessions", "/api/v1/sessions/by-link"
ME = "/api/v1/me"
FRESH = "another long sentence"
SOON = 30.0
OPERATOR = {"login": "operator1", "name": "运维", "role": "operator", "unit": "centre", "area": "210203000000", "language": "zh"}


@pytest.fixture
def clock(monkeypatch):
    """Codes of half a minute, at a time that the test alone moves on: it neither waits for the next one nor is overtaken."""
    at, began = [0], int(time.time())
    real = factor.step_of
    monkeypatch.setattr(factor, "step_of", lambda secret, code, *, now, last: real(
        secret, code, now=now.fromtimestamp(began + at[0], now.tzinfo), last=last))  # fmt: skip
    at.append(lambda secret: pyotp.TOTP(secret).at(began + at[0]))
    return at


@pytest.fixture
def doors(open_door, database_of, seal_keys):
    load.load(database_of("gateway"), Sealer(read_keys(seal_keys)), [{**OPERATOR, **PAPER}], password=PASSWORD)
    return open_door(), open_door()


def sign_in(door, password=PASSWORD, login="worker1", **more):
    return door("POST", SESSIONS, {"login": login, "password": password, **more})


def codes(answers):
    return [(one.status, one.json.get("code")) for one in answers]


def enrol(door, clock, token):
    """Set up a second factor; give its secret and what the confirmation gave."""
    begun = door("POST", f"{ME}/second-factor", {"password": PASSWORD}, token=token).json
    assert begun["uri"].startswith("otpauth://totp/Linli%20210203:")
    assert begun["svg"].startswith("<svg")
    done = door("POST", f"{ME}/second-factor/confirm", {"code": clock[1](begun["secret"])}, token=token)
    assert done.status == 200
    return begun["secret"], done.json


def operate(door, act, account=account_id("worker1"), body=None, token=None):
    token = token or door.token("operator1")
    version = door("GET", f"/api/v1/accounts/{account}", token=token).json["version"]
    return door(
        "POST", f"/api/v1/accounts/{account}/{act}", body or {}, token=token,
        Idempotency_Key=str(uuid.uuid4()), If_Match=f'"{version}"',
    )  # fmt: skip


def link_of(door, account=account_id("worker1")):
    return operate(door, "link", account).json["link"].partition("=")[2]


def test_brute_force_at_two_doors_at_once_has_five_tries_in_all(doors):
    answers = []

    def guess(port):
        client = Client(port)
        for _ in range(6):
            answers.append(sign_in(client, "wrong wrong wrong"))
        client.connection.close()

    threads = [threading.Thread(target=guess, args=(door.port,)) for door in doors for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            time.sleep(0.05)
    assert sorted({one.status for one in answers}) == [401, 429]
    assert [one.status for one in answers].count(401) == 5
    locked = sign_in(doors[1])
    assert (locked.status, locked.json["code"]) == (429, "gateway.account_locked")
    assert 1 <= int(locked.headers["Retry-After"]) <= 60


def test_the_wait_doubles_and_a_right_password_ends_it(doors, database_of):
    db = database_of("gateway")
    waits = []
    for _ in range(8):
        db.all("UPDATE sign_in_attempt SET until = now() RETURNING 1")
        sign_in(doors[0], "wrong wrong wrong")
        waits.append(db.one("SELECT round(extract(epoch FROM until - last_at)) FROM sign_in_attempt WHERE place <> ''")[0])
    assert [int(one) for one in waits] == [0, 0, 0, 0, 60, 120, 240, 480]
    db.all("UPDATE sign_in_attempt SET until = now() RETURNING 1")
    assert sign_in(doors[0]).status == 201
    assert db.one("SELECT max(failures) FROM sign_in_attempt WHERE place <> ''")[0] == 0


def test_a_stranger_at_many_places_locks_nobody_out_where_they_are_known_and_an_operator_releases(doors, database_of):
    db = database_of("gateway")
    assert sign_in(doors[0]).status == 201
    db.all("UPDATE sign_in_attempt SET failures = 60, until = now() + interval '15 minutes' WHERE place = '' RETURNING 1")
    assert sign_in(doors[1]).status == 201
    db.all("UPDATE sign_in_attempt SET known_at = NULL RETURNING 1")
    db.all("UPDATE sign_in_attempt SET failures = 60, until = now() + interval '15 minutes' WHERE place = '' RETURNING 1")
    assert sign_in(doors[1]).status == 429
    db.all("UPDATE sign_in_attempt SET until = now() WHERE login <> (SELECT login FROM sign_in_attempt LIMIT 1) RETURNING 1")
    token = sign_in(doors[0], login="operator1").json.get("token")
    assert operate(doors[0], "release", token=token).status == 200
    assert sign_in(doors[1]).status == 201


def test_nothing_typed_and_no_address_is_kept_of_an_attempt(doors, database_of):
    sign_in(doors[0], "wrong wrong wrong", login="my secret typed in the wrong field")
    kept = str(database_of("gateway").all("SELECT t::text FROM sign_in_attempt AS t"))
    assert "secret" not in kept
    assert "127.0.0.1" not in kept


def test_an_unknown_login_takes_the_same_steps_as_a_known_one(doors, monkeypatch):
    from services.gateway import account

    looked, real = [], account._verify
    monkeypatch.setattr(account, "_verify", lambda stored, given: looked.append(stored[:31]) or real(stored, given))
    assert codes([sign_in(doors[0], "wrong", login=login) for login in ("worker1", "nobody")]) == [
        (401, "gateway.sign_in_refused")] * 2  # fmt: skip
    assert looked[0] == looked[1]
    assert looked[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_second_factor_is_set_up_asked_for_and_each_code_opens_once_at_any_door(doors, clock, database_of):
    first = doors[0].token("worker1")
    secret, done = enrol(doors[0], clock, first)
    assert (done["second_factor"], len(done["recovery_codes"])) == ("shown", 10)
    until(lambda: doors[1]("GET", ME, token=first).status == 401, SOON)
    assert codes([sign_in(doors[0]), sign_in(doors[0], code="000000")]) == [
        (401, "gateway.second_factor_needed"), (401, "gateway.code_refused")]  # fmt: skip
    used = clock[1](secret)
    assert sign_in(doors[0], code=used).json["code"] == "gateway.code_refused"  # it confirmed the set-up
    clock[0] += 30
    code = clock[1](secret)
    assert sign_in(doors[0], code=code).json["second_factor"] == "shown"
    assert sign_in(doors[1], code=code).json["code"] == "gateway.code_refused"
    kept = str(database_of("gateway").all("SELECT t::text FROM second_factor AS t"))
    assert secret not in kept
    again = doors[0]("POST", f"{ME}/second-factor", {"password": PASSWORD}, token=done["token"])
    assert (again.status, again.json["code"]) == (409, "gateway.second_factor_there")


def test_gr_469_the_holder_is_told_of_a_code_that_was_used_before_and_of_no_other_that_is_wrong(doors, clock, facts):
    secret, done = enrol(doors[0], clock, doors[0].token("worker1"))
    clock[0] += 30
    code, recovery = clock[1](secret), done["recovery_codes"][0]
    for right in (code, recovery):
        assert sign_in(doors[0], code=right).status == 201
    facts.clear()
    assert sign_in(doors[0], code="000000").status == sign_in(doors[0], code="aaaaa-aaaaa").status == 401
    assert sign_in(doors[0], password="not the right one", code=code).status == 401
    assert facts == []
    for used in (code, recovery):
        assert sign_in(doors[1], code=used).json["code"] == "gateway.code_refused"
    assert [one.data["kind"] for one in facts] == ["replay", "replay"]


def test_two_who_send_one_code_at_the_same_time_open_one_session(doors, clock):
    secret, _ = enrol(doors[0], clock, doors[0].token("worker1"))
    clock[0] += 30
    code, answers = clock[1](secret), []

    def send(port):
        client = Client(port)
        answers.append(sign_in(client, code=code).status)
        client.connection.close()

    threads = [threading.Thread(target=send, args=(door.port,)) for door in doors]
    for thread in threads:
        thread.start()
    for thread in threads:
        while thread.is_alive():
            time.sleep(0.05)
    assert sorted(answers) == [201, 401]


def test_a_try_counted_while_a_later_one_was_is_not_taken_for_one_too_many(database_of):
    db = database_of("gateway")
    attempts = attempt.Attempts(db, b"k" * 32)
    made = attempts.count(login="worker1", address="192.0.2.1")
    with db.transaction() as begun_first:
        begun_first.one("SELECT now()")
        attempts.count(login="worker1", address="192.0.2.1")
        with db.transaction() as other:
            attempt.undo(other, made)
        assert attempt.count_in(begun_first, made, attempt.HERE) is False


def test_codes_are_guessed_no_more_often_than_passwords_even_between_right_passwords(doors, clock):
    enrol(doors[0], clock, doors[0].token("worker1"))
    got = [sign_in(doors[0], **({"code": f"{n:06}"} if n % 2 else {})) for n in range(12)]
    assert {one.status for one in got[:9]} == {401}
    assert got[-1].json["code"] == "gateway.account_locked"


def test_a_recovery_code_opens_once_and_new_ones_replace_those_before(doors, clock, database_of):
    secret, done = enrol(doors[0], clock, doors[0].token("worker1"))
    code, spare = done["recovery_codes"][:2]
    opened = sign_in(doors[0], code=code.upper().replace("-", " "))
    assert opened.status == 201
    assert sign_in(doors[1], code=code).json["code"] == "gateway.code_refused"
    clock[0] += 30
    body = {"password": PASSWORD, "code": clock[1](secret)}
    renewed = doors[0]("POST", f"{ME}/recovery-codes", body, token=opened.json["token"]).json["recovery_codes"]
    assert sign_in(doors[0], code=spare).json["code"] == "gateway.code_refused"
    assert sign_in(doors[0], code=renewed[0]).status == 201
    for table in ("recovery_code", "once", "audit", "outbox"):
        assert renewed[1] not in str(database_of("gateway").all(f"SELECT t::text FROM {table} AS t"))


def test_a_house_that_wants_a_second_factor_lets_staff_do_nothing_before(people, run, settings, clock, monkeypatch):
    object.__setattr__(settings, "second_factor", "staff")
    door = Client(next(part for part in run(Service).entrypoints if isinstance(part, FrontDoor)).port)
    opened = sign_in(door).json
    assert opened["second_factor"] == "wanted"
    refused = door("GET", "/api/v1/incidents", token=opened["token"])
    assert (refused.status, refused.json["code"]) == (403, "gateway.second_factor_wanted")
    _, done = enrol(door, clock, opened["token"])
    assert door("GET", "/api/v1/incidents", token=done["token"]).json["code"] != "gateway.second_factor_wanted"
    door.connection.close()


def test_the_own_password_is_changed_by_the_old_one_and_ends_all_other_sessions(doors):
    mine, other = doors[0].token("worker1"), doors[1].token("worker1")
    change = {"old": PASSWORD, "password": FRESH}
    wrong = doors[0]("POST", f"{ME}/password", {**change, "old": "wrong"}, token=mine)
    weak = doors[0]("POST", f"{ME}/password", {**change, "password": "password12345"}, token=mine)
    assert codes([wrong, weak]) == [(403, "gateway.password_wrong"), (422, "gateway.password_common")]
    assert doors[0]("POST", f"{ME}/password", change, token=mine).json == {"ended": 1}
    until(lambda: doors[1]("GET", ME, token=other).status == 401, SOON)
    assert doors[0]("GET", ME, token=mine).status == 200
    assert [sign_in(doors[0], given).status for given in (PASSWORD, FRESH)] == [401, 201]


def test_who_has_a_token_and_guesses_the_password_waits_too(doors):
    mine = doors[0].token("worker1")
    got = [doors[0]("POST", f"{ME}/password", {"old": "wrong", "password": FRESH}, token=mine) for _ in range(6)]
    assert codes(got) == [(403, "gateway.password_wrong")] * 5 + [(429, "gateway.account_locked")]


def test_a_link_sets_a_password_once_at_one_door_and_ends_the_sessions_before(doors, database_of):
    before, link = doors[0].token("worker1"), link_of(doors[0])
    weak = doors[0]("POST", LINKED, {"link": link, "password": "short"})
    assert (weak.status, weak.json["code"]) == (422, "gateway.password_short")
    assert doors[0]("POST", LINKED, {"link": link, "password": FRESH}).status == 201
    again = doors[1]("POST", LINKED, {"link": link, "password": "one more long sentence"})
    assert (again.status, again.json["code"]) == (401, "gateway.link_refused")
    until(lambda: doors[1]("GET", ME, token=before).status == 401, SOON)
    assert sign_in(doors[1], FRESH).status == 201
    for table in ("sign_in_link", "once", "audit", "outbox"):
        assert link not in str(database_of("gateway").all(f"SELECT t::text FROM {table} AS t"))


def test_a_link_that_is_old_replaced_or_of_a_disabled_account_opens_nothing(doors, database_of):
    db = database_of("gateway")
    replaced, fresh = link_of(doors[0]), link_of(doors[0])
    assert doors[0]("POST", LINKED, {"link": replaced, "password": FRESH}).status == 401
    db.all("UPDATE sign_in_link SET expires_at = now() RETURNING 1")
    assert doors[0]("POST", LINKED, {"link": fresh, "password": FRESH}).status == 401
    last = link_of(doors[0])
    assert operate(doors[0], "disable").status == 200
    assert doors[0]("POST", LINKED, {"link": last, "password": FRESH}).status == 401
    assert doors[0]("POST", LINKED, {"link": "A" * 43, "password": FRESH}).json["code"] == "gateway.link_refused"


def test_a_link_that_went_astray_does_not_replace_the_second_factor(doors, clock):
    secret, _ = enrol(doors[0], clock, doors[0].token("worker1"))
    link = link_of(doors[0])
    body = {"link": link, "password": FRESH}
    assert codes([doors[0]("POST", LINKED, body), doors[0]("POST", LINKED, {**body, "code": "000000"})]) == [
        (401, "gateway.second_factor_needed"), (401, "gateway.code_refused")]  # fmt: skip
    clock[0] += 30
    assert doors[1]("POST", LINKED, {**body, "code": clock[1](secret)}).status == 201


def test_gr_444_each_change_of_what_proves_an_account_is_told_to_its_holder(doors, clock, facts):
    secret, done = enrol(doors[0], clock, doors[0].token("worker1"))
    token = done["token"]
    clock[0] += 30
    body = {"password": PASSWORD, "code": clock[1](secret)}
    assert doors[0]("POST", f"{ME}/recovery-codes", body, token=token).status == 200
    assert doors[0]("POST", f"{ME}/password", {"old": PASSWORD, "password": FRESH}, token=token).status == 200
    link = link_of(doors[0])
    clock[0] += 30
    body = {"link": link, "password": "one more long sentence", "code": clock[1](secret)}
    assert doors[0]("POST", LINKED, body).status == 201
    assert [one.data["kind"] for one in facts] == ["factor", "codes", "password", "link", "password"]
    assert len({one.data["party"] for one in facts}) == 1


def test_codes_of_a_factor_being_set_up_are_guessed_no_more_often_than_passwords(doors, clock):
    token = doors[0].token("worker1")
    doors[0]("POST", f"{ME}/second-factor", {"password": PASSWORD}, token=token)
    got = [doors[0]("POST", f"{ME}/second-factor/confirm", {"code": "000000"}, token=token) for _ in range(6)]
    assert codes(got) == [(401, "gateway.code_refused")] * 5 + [(429, "gateway.account_locked")]


def test_a_sign_in_overtaken_by_a_changed_password_opens_nothing(doors, database_of, monkeypatch):
    from services.gateway import account

    real = account.opens

    def overtaken(found, password):
        right = real(found, password)
        database_of("gateway").all("UPDATE account SET password_hash = 'x' WHERE login = 'worker1' RETURNING 1")
        return right

    monkeypatch.setattr(account, "opens", overtaken)
    assert codes([sign_in(doors[0])]) == [(401, "gateway.sign_in_refused")]
    assert database_of("gateway").one("SELECT count(*) FROM session")[0] == 0


@pytest.fixture
def hashed_each(monkeypatch):
    """Let a load hash each password, as it does outside of these tests, where one hash is made once."""
    monkeypatch.setattr(load, "HASHER", HASHER)


def test_each_password_has_a_salt_of_its_own(hashed_each, doors, database_of):
    hashes = [one for (one,) in database_of("gateway").all("SELECT password_hash FROM account")]
    salts = {one.split("$")[4] for one in hashes}
    assert len(salts) == len(hashes) == 3  # though all have the same password
    assert {len(salt) for salt in salts} == {22}  # 16 bytes


def test_gr_468_whoever_sets_a_password_is_told_how_easily_it_is_guessed_and_nothing_is_kept(doors, database_of):
    path, weak = "/api/v1/password-strength", "P@ssw0rd1234!"
    assert doors[0]("POST", path, {"password": weak}).json == {"score": 2, "enough": False}
    assert doors[0]("POST", path, {"password": FRESH}, token=doors[0].token("worker1")).json == {"score": 4, "enough": True}
    assert doors[0]("POST", path, {"password": "worker1 goes home late", "login": "worker1"}).json["enough"] is False
    refused = doors[0]("POST", f"{ME}/password", {"old": PASSWORD, "password": weak}, token=doors[0].token("worker1"))
    assert (refused.status, refused.json["code"], refused.json["pointer"]) == (422, "gateway.password_weak", "/password")
    db = database_of("gateway")
    tables = db.all("SELECT tablename FROM pg_tables WHERE schemaname = 'gateway' AND tablename !~ 'yoyo'")
    assert len(tables) > 20
    assert weak not in str([db.all(f"SELECT t::text FROM {name} AS t") for (name,) in tables])
