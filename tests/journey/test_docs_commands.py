"""Every shell block of README and docs is run, in the order of its page, against a running stack.

A block that cannot be run says why in a comment before it: `<!-- not run: reason -->`; a contract test keeps those few.
"""
from __future__ import annotations

import json
import os
import subprocess
import urllib.request
import uuid
from contextlib import closing
from functools import cache

import psycopg2
import pytest

from tests.markdown import PAGES, ROOT, blocks

SHELL = {
    page: [block.text for block in blocks(page) if block.kind == "sh" and block.reason is None] for page in PAGES
}
# both languages have the same blocks, as a contract test sees to
WITH_SHELL = [page for page, texts in SHELL.items() if texts and page.name != "README.zh-CN.md"]
PROBLEM = "urn:linli:problem:"


@pytest.fixture(scope="module")
def tree(stack, tmp_path_factory):
    """The project as a reader has it, except that its stack is this module's."""
    made = tmp_path_factory.mktemp("tree")
    for entry in ROOT.iterdir():
        if entry.name not in (".run", ".git", "backup"):
            (made / entry.name).symlink_to(entry)
    (made / ".run").symlink_to(stack.home)
    return made


def run(tree, text):
    """Run lines as a reader would type them, but stop at the first that fails."""
    given = {key: value for key, value in os.environ.items() if not key.startswith("LINLI_")}
    return subprocess.run(
        ["bash", "-c", "set -eu -o pipefail\n" + text],
        check=False, cwd=tree, env=given, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300,
    )  # fmt: skip


@cache
def followed(tree, page):
    """Do all a page says, once: who did it again and again in one minute would be told to sign in later."""
    return run(tree, "\n".join(SHELL[page]))


@pytest.mark.parametrize("page", WITH_SHELL, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_of_a_page_do_what_it_says(tree, page):
    done = followed(tree, page)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert PROBLEM not in done.stdout


def test_the_readme_leads_a_matter_to_its_rating(tree):
    done = followed(tree, ROOT / "README.md")
    states = [line for line in done.stdout.splitlines() if '"state":' in line]
    assert any('"state":"closed"' in line and '"rate"' not in line for line in states), done.stdout
    assert '"state":"handled"' in done.stdout
    assert "whole" in done.stdout


def test_a_command_that_is_refused_is_seen(tree):
    first = SHELL[ROOT / "README.md"][1]  # the three functions
    done = run(tree, first + "\nas leader1\nto incidents/00000000-0000-7000-8000-000000000000\necho unseen")
    assert done.returncode != 0
    assert "unseen" not in done.stdout


def test_the_data_of_the_flow_are_those_of_today(stack):
    shown = blocks(ROOT / "docs" / "flow.md")
    request, answer = (json.loads(block.text.partition("\n\n")[2]) for block in shown if block.kind == "http")
    event = next(one for block in shown if block.kind == "json" if "occurred_at" in (one := json.loads(block.text)))
    audit = next(one for block in shown if block.kind == "json" if "detail" in (one := json.loads(block.text)))

    headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    asked = urllib.request.Request(stack.http_url + "/api/v1/incidents", json.dumps(request).encode(), headers)
    with urllib.request.urlopen(asked) as reply:
        got = json.load(reply)
    with closing(psycopg2.connect(stack.database_url)) as line, line.cursor() as cursor:
        cursor.execute("SELECT params FROM grid.step WHERE incident = %s", (got["id"],))
        told = cursor.fetchone()[0]
        cursor.execute("SELECT body FROM grid.audit WHERE subject = %s", (got["id"],))
        kept = json.loads(cursor.fetchone()[0])
    assert got.keys() == answer.keys()
    assert told.keys() == event["data"].keys(), "a step keeps the data of its event"
    assert (kept.keys(), kept["detail"].keys()) == (audit.keys(), audit["detail"].keys())
