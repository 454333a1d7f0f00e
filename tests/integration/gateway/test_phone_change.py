"""Another number opens an account from now on: proven by its own code, and of nobody else (GR-448)."""
import re

import pytest
from click.testing import CliRunner

from kernel.errors import Unavailable
from kernel.keyring import make_key
from kernel.rpc import rpc
from kernel.settings import Settings
from tests.integration.race import together
from tools import keys

OLD, NEW, THIRD = "13800001234", "13900005678", "13700009999"
ACTS = "SELECT body::json->>'act', (body::json->>'version')::int FROM audit WHERE subject = %s ORDER BY seq"
CODE, ENTER, CHANGE, ME = "/api/v1/sign-in/code", "/api/v1/sessions/by-code", "/api/v1/me/phone", "/api/v1/me"


class Notify:
    """Stands for the notify service: keeps the texts it was to send."""

    name = "notify"
    texts: list[dict] = []
    left: list[dict] = []
    down = False

    @rpc
    def text_code(self, command):
        self.texts.append(command)
        return {}

    @rpc
    def text_left(self, command):
        if self.down:
            raise Unavailable("notify.text_unsent")
        self.left.append(command)
        return {}


@pytest.fixture
def texts(monkeypatch):
    Notify.texts, Notify.left, Notify.down = [], [], False
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


def later(db, minutes=2):
    """Let what was sent be older than the next one has to wait."""
    for name in ("since", "sent_at", "expires_at"):
        db.all(f"UPDATE phone_code SET {name} = {name} - make_interval(mins => %s) RETURNING 1", (minutes,))


def entered(door, db, phone=OLD):
    """Sign in by a number and give the session."""
    later(db)
    assert door("POST", CODE, {"phone": phone}).status == 200
    opened = door("POST", ENTER, {"phone": phone, "code": Notify.texts[-1]["code"]})
    assert opened.status == 201, opened.json
    return opened.json


def sent(door, db, token, phone=NEW):
    """Have a code sent for a change and give it."""
    later(db)
    answer = door("POST", f"{CHANGE}/code", {"phone": phone}, token=token)
    assert (answer.status, answer.json) == (200, {"seconds": 300, "again": 60})
    assert Notify.texts[-1]["about"] == "change"
    return Notify.texts[-1]["code"]


def change(door, token, code, phone=NEW):
    return door("POST", CHANGE, {"phone": phone, "code": code}, token=token)


def test_gr_448_the_new_number_opens_the_account_and_the_old_one_does_no_more(doors, db):
    mine = entered(doors[0], db)
    assert change(doors[1], mine["token"], sent(doors[0], db, mine["token"], "+86 139 0000 5678")).json == {"ended": 0}
    assert entered(doors[0], db, NEW)["account"] == mine["account"]
    assert entered(doors[1], db, OLD)["account"] != mine["account"]
    assert Notify.left == [{"phone": OLD, "language": "zh"}]
    acts = db.all(ACTS, (mine["account"],))
    assert acts == [("open_account", 1), ("change_phone", 2)]


def test_gr_448_all_other_sessions_end_at_every_door_and_the_one_that_asked_stays(doors, db):
    first, other = entered(doors[0], db), entered(doors[1], db)
    assert change(doors[0], first["token"], sent(doors[0], db, first["token"])).json == {"ended": 1}
    assert doors[0]("GET", ME, token=first["token"]).status == 200
    assert doors[0]("GET", ME, token=other["token"]).status == 401


def test_gr_448_a_number_that_opens_another_account_is_refused_once_it_is_proven_and_stays_theirs(door, db):
    theirs, mine = entered(door, db, NEW), entered(door, db)
    code = sent(door, db, mine["token"])
    guessed = change(door, mine["token"], f"{(int(code) + 1) % 1_000_000:06}")
    assert (guessed.status, guessed.json["code"]) == (401, "gateway.code_refused")
    refused = change(door, mine["token"], code)
    assert (refused.status, refused.json["code"]) == (409, "gateway.phone_not_possible")
    assert theirs["account"] not in refused.body.decode()
    assert entered(door, db, NEW)["account"] == theirs["account"]
    assert entered(door, db, OLD)["account"] == mine["account"]
    assert door("GET", ME, token=theirs["token"]).status == 200


def test_gr_448_a_code_for_signing_in_changes_nothing_and_one_for_a_change_opens_nothing(door, db):
    mine = entered(door, db)
    later(db)
    door("POST", CODE, {"phone": NEW})
    assert change(door, mine["token"], Notify.texts[-1]["code"]).json["code"] == "gateway.code_refused"
    code = sent(door, db, mine["token"])
    assert door("POST", ENTER, {"phone": NEW, "code": code}).json["code"] == "gateway.code_refused"
    other = entered(door, db, THIRD)
    assert change(door, other["token"], code).json["code"] == "gateway.code_refused"
    assert change(door, mine["token"], code).status == 200


def test_gr_448_a_code_changes_once_also_when_two_come_with_it(doors, db):
    mine = entered(doors[0], db)
    code = sent(doors[0], db, mine["token"])
    got = together(2, lambda number: change(doors[number], mine["token"], code).status)
    assert sorted(got) == [200, 401]
    assert db.one("SELECT count(*) FROM phone_account") == (1,)


