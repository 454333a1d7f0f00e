"""Whatever is sent, the front door answers as its document has it: a status that is told there, and a body that fits.

What is sent is made by schemathesis of the document itself, the same in every run; `make any-input N=100` sends more.
"""
from __future__ import annotations

import os
import time

import pytest

from services.gateway.client.record import SCOPES
from services.gateway.routes import ROWS
from tests.journey.guess import Guess
from tests.journey.ledger import Ledger
from tests.journey.office import V1, made
from tests.journey.person import People
from tests.journey.planted import Planted

EXAMPLES = int(os.environ.get("LINLI_ANY_INPUT", "2"))  # of each operation that fit, and as many that do not
pytestmark = pytest.mark.timeout(600 + 60 * EXAMPLES)  # of a machine that others use too; what hangs is cut here
# role -> who asks; whoever was planted as an account stays out of it, for theirs is what operators change
CALLERS = {
    "resident": ("resident1",), "grid_worker": ("kangping6",), "dispatcher": ("dispatcher1",), "checker": ("checker1",),
    "officer": ("traffic_liaison1", "petition_office1"), "leader": ("leader1",), "operator": ("operator1",),
}  # fmt: skip
# what ends the session or the account of who asks comes last
ENDING = ("sign_out", "end_other_sessions", "end_session", "leave_oidc", "change_password", "ask_erasure", "correct_own_data")
FIRST = [row for row in ROWS if row.act not in ENDING]
LAST = [row for row in ROWS if row.act in ENDING]
SHOWN = 40  # rows between two lines that tell how far it is


@pytest.fixture(scope="module")
def guess(run_stack):
    """A stack of its own, where much is done to what was planted; everything asked of it."""
    with run_stack("any", durable=False) as stack:
        people = People(stack.http_url, stack.password)
        planted = Planted(people, Ledger(stack)).prepare().all()
        asked = Guess(stack.http_url, planted.ids, _callers(people))
        _all(asked, FIRST)
        still = [who for who, logins in CALLERS.items() for one in logins if people[one].ask("GET", f"{V1}/me").status != 200]
        _all(asked, LAST)
        yield asked, still
        people.close()


def test_gr_440_any_input_is_answered_as_the_document_has_it(guess):
    asked, _ = guess
    first = {(flaw.label, flaw.status, flaw.kind): flaw.said for flaw in reversed(asked.flaws)}
    assert [f"{' '.join(map(str, what))}\n{said}" for what, said in first.items()] == []


def test_no_input_is_a_defect_and_hardly_any_has_to_come_again(guess):
    asked, _ = guess
    assert asked.statuses[500] == 0
    assert asked.statuses[503] <= sum(asked.statuses.values()) // 200


def test_every_operation_was_asked_and_many_acts_were_done(guess):
    asked, still = guess
    assert asked.operations.keys() == {*ROWS}
    assert still == [], "who is signed out in between asks nothing any more"
    assert len(asked.done) > len(ROWS) / 2, "what is refused at the door says little of what is behind it"


def _callers(people):
    system = {"label": "任意输入", "scopes": [*SCOPES], "per_minute": 6000}
    key = made(people["operator1"], f"{V1}/clients", system)["key"]
    return {role: [people[login].token for login in logins] for role, logins in CALLERS.items()} | {"client": [key], "": [""]}


def _all(asked, rows):
    began = time.monotonic()
    for place, row in enumerate(rows):
        asked.ask(row, EXAMPLES)
        if place % SHOWN == 0:
            sent, told, spent = sum(asked.statuses.values()), sum(asked.flaws.values()), time.monotonic() - began
            print(f"{place:4} of {len(rows)} operations, {sent} requests, {told} flaws, {spent:.0f} s", flush=True)
