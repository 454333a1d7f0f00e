"""A resident reads what is kept, puts it right and is erased, everywhere and from history too, through HTTP."""
from __future__ import annotations

import io
import zipfile
from urllib.parse import urlencode

import orjson
import pytest

from kernel.migrate import SERVICES
from tests.journey.ledger import Ledger, audit_verified
from tests.journey.office import V1
from tests.journey.person import INCIDENTS, People, photo
from tests.journey.piece import inside
from tests.journey.wait import until

PLACE = inside("210203013008005")
NAME, PHONE, ADDRESS, WORDS = "申屠样例", "13912345678", "样本里九十九号楼", "楼下烧烤店油烟熏人难以开窗"
WRONG, TOLD, NOTE = "申屠错名", "昨日已经上门查看", "住户白天不在家中"
OWN, ERASURES = f"{V1}/own", f"{V1}/erasures"


@pytest.fixture(scope="module")
def stack(run_stack):
    """A stack of its own: one of its residents will be gone."""
    with run_stack("own-data", durable=False) as made:
        yield made


@pytest.fixture(scope="module")
def people(stack):
    made = People(stack.http_url, stack.password)
    yield made
    made.close()


@pytest.fixture(scope="module")
def ledger(stack):
    return Ledger(stack)


def report(person, **more):
    reporter = {"name": WRONG, "phone": PHONE}
    return person.report(description=WORDS, address=ADDRESS, point=PLACE, reporter=reporter, **more)


def rejected(people, case):
    desk = people["dispatcher1"]
    now = desk.read(f"{INCIDENTS}/{case['id']}")
    return desk.act(now, "reject", reason="not_found", told=TOLD, note=NOTE)


def decided(leader, request, act, **body):
    now = leader.read(f"{ERASURES}/{request['id']}")
    return leader.post(f"{ERASURES}/{request['id']}/{act}", body, version=now["version"])


def followed(people, request):
    slip = {"request": request["id"], "code": request["code"]}
    answer = people.nobody("en").ask("POST", f"{OWN}/erasure/progress", slip)
    assert answer.status == 200, answer
    return answer.body


def copied(person):
    found, cursor = [], ""
    for _ in range(10):
        page = person.read(f"{OWN}/copy?limit=20" + (f"&cursor={cursor}" if cursor else ""))
        found, cursor = found + page["items"], page["next"]
        if cursor is None:
            return found
    raise AssertionError(page)


def everywhere(ledger, *words):
    """Give those of these words that stand in any row of any table of any schema, as text or as the bytes of it."""
    sql = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname = ANY(%s) AND tablename NOT LIKE '%%yoyo%%'"
    found = set()
    for schema, table in ledger.rows(sql, list(SERVICES)):
        for (row,) in ledger.rows(f'SELECT ROW("{table}".*)::text FROM {schema}."{table}"'):
            found |= {(word, f"{schema}.{table}") for word in words if word in row or word.encode().hex() in row}
    return found


def test_gr_405_and_gr_406_a_resident_reads_all_that_is_kept_and_puts_it_right(people):
    resident, other = people["resident1"], people["resident2"]
    case = report(resident)
    kept = {one["kind"]: one for one in copied(resident)}
    assert {"account", "incident"} <= kept.keys()
    assert kept["incident"]["person"] == {"name": WRONG, "phone": PHONE, "account": True}
    assert kept["incident"]["data"]["description"] == WORDS
    assert case["id"] not in {one["id"] for one in copied(other)}
    right = {"number": case["number"], "name": NAME}
    assert other.post(f"{OWN}/correction", right).code == "grid.incident_missing"
    assert resident.post(f"{OWN}/correction", right).body["corrected"] == ["name"]
    slip = {"number": case["number"], "code": case["code"]}
    found = people.nobody().ask("POST", f"{OWN}/copy/by-code", slip).body["items"][0]
    assert found["person"]["name"] == NAME
    assert people.nobody().ask("POST", f"{OWN}/copy/by-code", slip | {"code": "AAAAAAAA"}).code == "grid.incident_missing"
    rejected(people, case)
    closed = resident.post(f"{OWN}/correction", right)
    assert (closed.status, closed.code) == (409, "grid.identity_fixed")


