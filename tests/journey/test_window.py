"""The one window, from a form on a telephone to a closed matter: said once, decided by a person, followed by one number."""
from __future__ import annotations

import re
import uuid
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest

from tests.journey.office import V1, act, made, sent
from tests.journey.person import INCIDENTS, PICTURE
from tests.journey.piece import inside
from tests.journey.wait import until

COMMUNITY = "210203013008"
POINT = inside(f"{COMMUNITY}005")
WINDOW, INTAKES = f"{V1}/window", f"{V1}/intakes"
LAMP = {"text": "楼下路灯坏了三天，晚上看不清路", "place": {"point": POINT, "address": "琉璃巷九号"},
        "contact": {"name": "林一", "phone": "13800007412"}}  # fmt: skip


def progress(person, receipt):
    asked = {"number": receipt["number"], "code": receipt["query_code"]}
    answer = person.ask("POST", f"{V1}/progress", asked)
    assert answer.status == 200, answer
    return answer.body


def linked(person, receipt):
    """Wait until it has been made, and give what the first number tells of it."""
    return until(lambda: told if (told := progress(person, receipt))["matter"] else None)


def confirm(person, receipt, kind, **body):
    return act(person, INTAKES, "confirm", receipt, kind=kind, **body)


def seen(person, receipt):
    return person.read(f"{INTAKES}/{receipt['id']}")


class Browser:
    """A browser without a script: it sends forms, and reads what comes back."""

    def __init__(self, base):
        self.place = urlsplit(base).netloc

    def ask(self, verb, path, fields=None, language="zh"):
        line = HTTPConnection(self.place, timeout=20)
        headers = {"Accept-Language": language, "Content-Type": "application/x-www-form-urlencoded"}
        line.request(verb, path, urlencode(fields) if fields is not None else None, headers)
        answer = line.getresponse()
        body = answer.read().decode()
        line.close()
        return answer.status, answer.headers, body


@pytest.fixture
def browser(people):
    return Browser(people.base)


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


def test_a_report_is_said_once_and_followed_by_its_first_number_to_the_end(people):
    resident, desk = people["resident1"], people["dispatcher1"]
    photo = sent(resident, PICTURE)
    taken = made(resident, WINDOW, LAMP | {"photos": [photo["id"]]})
    best = taken["suggestions"][0]
    assert (taken["number"][:2], best["kind"], best["code"]) == ("RX", "incident", "F0103")
    assert best["unit"]
    assert any("路灯" in reason["words"] for reason in best["reasons"])
    assert taken["area"] == COMMUNITY
    assert seen(desk, taken)["contact"] == {"name": "林*", "phone": "138****7412"}
    confirm(desk, taken, "incident", thing="F0103")
    told = linked(resident, taken)
    incident = until(lambda: next((one for one in desk.read(f"{INCIDENTS}?queue=all&limit=200")["items"]
                                   if one["number"] == told["matter"]["number"]), None))  # fmt: skip
    whole = desk.read(f"{INCIDENTS}/{incident['id']}")
    assert whole["case_type"] == "F0103"
    assert photo["id"] in str(whole)
    act(desk, INCIDENTS, "accept", whole)
    assert until(lambda: [one["act"] for one in progress(resident, taken)["matter"]["steps"]])[-1] == "accept"


def test_a_private_matter_comes_back_from_the_grid_and_becomes_a_dispute_of_the_same_people(people):
    desk, resident = people["dispatcher1"], people["resident2"]
    taken = made(resident, WINDOW, LAMP | {"text": "楼上邻居深夜施工，噪音太大，想请社区调解"})
    confirm(desk, taken, "incident", reason="先到现场看")
    number = linked(resident, taken)["matter"]["number"]
    incident = next(one for one in desk.read(f"{INCIDENTS}?queue=all&limit=200")["items"] if one["number"] == number)
    act(desk, INCIDENTS, "reject", incident, reason="not_public")
    back = until(lambda: one if (one := seen(desk, taken))["state"] == "waiting" else None)
    assert (back["round"], back["back"], back["received_at"]) == (2, "grid.not_public", taken["received_at"])
    confirm(desk, back, "dispute", thing="neighbour", reason="私人之间的纠纷", opposite="陈二")
    told = linked(resident, taken)
    assert told["matter"]["number"][:2] == "TJ"
    assert [one["act"] for one in told["steps"]] == ["take_in", "send_on", "link", "come_back", "send_on", "link"]
    disputes = desk.read(f"{V1}/disputes?queue=all&limit=200")["items"]
    dispute = next(one for one in disputes if one["number"] == told["matter"]["number"])
    parties = desk.read(f"{V1}/disputes/{dispute['id']}")["parties"]
    assert {(one["role"], one["consent"]) for one in parties} == {("applicant", "pending"), ("respondent", "pending")}


