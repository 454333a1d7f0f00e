"""Somebody under age, over HTTP: from the page of the window, or said later, and from then on named nowhere."""
from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import quote

import pytest

from kernel.clock import today
from tests.journey.office import V1, act, made
from tests.journey.person import INCIDENTS
from tests.journey.piece import inside
from tests.journey.wait import until
from tools.worker import ROOT

COMMUNITY = "210203013008"
NAME, PHONE, WORD = "欧阳琉珠", "13800006218", "琉珠桥头栏杆松动"
WHY = {"reason": "contact", "words": "电话核实栏杆的位置"}
SHOWN = ("欧阳", "6218")
CHILD = {"name": "未成年人", "phone": ""}


def told(people, case):
    """Give what the desk reads, lists, finds and takes out of a case, as one text."""
    desk = people["dispatcher1"]
    pages = [f"{INCIDENTS}/{case['id']}", f"{INCIDENTS}?limit=200"]
    found = until(lambda: page if (page := desk.read(f"{INCIDENTS}?text={quote(WORD)}"))["items"] else None)
    asked = {"list": "incidents", "filters": {"text": WORD}, "format": "csv"}
    job = made(desk, f"{V1}/exports", asked, 202)
    until(lambda: desk.read(f"{V1}/exports/{job['id']}")["state"], "ready")
    status, file = desk.plain("GET", f"{V1}/exports/{job['id']}/file")
    assert (status, case["number"].encode() in file) == (200, True)
    return str([*(desk.read(page) for page in pages), found, file.decode()])


def mark(person, path, record, **given):
    return person.post(f"{path}/minor", {"minor": True, "reason": "said_so", **given}, version=record["version"])


@pytest.fixture(scope="module")
def case(people):
    given = {"reporter": {"name": NAME, "phone": PHONE}, "point": inside(f"{COMMUNITY}005"), "description": WORD}
    return people["resident1"].report(**given)


def test_gr_455_once_it_is_said_no_list_no_search_and_no_export_shows_a_sign_of_the_name(people, case):
    desk, path = people["dispatcher1"], f"{INCIDENTS}/{case['id']}/reporter"
    assert "欧阳**" in told(people, case)
    made(desk, f"{path}/unmask", WHY)
    assert desk.read(path)["name"] == NAME
    marked = mark(desk, path, desk.read(f"{INCIDENTS}/{case['id']}"))
    assert (marked.status, marked.body["minor"]) == (200, True)
    assert not [word for word in SHOWN if word in told(people, case)]
    assert desk.ask("GET", path).code == "unmask.grant_missing"
    asked = made(desk, f"{path}/unmask", WHY)
    assert (asked["state"], asked["needed"]) == ("asked", "minor")
    people["leader1"].post(f"{V1}/reporter-unmaskings/{asked['id']}/approve", {}, version=asked["version"])
    assert desk.read(path)["name"] == NAME
    back = mark(desk, path, desk.read(f"{INCIDENTS}/{case['id']}"), minor=False, reason="mistaken")
    assert (back.status, back.code) == (403, "minor.leader_needed")


@pytest.mark.parametrize("login", ["resident1", "operator1", "checker1", "renmin_leader1"])
def test_nobody_without_business_says_it(people, case, login):
    answer = mark(people[login], f"{INCIDENTS}/{case['id']}/reporter", case)
    assert answer.status in (403, 404)


def test_gr_459_who_ticks_the_box_at_the_window_is_named_nowhere_whatever_is_made_of_it(people):
    desk, contact = people["dispatcher1"], {"name": NAME, "phone": PHONE, "minor": True}
    for kind in ("incident", "petition", "dispute"):
        brought = {"text": f"{WORD}，{kind}", "place": {"area": COMMUNITY}, "contact": contact}
        taken = made(people["resident1"], f"{V1}/window", brought)
        assert desk.read(f"{V1}/intakes/{taken['id']}")["contact"] == CHILD
        act(desk, f"{V1}/intakes", "confirm", taken, kind=kind, reason="as the words say")
        asked = {"number": taken["number"], "code": taken["query_code"]}
        matter = until(lambda asked=asked: people.nobody().ask("POST", f"{V1}/progress", asked).body["matter"])
        shown = desk.read(f"{V1}/{kind}s/{matter['id']}")
        assert CHILD["name"] in str(shown)
        assert not [word for word in SHOWN if word in str(shown)]


def test_gr_460_the_audit_of_the_year_finds_nothing_wrong_and_names_nobody(people, case, stack):
    command, env = [sys.executable, "-m", "tools.minors_audit", str(today().year)], {"LINLI_ADMIN_URL": stack.database_url}
    ran = subprocess.run(command, cwd=ROOT, env={**os.environ, **env}, capture_output=True, text=True, check=False)
    assert (ran.returncode, "nothing is wrong" in ran.stdout) == (0, True), ran.stdout + ran.stderr
    assert not [word for word in (NAME, *SHOWN, "dispatcher1") if word in ran.stdout]