def test_gr_409_what_is_open_is_not_erased_and_a_refusal_says_why(people):
    resident, leader = people["resident2"], people["leader1"]
    case = report(resident)
    unsure = resident.post(f"{OWN}/erasure", {"sure": False})
    assert unsure.code == "gateway.erasure_unsure"
    request = resident.post(f"{OWN}/erasure", {"sure": True}).body
    assert (request["state"], request["of"], request["due_at"] is not None) == ("received", "account", True)
    assert resident.post(f"{OWN}/erasure", {"sure": True}).code == "gateway.erasure_under_way"
    assert leader.read(f"{ERASURES}/{request['id']}")["held"] == {"open": 1, "bound": 0, "free": 0}
    assert decided(leader, request, "grant").code == "gateway.erasure_matter_open"
    until(lambda: "erasure_received" in resident.told(request["id"]))
    assert decided(leader, request, "refuse", reason="matter_open").body["state"] == "refused"
    told = followed(people, request)
    assert (told["state"], told["reason"]) == ("refused", "matter_open")
    assert "art. 47" in told["source"]
    assert "Ask again" in told["remedy"]
    until(lambda: "erasure_refused" in resident.told(request["id"]))
    assert resident.read(f"{INCIDENTS}/{case['id']}")["id"] == case["id"]


def test_gr_404_a_granted_erasure_is_carried_out_everywhere_though_a_service_was_away(people, stack, ledger):
    resident, leader = people["resident1"], people["leader1"]
    case = report(resident)
    assert resident.post(f"{OWN}/correction", {"number": case["number"], "name": NAME}).status == 200
    request = resident.post(f"{OWN}/erasure", {"sure": True}).body
    assert request["state"] == "received"
    rejected(people, case)
    (party,) = ledger.rows("SELECT party FROM gateway.erasure_request WHERE id = %s", request["id"])[0]
    before = ledger.rows("SELECT incident, version, act, at FROM grid.step ORDER BY 1, 2")
    assert {word for word, _ in everywhere(ledger, WORDS, ADDRESS, TOLD, NOTE)} == {WORDS, ADDRESS, TOLD, NOTE}
    stack.kill("notify")
    granted = decided(leader, request, "grant")
    assert (granted.status, granted.body["state"]) == (200, "granted")
    there = ["gateway", "grid", "mediation", "petition"]
    until(lambda: sorted(leader.read(f"{ERASURES}/{request['id']}")["proof"]), there)
    assert followed(people, request)["state"] == "granted"
    stack.restart("notify")
    until(lambda: followed(people, request)["state"] == "done")
    assert resident.ask("GET", f"{V1}/me").status == 401
    proof = leader.read(f"{ERASURES}/{request['id']}")["proof"]
    assert (proof["grid"]["identities"], proof["grid"]["matters"], proof["gateway"]["accounts"]) == (2, 2, 1)
    words = (NAME, WRONG, ADDRESS, TOLD, "resident1")
    mine = list(everywhere(ledger, *words, party))
    # the other resident's matter, which is open, says the same words; nothing of it is theirs
    theirs = ledger.rows("SELECT id::text FROM grid.incident WHERE description LIKE '%%烧烤%%'")
    assert len(theirs) == 1
    assert {word for word, place in mine if place not in OPEN_HOLDS} == set()
    assert ledger.rows("SELECT incident, version, act, at FROM grid.step ORDER BY 1, 2") == before


# where the open matter of the second resident has its address, and what is on its way for moments
OPEN_HOLDS = {"grid.incident", "grid.outbox", "petition.outbox", "mediation.outbox", "gateway.outbox", "gateway.erasure_request"}


def test_the_audit_stands_after_it(stack):
    assert audit_verified(stack)


def test_gr_409_a_small_clear_case_by_number_and_code_is_erased_at_once(people, ledger):
    nobody = people.nobody()
    said = "无名样例反映的独有词句"
    receipt = nobody.report(description=said, address=ADDRESS + "甲", point=PLACE, reporter={"name": "端木样例"})
    rejected(people, receipt)
    slip = {"number": receipt["number"], "code": receipt["code"]}
    asked = nobody.post(f"{OWN}/erasure/by-code", slip)
    assert asked.status == 201, asked
    assert (asked.body["state"], asked.body["by_rule"]) == ("granted", True)
    until(lambda: followed(people, asked.body)["state"] == "done")
    assert everywhere(ledger, said, ADDRESS + "甲") == set()