def test_gr_448_after_five_tries_the_right_code_changes_nothing(door, db):
    mine = entered(door, db)
    code = sent(door, db, mine["token"])
    for step in range(1, 6):
        assert change(door, mine["token"], f"{(int(code) + step) % 1_000_000:06}").status == 401
    assert change(door, mine["token"], code).json["code"] == "gateway.code_refused"
    assert entered(door, db, OLD)["account"] == mine["account"]


def test_gr_448_who_swap_numbers_at_once_are_both_refused_and_keep_theirs(doors, db):
    first, second = entered(doors[0], db, OLD), entered(doors[1], db, NEW)
    codes = [sent(doors[0], db, first["token"], NEW), sent(doors[1], db, second["token"], OLD)]
    asked = [(first["token"], NEW), (second["token"], OLD)]
    got = together(2, lambda n: change(doors[n], asked[n][0], codes[n], asked[n][1]).json["code"])
    assert got == ["gateway.phone_not_possible"] * 2
    assert entered(doors[0], db, OLD)["account"] == first["account"]


def test_gr_448_the_account_of_who_gave_the_number_up_long_ago_is_closed(door, db):
    before, mine = entered(door, db, NEW), entered(door, db)
    db.all("UPDATE phone_account SET used_at = used_at - interval '91 days' WHERE holder = %s RETURNING 1", (before["account"],))
    assert change(door, mine["token"], sent(door, db, mine["token"])).status == 200
    assert door("GET", ME, token=before["token"]).status == 401
    assert entered(door, db, NEW)["account"] == mine["account"]


def test_a_number_that_cannot_be_told_keeps_nobody_from_changing(door, db):
    mine = entered(door, db)
    Notify.down = True
    assert change(door, mine["token"], sent(door, db, mine["token"])).status == 200


def test_the_same_number_again_is_no_news_to_it(door, db):
    mine = entered(door, db)
    assert change(door, mine["token"], sent(door, db, mine["token"], OLD), OLD).status == 200
    assert Notify.left == []
    assert entered(door, db, OLD)["account"] == mine["account"]


def test_only_residents_who_sign_in_by_a_number_change_one(door, db, texts):
    assert door("POST", f"{CHANGE}/code", {"phone": NEW}).status == 401
    clerk = door("POST", f"{CHANGE}/code", {"phone": NEW}, token=door.token("clerk1"))
    assert clerk.status == 403
    mine = entered(door, db)
    db.all("DELETE FROM phone_account RETURNING 1")
    refused = door("POST", f"{CHANGE}/code", {"phone": NEW}, token=mine["token"])
    assert (refused.status, refused.json["code"]) == (409, "gateway.phone_unset")
    assert len(texts) == 1


def test_bad_input_is_told_by_field(door, db):
    token = entered(door, db)["token"]
    for path, body, pointer in (
        (f"{CHANGE}/code", {"phone": "110"}, "/phone"),
        (f"{CHANGE}/code", {}, "/phone"),
        (CHANGE, {"phone": NEW, "code": "12345"}, "/code"),
        (CHANGE, {"phone": "1" * 33, "code": "123456"}, "/phone"),
        (CHANGE, {"phone": NEW, "code": "123456", "holder": "x"}, "/holder"),
    ):
        assert door("POST", path, body, token=token).json["pointer"] == pointer


def test_who_is_signed_in_has_no_texts_sent_without_end(door, db):
    token = entered(door, db)["token"]
    paths = [CODE if n % 2 else f"{CHANGE}/code" for n in range(11)]
    got = [door("POST", path, {"phone": f"138111100{n:02}"}, token=token).status for n, path in enumerate(paths)]
    assert got == [200] * 10 + [429]


def test_an_account_of_staff_is_not_opened_by_a_number_it_had_as_a_resident(door, db):
    mine = entered(door, db)
    db.all("UPDATE account SET role = 'dispatcher', area = '210203' WHERE id = %s RETURNING 1", (mine["account"],))
    later(db)
    door("POST", CODE, {"phone": OLD})
    refused = door("POST", ENTER, {"phone": OLD, "code": Notify.texts[-1]["code"]})
    assert refused.json["code"] == "gateway.sign_in_refused"


def test_neither_number_nor_code_is_kept_in_the_open(door, db):
    mine = entered(door, db)
    code = sent(door, db, mine["token"])
    change(door, mine["token"], code)
    for (name,) in db.all("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"):
        rows = str(db.all(f'SELECT * FROM "{name}"'))
        assert not re.search(rf"{OLD}|{NEW}|\b{code}\b(?!-)", rows), name


def test_gr_449_a_number_opens_its_account_after_the_key_was_rotated_also_while_both_are_live(
    texts, open_door, run, db, seal_keys, admin_url, monkeypatch
):
    run(Notify)
    mine = entered(open_door(), db)
    fresh = make_key("k2")
    monkeypatch.setenv("LINLI_SEAL_KEYS", f"{fresh},{seal_keys}")
    both = open_door(Settings.read())
    assert entered(both, db)["account"] == mine["account"]
    other = entered(both, db, THIRD)
    db.all("UPDATE phone_account SET used_at = used_at RETURNING 1")
    done = CliRunner().invoke(
        keys.main, ["reseal", "gateway"], env={"LINLI_SEAL_KEYS": f"{fresh},{seal_keys}", "LINLI_ADMIN_URL": admin_url}
    )
    assert done.exit_code == 0, done.output
    monkeypatch.setenv("LINLI_SEAL_KEYS", str(fresh))
    alone = open_door(Settings.read())
    assert entered(alone, db)["account"] == mine["account"]
    assert entered(alone, db, THIRD)["account"] == other["account"]
