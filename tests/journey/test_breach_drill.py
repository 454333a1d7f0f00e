"""A breach drill: an account looks at three matters, each another way; the drill names these three and not a fourth."""
from __future__ import annotations

import csv
import os
import subprocess
import sys
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

import pytest

from kernel.clock import today
from tests.journey.office import V1, made
from tests.journey.person import INCIDENTS
from tests.journey.piece import inside
from tests.journey.wait import until
from tools.worker import ROOT

WORDS = ("青瓷铃铛甲五七", "青瓷铃铛乙五八", "青瓷铃铛丙五九", "青瓷铃铛丁六十")


@pytest.fixture(scope="module")
def cases(people):
    resident = people["resident1"]
    return [resident.report(description=words, point=inside("210203013008005"), case_type="F0103") for words in WORDS]


@pytest.fixture(scope="module")
def looked(people, cases):
    """Let the desk read one matter, list another and export a third; give since when."""
    desk, since = people["dispatcher1"], datetime.now(UTC)
    desk.read(f"{INCIDENTS}/{cases[0]['id']}")
    until(lambda: [one["id"] for one in desk.read(f"{INCIDENTS}?text={quote(WORDS[1])}")["items"]], [cases[1]["id"]])
    asked = {"list": "incidents", "filters": {"text": WORDS[2]}, "columns": ["number"], "format": "csv"}
    job = made(desk, f"{V1}/exports", asked, 202)
    until(lambda: desk.read(f"{V1}/exports/{job['id']}")["state"], "ready")
    return since


def test_gr_397_the_drill_names_what_was_read_listed_and_exported_and_nothing_else(people, cases, looked):
    found = seen(people, looked)
    assert {(one["number"], purpose) for one, purpose in found} == {
        (cases[0]["number"], "read"), (cases[1]["number"], "list"), (cases[2]["number"], "export"),
    }  # fmt: skip
    assert WORDS[0] not in str(found)


def test_gr_400_the_command_writes_them_down_and_counts_who_would_have_to_be_told(people, cases, looked, stack, tmp_path):
    path, day = tmp_path / "seen.csv", today().isoformat()
    told = drill(stack, people["operator1"], account(people), "--from", day, "--to", day, "--reason", "drill", "--out", str(path))
    with path.open(encoding="utf-8-sig") as file:
        rows = {row["number"]: row for row in csv.DictReader(file)}
    assert {case["number"] for case in cases} & rows.keys() == {case["number"] for case in cases[:3]}
    assert rows[cases[2]["number"]]["purposes"] == "export"
    assert "would have to be told" in told


def test_gr_400_the_resident_is_told_the_office_and_nobody_else_is(people, cases, looked):
    resident = people["resident1"]
    lines = resident.read(f"{INCIDENTS}/{cases[0]['id']}/looks")["items"]
    assert [(one["role"], one["purpose"], one["count"]) for one in lines] == [("dispatcher", "read", 1)]
    assert lines[0]["area_name"]
    assert account(people) not in str(lines)
    assert resident.read(f"{INCIDENTS}/{cases[3]['id']}/looks")["items"] == []
    assert people["resident2"].ask("GET", f"{INCIDENTS}/{cases[0]['id']}/looks").status == 404
    by_code = people.nobody().ask("POST", f"{V1}/progress/looks", {name: cases[0][name] for name in ("number", "code")})
    assert by_code.body["items"] == lines


def seen(people, since):
    """Give each record the desk was shown since, with what for."""
    asked = urlencode({"since": since.isoformat(), "reason": "drill", "limit": 200})
    page = people["operator1"].read(f"{V1}/accounts/{account(people)}/seen?{asked}")
    assert page["next"] is None
    return [(record, call["purpose"]) for call in page["items"] for record in call["records"]]


def account(people):
    return people["dispatcher1"].read(f"{V1}/me")["id"]


def drill(stack, person, *words):
    env = {**os.environ, "LINLI_URL": stack.http_url, "LINLI_TOKEN": person.token}
    done = subprocess.run(
        [sys.executable, "-m", "tools.breach_drill", *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