def test_gr_475_what_is_put_right_of_a_matter_or_its_petition_is_right_in_both(people):
    resident, desk = people["resident2"], people["dispatcher1"]
    case = report(resident)
    now = desk.act(desk.read(f"{INCIDENTS}/{case['id']}"), "accept")
    desk.act(now, "hand-over", to="petition", reason="claim")
    kept = {}

    def both():
        kept.update({one["kind"]: one for one in copied(resident) if case["id"] in (one["id"], one["data"].get("origin"))})
        return len(kept)

    until(both, 2)

    def names():
        both()
        return [kept[kind]["person"]["name"] for kind in ("incident", "petition")]

    assert names() == [WRONG, WRONG]
    assert resident.post(f"{OWN}/correction", {"number": case["number"], "name": NAME}).status == 200
    until(names, [NAME, NAME])
    right = {"number": kept["petition"]["number"], "name": "申屠再改"}
    assert resident.post(f"{OWN}/correction", right).status == 200
    until(names, ["申屠再改", "申屠再改"])


def test_gr_479_all_of_it_comes_as_one_file_by_account_by_code_and_from_the_page(people):
    resident, nobody = people["resident2"], people.nobody()
    case = report(resident, evidence=photo("photo_before"))
    status, body = resident.plain("GET", f"{OWN}/archive")
    assert status == 200
    mine = zipfile.ZipFile(io.BytesIO(body))
    page = mine.read("index.html").decode()
    assert {"index.html", "data.json"} < set(mine.namelist())
    assert [name for name in mine.namelist() if name.endswith(".jpg")]
    assert all(word in page for word in (case["number"], WORDS, WRONG, "本人信息副本", "A copy of my data"))
    assert {"account", "incident"} <= {one["kind"] for one in orjson.loads(mine.read("data.json"))["items"]}
    receipt = nobody.report(description="另一件独有词句", address=ADDRESS, point=PLACE, reporter={"name": "端木副本"})
    slip = {"number": receipt["number"], "code": receipt["code"]}
    for path, sent, kind in (
        (f"{OWN}/archive/by-code", orjson.dumps(slip), "application/json"),
        ("/window/copy", urlencode(slip | {"language": "en"}).encode(), "application/x-www-form-urlencoded"),
    ):
        status, body = nobody.plain("POST", path, sent, content_type=kind)
        assert (status, body[:2]) == (200, b"PK"), (path, body)
        held = zipfile.ZipFile(io.BytesIO(body)).read("index.html").decode()
        assert "端木副本" in held
        assert WRONG not in held
    wrong = orjson.dumps(slip | {"code": "AAAAAAAA"})
    assert nobody.plain("POST", f"{OWN}/archive/by-code", wrong, content_type="application/json")[0] == 404
    assert people["leader1"].plain("GET", f"{OWN}/archive")[0] == 403
    assert nobody.plain("GET", f"{OWN}/archive")[0] == 401


def test_gr_409_what_waits_at_the_window_is_copied_by_its_receipt_and_not_erased_by_rule(people, ledger):
    nobody = people.nobody()
    said = "窗口样例独有词句"
    taken = nobody.post(f"{V1}/window", {"text": said, "contact": {"name": "端木窗口", "phone": PHONE}}).body
    slip = {"number": taken["number"], "code": taken["query_code"]}
    answer = nobody.ask("POST", f"{OWN}/copy/by-code", slip)
    assert answer.status == 200, answer
    copy = answer.body["items"][0]
    assert (copy["kind"], copy["person"]["name"], copy["data"]["text"]) == ("intake", "端木窗口", said)
    right = nobody.post(f"{OWN}/correction/by-code", slip | {"name": "端木更正"})
    assert (right.status, right.body["corrected"]) == (200, ["name"])
    assert nobody.ask("POST", f"{OWN}/copy/by-code", slip).body["items"][0]["person"]["name"] == "端木更正"
    asked = nobody.post(f"{OWN}/erasure/by-code", slip).body
    assert (asked["state"], asked["by_rule"]) == ("received", False)
    assert people["leader1"].read(f"{ERASURES}/{asked['id']}")["held"] == {"open": 1, "bound": 0, "free": 0}
    assert everywhere(ledger, said, "端木窗口", "端木更正") == set()
