"""Why somebody sees a matter, or cannot: asked over HTTP and by the command, told without a word of the matter."""
from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.journey.office import V1, act, made
from tests.journey.person import INCIDENTS
from tests.journey.piece import inside
from tools.worker import ROOT

COMMUNITY = "210203013008"
SAID = "琉璃风铃三一九"
ASKED = """SELECT body::json->>'actor', body::json->'detail'->>'account', body::json->'detail'->>'because'
           FROM grid.audit WHERE subject = %s ORDER BY seq"""


@pytest.fixture(scope="module")
def case(people):
    """A matter of a resident in a community, with a unit."""
    desk = people["dispatcher1"]
    case = people["resident1"].report(description=SAID, point=inside(f"{COMMUNITY}005"), case_type="F0103")
    return desk.act(desk.act(desk.act(case, "accept"), "file", reason="evident"), "dispatch")


def why(people, asker, kind, record, account):
    return people[asker].ask("GET", f"{V1}/why?kind={kind}&id={record}&account={_id(people, account)}")


def test_each_role_is_told_by_what_it_sees_a_matter_or_what_keeps_it_out(people, case):
    told = {}
    for login in ("dispatcher1", "kangping5", "street_lighting1", "resident1", "heating1", "shengli1", "resident2", "operator1"):
        answer = why(people, "leader1", "incident", case["id"], login)
        assert answer.status == 200, answer
        assert SAID not in str(answer.body)
        told[login] = (answer.body["sees"], answer.body["because"])
        # what is told is what happens
        assert (people[login].ask("GET", f"{INCIDENTS}/{case['id']}").status == 200) == answer.body["sees"], login
    assert told == {
        "dispatcher1": (True, "area_holds"), "kangping5": (True, "area_holds"), "street_lighting1": (True, "unit_holds"),
        "resident1": (True, "party_holds"), "heating1": (False, "unit_fails"), "shengli1": (False, "area_fails"),
        "resident2": (False, "party_fails"), "operator1": (False, "nothing_fails"),
    }  # fmt: skip


def test_what_came_to_the_one_window_is_explained_too(people):
    taken = made(people["resident1"], f"{V1}/window", {"text": SAID, "place": {"area": COMMUNITY}})
    told = {}
    for login in ("dispatcher1", "renmin_desk1", "resident1"):
        answer = why(people, "leader1", "intake", taken["id"], login)
        assert answer.status == 200, answer
        told[login] = answer.body["because"]
        assert (people[login].ask("GET", f"{V1}/intakes/{taken['id']}").status == 200) == answer.body["sees"], login
    assert told == {"dispatcher1": "area_holds", "renmin_desk1": "area_fails", "resident1": "party_holds"}


def test_the_chain_names_the_path_of_the_area_and_since_when_the_post_is_held(people, case):
    body = why(people, "operator1", "incident", case["id"], "kangping5").body
    assert body["record"]["area_path"] == ["210000000000", "210200000000", "210203000000", "210203013000", COMMUNITY]
    assert [(one["place"], one["since"]) for one in body["posts"]] == [(f"{COMMUNITY}005", "2026-01-01")]
    assert (body["role"], body["limit"], body["has"]) == ("grid_worker", "area", [COMMUNITY])


def test_who_leads_other_ground_is_told_nothing_and_others_may_not_ask(people, case):
    assert why(people, "renmin_leader1", "incident", case["id"], "kangping5").code == "grid.incident_missing"
    for login in ("dispatcher1", "kangping5", "resident1"):
        assert why(people, login, "incident", case["id"], "kangping5").code == "gateway.role_refused"
    assert people.nobody().ask("GET", f"{V1}/why?kind=incident&id={case['id']}&account={case['id']}").status == 401


def test_an_account_that_is_not_there_sees_nothing(people, case):
    body = people["leader1"].read(f"{V1}/why?kind=incident&id={case['id']}&account={case['id']}")
    assert (body["sees"], body["because"], body["role"]) == (False, "account_missing", None)


def test_it_is_asked_of_petitions_and_disputes_too(people):
    resident = people["resident1"]
    petition = made(resident, f"{V1}/petitions", {"area": COMMUNITY, "claims": [{"request": SAID}]})
    act(people["dispatcher1"], f"{V1}/petitions", "forward", petition, unit="petition_office", reason=SAID)
    dispute = made(resident, f"{V1}/disputes", {"dispute_type": "neighbour", "area": COMMUNITY, "matter": SAID,
                                                "applicant": {"name": SAID}, "respondent": {"name": SAID}})  # fmt: skip
    for kind, record in (("petition", petition), ("dispute", dispute)):
        told = {login: why(people, "leader1", kind, record["id"], login) for login in ("resident1", "resident2", "leader1")}
        assert [(one.body["because"]) for one in told.values()] == ["party_holds", "party_fails", "area_holds"]
        assert SAID not in str([one.body for one in told.values()])


def test_each_question_is_in_the_audit_and_the_command_says_the_same(people, case, ledger, stack):
    leader = people["leader1"]
    asked = [*_command(stack, leader, "incident", case["id"], _id(people, "shengli1"))]
    assert asked[0].strip().startswith("sees  no")
    assert "area_fails" in asked[0]
    kept = ledger.rows(ASKED, f"why/{case['id']}")
    assert kept[-1] == (_id(people, "leader1"), _id(people, "shengli1"), "area_fails")


def _command(stack, person, *words):
    env = {**os.environ, "LINLI_URL": stack.http_url, "LINLI_TOKEN": person.token}
    done = subprocess.run(
        [sys.executable, "-m", "tools.why", *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def _id(people, login):
    return people[login].read(f"{V1}/me")["id"]