def test_the_one_who_asks_says_themselves_that_it_is_a_petition_and_its_days_count_from_receipt(people):
    anyone = people["resident3"]
    anyone.token, kept = "", anyone.token
    try:
        taken = made(anyone, WINDOW, {"text": "对征收补偿款的处理意见不服，要求信访"})
        body = {"number": taken["number"], "code": taken["query_code"], "kind": "petition"}
        assert anyone.post(f"{V1}/progress/window/confirm", body).status == 200
        told = linked(anyone, taken)
        assert told["matter"]["number"][:2] == "XF"
        assert told["matter"]["clocks"][0]["rule"] == "PT-02"
        # said twice, under another key: it has been decided
        assert anyone.post(f"{V1}/progress/window/confirm", body).code == "petition.intake_act_not_allowed"
    finally:
        anyone.token = kept


def test_a_question_is_answered_at_once_and_a_service_item_goes_to_a_unit(people):
    desk, officer, resident = people["dispatcher1"], people["housing1"], people["resident1"]
    asked = made(desk, WINDOW, {"text": "请问社区窗口几点上班", "channel": "phone"})
    confirm(desk, asked, "answer", thing="office_hours")
    assert "9:00" in progress(desk, asked)["steps"][-1]["told"]
    taken = made(resident, WINDOW, {"text": "我妈妈独居老人，想申请助餐", "place": {"area": COMMUNITY}})
    confirm(desk, taken, "service_item", thing="elder_meals", unit="housing")
    held = seen(officer, taken)
    assert act(officer, INTAKES, "finish", held, words="每天中午送到家")["state"] == "finished"
    # said by name, not by code
    assert not any("housing" in one["words"] for one in progress(resident, taken)["steps"])
    assert until(lambda: "intake_finished" in resident.told(taken["id"]))


def test_a_cheap_telephone_needs_no_script_to_say_it_confirm_it_and_follow_it(browser):
    status, headers, page = browser.ask("GET", "/window")
    assert (status, re.findall("<script[^>]*>", page)) == (200, ['<script src="/window/window.js">'])
    assert "<textarea" in page
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert browser.ask("GET", "/window/window.css")[0] == 200
    fields = {"language": "zh", "key": hidden(page, "key"), "text": "楼下路灯坏了<b>三天</b>", "name": "林一"}
    status, _, receipt = browser.ask("POST", "/window", fields)
    assert (status, "<b>" in receipt, "路灯" in receipt) == (200, False, True)
    number, code = hidden(receipt, "number"), hidden(receipt, "code")
    # gone back and written something else: another matter, once it is sent again
    status, _, again = browser.ask("POST", "/window", fields | {"text": "另外，井盖没了"})
    assert (status, "Idempotency" in again, hidden(again, "key") != fields["key"]) == (400, False, True)
    status, _, other = browser.ask("POST", "/window", fields | {"text": "另外，井盖没了", "key": hidden(again, "key")})
    assert (status, hidden(other, "number") != number) == (200, True)
    # sent again, as when a page is read anew: the same receipt
    assert hidden(browser.ask("POST", "/window", fields)[2], "number") == number
    chosen = {name: hidden(receipt, name) for name in ("language", "key", "number", "code", "kind", "thing")}
    status, _, page = browser.ask("POST", "/window/confirm", chosen)
    assert (status, number in page) == (200, True)
    asked = {"number": number, "code": code}
    followed = until(lambda: page if "SJ" in (page := browser.ask("POST", "/window/progress", asked)[2]) else "")
    assert "<ol>" in followed


def test_what_is_wrong_is_said_on_the_page_and_what_was_typed_is_kept(browser):
    key = str(uuid.uuid4())
    status, _, page = browser.ask("POST", "/window", {"language": "en", "key": key, "text": "a lamp", "phone": "12"}, "en")
    assert (status, 'role="alert"' in page, "a lamp" in page, hidden(page, "key")) == (400, True, True, key)
    status, _, page = browser.ask("POST", "/window", {"language": "zh", "key": key, "text": ""})
    assert status == 400
    assert browser.ask("POST", "/window/progress", {"number": "RX", "code": "x"})[0] == 400
    assert browser.ask("POST", "/window/confirm", {"number": "RX"})[0] == 400
