"""Signing in by a code sent to a telephone, at two front doors: once, in time, and not by trying."""
import re

import pytest

from kernel.errors import Unavailable
from kernel.rpc import rpc
from tests.integration.race import together

PHONE = "138 0000 1234"
CODE, ENTER = "/api/v1/sign-in/code", "/api/v1/sessions/by-code"


class Notify:
    """Stands for the notify service: keeps the texts it was to send."""

    name = "notify"
    texts: list[dict] = []
    down = False

    @rpc
    def text_code(self, command):
        if self.down:
            raise Unavailable("notify.text_unsent")
        self.texts.append(command)
        return {}


@pytest.fixture
def texts(monkeypatch):
    Notify.texts, Notify.down = [], False
    monkeypatch.setenv("LINLI_SMS", "folder:/unused")
    return Notify.texts


@pytest.fixture
def doors(texts, open_door, run):
    run(Notify)
    return open_door(), open_door()


@pytest.fixture
def door(doors):
    return doors[0]


@pytest.fixture
def db(database_of):
    return database_of("gateway")


def send(door, phone=PHONE):
    return door("POST", CODE, {"phone": phone})


def enter(door, code, phone=PHONE, **more):
    return door("POST", ENTER, {"phone": phone, "code": code, **more})


def later(db, minutes):
    """Let what was sent be older."""
    for name in ("since", "sent_at", "expires_at"):
        db.all(f"UPDATE phone_code SET {name} = {name} - make_interval(mins => %s) RETURNING 1", (minutes,))


def wrong(code):
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_gr_437_a_number_signs_in_by_the_code_that_came_and_keeps_its_account(doors, texts, db):
    assert send(doors[0]).json == {"seconds": 300, "again": 60}
    assert texts == [{"phone": "13800001234", "code": texts[0]["code"], "minutes": 5, "language": "zh"}]
    opened = enter(doors[1], texts[0]["code"])
    assert (opened.status, opened.json["role"], opened.json["second_factor"]) == (201, "resident", "none")
    assert doors[0]("GET", "/api/v1/me", token=opened.json["token"]).json["role"] == "resident"
    later(db, 2)
    send(doors[1])
    again = enter(doors[0], texts[1]["code"])
    assert again.json["account"] == opened.json["account"]


def test_gr_437_a_code_opens_once_also_when_two_come_with_it(doors, texts):
    send(doors[0])
    code = texts[0]["code"]
    got = together(2, lambda number: enter(doors[number], code).status)
    assert sorted(got) == [201, 401]
    assert enter(doors[0], code).json["code"] == "gateway.code_refused"


def test_gr_437_after_five_tries_the_right_code_opens_no_more(door, texts):
    send(door)
    code = texts[0]["code"]
    assert {enter(door, wrong(code)).status for _ in range(5)} == {401}
    assert enter(door, code).status == 401


def test_gr_437_a_code_is_good_for_five_minutes(door, texts, db):
    send(door)
    later(db, 5)
    assert enter(door, texts[0]["code"]).status == 401


def test_gr_437_a_code_opens_for_no_other_number(door, texts):
    send(door)
    assert enter(door, texts[0]["code"], phone="13900001234").status == 401


def test_gr_437_the_next_code_waits_at_every_door_and_the_one_before_is_good_no_more(doors, texts, db):
    send(doors[0])
    refused = send(doors[1], "+86 13800001234")
    assert (refused.status, refused.json["code"]) == (429, "gateway.code_sent_lately")
    assert 0 < int(refused.headers["Retry-After"]) <= 60
    later(db, 1)
    assert send(doors[1]).status == 200
    assert texts[0]["code"] == texts[1]["code"] or enter(doors[0], texts[0]["code"]).status == 401
    assert enter(doors[0], texts[1]["code"]).status == 201


def test_gr_437_five_codes_a_day_and_no_more(door, texts, db):
    for _ in range(5):
        assert send(door).status == 200
        later(db, 2)
    assert int(send(door).headers["Retry-After"]) > 3600
    later(db, 24 * 60)
    assert send(door).status == 200


def test_two_who_ask_at_once_for_one_number_send_one_text(doors, texts):
    assert sorted(together(2, lambda number: send(doors[number]).status)) == [200, 429]
    assert len(texts) == 1


def test_a_text_that_could_not_go_out_keeps_nobody_waiting(door, texts):
    Notify.down = True
    assert (send(door).status, texts) == (503, [])
    Notify.down = False
    assert send(door).status == 200
    assert enter(door, texts[0]["code"]).status == 201


def test_gr_437_who_has_a_number_after_somebody_else_sees_nothing_of_them(door, texts, db):
    send(door)
    before = enter(door, texts[0]["code"]).json
    later(db, 2)
    db.all("UPDATE phone_account SET used_at = used_at - interval '91 days' RETURNING 1")
    send(door)
    after = enter(door, texts[1]["code"]).json
    assert after["account"] != before["account"]
    assert db.one("SELECT disabled FROM account WHERE id = %s", (before["account"],)) == (True,)


def test_a_disabled_account_is_not_opened_by_its_number(door, texts, db):
    send(door)
    account = enter(door, texts[0]["code"]).json["account"]
    db.all("UPDATE account SET disabled = true WHERE id = %s RETURNING 1", (account,))
    later(db, 2)
    send(door)
    assert enter(door, texts[1]["code"]).json["code"] == "gateway.sign_in_refused"


def test_a_page_signs_in_by_cookie_and_is_told_no_token(door, texts):
    send(door)
    opened = enter(door, texts[0]["code"], kind="cookie")
    assert opened.json["token"] is None
    assert "linli-guard=" in opened.headers["Set-Cookie"]


def test_bad_input_is_told_by_field(door, texts):
    assert send(door, "110").json["pointer"] == "/phone"
    assert enter(door, "12345").json["pointer"] == "/code"
    assert texts == []


def test_neither_number_nor_code_is_kept_in_the_open(door, texts, db):
    send(door)
    enter(door, texts[0]["code"])
    tables = db.all("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")
    for (name,) in tables:
        rows = str(db.all(f'SELECT * FROM "{name}"'))
        assert not re.search(rf"13800001234|\b{texts[0]['code']}\b(?!-)", rows), name


def test_a_district_without_texts_says_so(client):
    refused = send(client)
    assert (refused.status, refused.json["code"]) == (503, "gateway.phone_off")
