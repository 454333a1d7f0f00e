"""Seeing whose matter it is, over HTTP: masked for everybody, open for minutes to who has it in hand and said why."""
from __future__ import annotations

import pytest

from tests.journey.office import V1, made
from tests.journey.person import INCIDENTS
from tests.journey.piece import inside
from tests.journey.wait import until

COMMUNITY = "210203013008"
NAME, PHONE, WORDS = "欧阳琉璃", "13800006217", "电话核实路灯的位置"
PERSON = {"name": NAME, "phone": PHONE, "address": "康平社区六栋"}
WHY = {"reason": "contact", "words": WORDS}
OUT = ("leader1", "operator1", "resident1", "resident2", "shengli1", "heating1", "street_lighting1")


@pytest.fixture(scope="module")
def case(people):
    """A matter of a named resident, at the desk."""
    told = {"reporter": {"name": NAME, "phone": PHONE}, "point": inside(f"{COMMUNITY}005"), "case_type": "F0103"}
    return people["resident1"].report(**told)


def place(case):
    return f"{INCIDENTS}/{case['id']}/reporter"


def test_the_reporter_is_masked_until_the_desk_says_why_and_then_open_for_a_quarter_of_an_hour(people, case):
    desk = people["dispatcher1"]
    assert desk.read(f"{INCIDENTS}/{case['id']}")["reporter"] == {"named": True, "name": "欧阳**", "phone": "138****6217"}
    missing = desk.ask("GET", place(case))
    assert (missing.status, missing.code) == (403, "unmask.grant_missing")
    assert desk.post(f"{place(case)}/unmask", {"reason": "contact"}).status == 422
    given = made(desk, f"{place(case)}/unmask", WHY)
    assert given["state"] == "approved"
    shown = desk.ask("GET", place(case))
    assert (shown.body["name"], shown.body["phone"], shown.body["until"]) == (NAME, PHONE, given["until"])
    assert shown.headers["Cache-Control"] == "no-store"
    assert desk.read(f"{INCIDENTS}/{case['id']}")["reporter"]["name"] == "欧阳**", "a grant opens one address, not the case"


@pytest.mark.parametrize("login", OUT)
def test_nobody_else_may_ask_or_see(people, case, login):
    for answer in (people[login].ask("GET", place(case)), people[login].post(f"{place(case)}/unmask", WHY)):
        assert answer.status in (403, 404), answer
        assert NAME not in str(answer.body)
    assert people.nobody().ask("GET", place(case)).status == 401


def test_a_second_of_the_same_desk_asks_for_themself_and_the_same_key_asks_once(people, case):
    desk = people["dispatcher1"]
    assert desk.post(f"{place(case)}/unmask", WHY).code == "unmask.grant_running"
    other = people["resident1"].report(reporter={"name": NAME, "phone": PHONE}, point=inside(f"{COMMUNITY}005"))
    twice = [desk.post(f"{place(other)}/unmask", WHY, key="the-same").body for _ in range(2)]
    assert twice[0] == twice[1]


def test_the_person_is_told_by_notice_and_who_leads_sees_the_list_and_what_is_unusual(people, case):
    resident = people["resident1"]
    told = until(lambda: [one for one in resident.read(f"{V1}/notices")["items"] if one["template"] == "identity_seen"])
    assert NAME not in str(told)
    assert "在 - 前" not in told[0]["text"], "until when is said"
    nameless = people["resident2"].report(reporter={"phone": PHONE}, point=inside(f"{COMMUNITY}005"))
    given = made(people["dispatcher1"], f"{place(nameless)}/unmask", WHY)
    assert "unnamed" in given["unusual"]
    assert until(lambda: "identity_seen_unusually" in people["leader1"].told(given["id"]))
    lines = people["leader1"].read(f"{V1}/reporter-unmaskings")["items"]
    assert [(one["words"], one["role"]) for one in lines if one["id"] == given["id"]] == [(WORDS, "dispatcher")]
    assert given["id"] not in str(people["renmin_leader1"].read(f"{V1}/reporter-unmaskings"))


def test_a_grant_ends_when_the_matter_goes_to_others_and_they_ask_for_themselves(people, case):
    desk, unit = people["dispatcher1"], people["street_lighting1"]
    given = desk.act(desk.act(desk.act(case, "accept"), "file", reason="evident"), "dispatch")
    assert desk.ask("GET", place(case)).code == "unmask.grant_missing"
    assert unit.ask("GET", place(case)).code == "unmask.grant_missing"
    made(unit, f"{place(case)}/unmask", WHY | {"reason": "verify"})
    assert unit.read(place(case))["name"] == NAME
    unit.act(given, "return", reason="not_our_duty", proposed="housing")
    assert unit.ask("GET", place(case)).status == 404


def test_petitions_and_disputes_are_opened_in_the_same_way(people):
    desk, resident = people["dispatcher1"], people["resident1"]
    petition = made(resident, f"{V1}/petitions", {"area": COMMUNITY, "claims": [{"request": WORDS}], "petitioner": PERSON})
    path = f"{V1}/petitions/{petition['id']}/petitioner"
    assert desk.ask("GET", path).code == "unmask.grant_missing"
    made(desk, f"{path}/unmask", WHY)
    assert {name: desk.read(path)[name] for name in PERSON} == PERSON
    matter = {"dispute_type": "neighbour", "area": COMMUNITY, "matter": WORDS, "applicant": PERSON, "respondent": PERSON}
    dispute = made(resident, f"{V1}/disputes", matter)
    path = f"{V1}/disputes/{dispute['id']}/parties/{dispute['party']}"
    made(desk, f"{path}/unmask", WHY)
    assert {name: desk.read(path)[name] for name in PERSON} == PERSON
    for noun, subject in (("petitioner", petition["id"]), ("party", dispute["party"])):
        (line,) = [one for one in people["leader1"].read(f"{V1}/{noun}-unmaskings")["items"] if one["subject"] == subject]
        refused = act_on(people["leader1"], noun, line)
        assert (refused.status, refused.code) == (409, "unmask.request_decided")


def test_gr_461_who_is_seen_twice_within_one_trace_is_told_of_no_look_at_the_other_side(people):
    desk, resident, trace = people["dispatcher1"], people["resident1"], f"00-{'5' * 32}-{'a' * 16}-01"
    matter = {"dispute_type": "neighbour", "area": COMMUNITY, "matter": WORDS, "applicant": PERSON, "respondent": PERSON}
    dispute = made(resident, f"{V1}/disputes", matter)
    path = f"{V1}/disputes/{dispute['id']}"
    for side in desk.read(path)["parties"]:
        made(desk, f"{path}/parties/{side['id']}/unmask", WHY)
        assert desk.ask("GET", f"{path}/parties/{side['id']}", traceparent=trace).body["name"] == NAME
    told = {one["purpose"]: one["count"] for one in resident.read(f"{path}/looks")["items"]}
    assert told["unmasked"] == 1


def test_each_seeing_is_in_the_audit_and_no_log_names_anybody(people, case, ledger, stack):
    sql = "SELECT body::json->>'act' FROM grid.audit WHERE subject = %s ORDER BY seq"
    acts = [act for (act,) in ledger.rows(sql, case["id"])]
    assert acts.count("unmask_reporter") == 2
    assert acts.count("reporter_opened") == 2
    logs = "".join(path.read_text(errors="replace") for path in (stack.home / "logs").glob("*.log"))
    assert logs
    assert not [word for word in (NAME, PHONE, WORDS) if word in logs]


def act_on(leader, noun, line):
    return leader.post(f"{V1}/{noun}-unmaskings/{line['id']}/approve", {}, version=line["version"])
