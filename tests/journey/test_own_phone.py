"""A resident with nothing but a telephone: signs in, reports, comes back, has another number, reads all and is erased."""
from __future__ import annotations

import re

import pytest

from tests.journey.office import V1, act, begun, made
from tests.journey.person import INCIDENTS
from tests.journey.piece import inside
from tests.journey.test_own_data import copied, decided, everywhere, followed
from tests.journey.wait import until

NUMBER, OTHER = "13866601234", "15977705678"
WORDS, BROUGHT, NAME = "小区东门铁艺栏杆断了一截很扎手", "想打听东门栏杆几时有人来修", "濮阳样例"
ME, ENTER = f"{V1}/me", f"{V1}/sessions/by-code"


@pytest.fixture(scope="module")
def stack(run_stack):
    """A stack of its own: its whole database is searched."""
    with run_stack("own-phone", durable=False) as made_:
        yield made_


def read_text(stack, number):
    """Give the text that came to a number, as its holder would read it; it is read once."""
    file = stack.home / "texts" / f"{number}.txt"
    words = until(lambda: file.read_text() if file.exists() else "")
    file.unlink()
    return words


def code_of(stack, ledger, person, number, path=f"{V1}/sign-in/code"):
    """Ask for a code as if the minute between two were over, and read it."""
    ledger.rows("UPDATE gateway.phone_code SET sent_at = sent_at - interval '2 minutes'")
    asked = person.ask("POST", path, {"phone": number})
    assert asked.status == 200, asked
    return re.search(r"\d{6}", read_text(stack, number))[0]


def signed_in(stack, ledger, people, number):
    nobody = people.nobody()
    answer = nobody.ask("POST", ENTER, {"phone": number, "code": code_of(stack, ledger, nobody, number)})
    assert answer.status == 201, answer
    nobody.token = answer.body["token"]
    return nobody, answer.body["account"]


def matters(person):
    return {one["id"] for one in person.read(f"{INCIDENTS}?queue=all&limit=50")["items"]}


def test_gr_450_a_number_opens_the_same_matters_again_also_after_it_was_changed_and_all_of_it_can_be_erased(
    stack, people, ledger
):
    person, account = signed_in(stack, ledger, people, NUMBER)
    case = person.report(description=WORDS, point=inside("210203013008005"), reporter={"name": NAME, "phone": NUMBER})
    again, same = signed_in(stack, ledger, people, NUMBER)
    assert same == account
    assert matters(again) == {case["id"]}

    code = code_of(stack, ledger, again, OTHER, f"{ME}/phone/code")
    assert again.ask("POST", f"{ME}/phone", {"phone": OTHER, "code": code}).body == {"ended": 1}
    assert re.search("不再能登录", read_text(stack, NUMBER))
    until(lambda: person.ask("GET", ME).status == 401)
    until(lambda: any(one["template"] == "credential_phone" for one in again.read(f"{V1}/notices")["items"]))
    person, same = signed_in(stack, ledger, people, OTHER)
    assert same == account
    assert matters(person) == {case["id"]}
    stranger, new = signed_in(stack, ledger, people, NUMBER)
    assert new != account
    assert matters(stranger) == set()

    taken = made(person, f"{V1}/window", {"text": BROUGHT, "contact": {"name": NAME, "phone": OTHER}})
    part = begun(person, 1000)
    sent = person.ask(
        "PATCH", f"{V1}/uploads/{part['id']}", raw=b"x" * 400, tus_resumable="1.0.0", upload_offset="0",
        content_type="application/offset+octet-stream",
    )  # fmt: skip
    assert sent.status == 204, sent
    kept = {one["kind"]: one for one in copied(person)}
    assert kept["account"]["person"]["phone"] == OTHER
    assert [(one["id"], one["bytes"]) for one in kept["account"]["data"]["uploads"]] == [(part["id"], 400)]
    assert kept["incident"]["data"]["description"] == WORDS
    assert BROUGHT in str(kept["intake"])

    desk, leader = people["dispatcher1"], people["leader1"]
    desk.act(desk.read(f"{INCIDENTS}/{case['id']}"), "reject", reason="not_found")
    act(desk, f"{V1}/intakes", "confirm", taken, kind="answer", thing="office_hours", reason="只是询问")
    request = person.post(f"{V1}/own/erasure", {"sure": True}).body
    if request["state"] == "received":
        assert decided(leader, request, "grant").status == 200
    parties = [alias for (alias,) in ledger.rows("SELECT party FROM gateway.erasure_request WHERE id = %s", request["id"])]
    until(lambda: followed(people, request)["state"] == "done")
    assert person.ask("GET", ME).status == 401
    proof = leader.read(f"{V1}/erasures/{request['id']}")["proof"]["gateway"]
    assert (proof["accounts"], proof["codes"], proof["uploads"]) == (1, 1, 1)
    assert everywhere(ledger, WORDS, BROUGHT, NAME, OTHER) == set()
    assert ledger.rows("SELECT count(*) FROM gateway.phone_account WHERE holder = %s", account) == [(0,)]
    assert ledger.rows("SELECT count(*) FROM gateway.phone_code") == [(1,)], "that of the stranger, who has the old number now"
    assert ledger.rows("SELECT expires_at <= now() FROM gateway.upload WHERE owner = ANY(%s)", parties) in ([], [(True,)])
    left = everywhere(ledger, *parties)
    assert {place for _, place in left} <= {"gateway.erasure_request", "gateway.upload", *OUTBOXES}, left
    new_one, newest = signed_in(stack, ledger, people, OTHER)
    assert newest not in (account, new)
    assert matters(new_one) == set()


# what is on its way for moments
OUTBOXES = {f"{service}.outbox" for service in ("gateway", "grid", "petition", "mediation", "notify")}
