"""What is wrong is refused with a problem that says where, in both languages, and leaves nothing behind."""
from __future__ import annotations

import json
import re
import threading
import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.journey.person import INCIDENTS
from tools.demo.ground import Ground
from tools.demo.message import Message
from tools.stack import XIGANG

SHENGLI = "210203011003"
SEA = {"lon": 121.9, "lat": 38.7}
PLACE = Ground(XIGANG).point(Message("one", "", 0.0))
WORDS = {"description": "路灯不亮。"}
AT_ONCE = 100
# what background work moves by itself, whoever asks what: sums of what was counted, what waits to be summed, seals of the audit
RESTLESS = re.compile(r"\w+_(count|delta|month)|measure|stale|audit_(pending|seal)")


@dataclass(frozen=True)
class Wrong:
    """One wrong request and the problem it must be answered with. path: `{id}` is a filed incident at version 3."""

    what: str
    status: int
    code: str
    pointer: str | None = None
    who: str = "resident1"
    verb: str = "POST"
    path: str = INCIDENTS
    body: Any = None
    raw: bytes | None = None
    headers: dict[str, str | None] = field(default_factory=dict)


NAMED_AND_UNNAMED = {"unnamed": True, "reporter": {"name": "示例"}}
READ = {"who": "leader1", "verb": "GET"}
DESK = {"who": "dispatcher1", "body": {}}
ACT = f"{INCIDENTS}/{{id}}/dispatch"
LIST = f"{INCIDENTS}?limit=1"
STALE = {"if_match": '"1"'}
WRONG = (
    Wrong("no JSON", 400, "gateway.json_malformed", raw=b'{"description": '),
    Wrong("no object", 400, "gateway.json_not_object", body=[1]),
    Wrong("a field twice", 400, "gateway.json_key_twice", "/urgent", raw=b'{"urgent": true, "urgent": false}'),
    Wrong("unknown field", 422, "wire.unknown_field", "/colour", body=WORDS | {"colour": "red"}),
    Wrong("unknown field inside", 422, "wire.unknown_field", "/point/z", body=WORDS | {"point": {**PLACE, "z": 1}}),
    Wrong("wrong type", 422, "wire.wrong_type", "/description", body={"description": 7}),
    Wrong("wrong type inside", 422, "wire.wrong_type", "/point/lon", body=WORDS | {"point": {"lon": "x", "lat": 38.9}}),
    Wrong("nothing said", 422, "wire.required", "/description", body={}),
    Wrong("10 MB", 413, "gateway.body_too_large", raw=json.dumps({"description": "a" * 10_000_000}).encode()),
    Wrong("in the sea", 422, "grid.point_outside", "/point", body=WORDS | {"point": SEA}),
    Wrong("another district", 422, "grid.area_outside", "/area", body=WORDS | {"area": "210204001001"}),
    Wrong("no such area", 422, "grid.area_unknown", "/area", body=WORDS | {"area": "210203011099"}),
    Wrong("another place", 422, "grid.place_contradicts", "/area", body=WORDS | {"point": PLACE, "area": SHENGLI}),
    Wrong("no such kind", 422, "grid.case_type_unknown", "/case_type", body=WORDS | {"case_type": "X9999"}),
    Wrong("named and unnamed", 422, "grid.unnamed_with_name", "/reporter", body=WORDS | NAMED_AND_UNNAMED),
    Wrong("no key", 400, "gateway.key_missing", body=WORDS, headers={"idempotency_key": None}),
    Wrong("a bad key", 400, "gateway.key_malformed", body=WORDS, headers={"idempotency_key": "a b"}),
    Wrong("illegal act", 409, "grid.incident_act_not_allowed", path=f"{INCIDENTS}/{{id}}/close", **DESK),
    Wrong("stale", 412, "grid.incident_changed", path=ACT, headers=STALE, **DESK),
    Wrong("no version", 428, "gateway.version_missing", path=ACT, headers={"if_match": None}, **DESK),
    Wrong("version no ETag", 400, "gateway.version_malformed", path=ACT, headers={"if_match": "3"}, **DESK),
    Wrong("wrong role", 403, "gateway.role_refused", path=ACT, body={}),
    Wrong("no account", 401, "gateway.token_missing", who="", path=ACT, body={}),
    Wrong("another's", 404, "grid.incident_missing", who="resident2", verb="GET", path=f"{INCIDENTS}/{{id}}"),
    Wrong("no id", 422, "wire.wrong_form", "/incident", **READ, path=f"{INCIDENTS}/7"),
    Wrong("bad cursor", 400, "gateway.cursor_malformed", "/cursor", **READ, path=f"{LIST}&cursor=AAAA"),
    Wrong("bad filter", 422, "wire.unknown_field", "/colour", **READ, path=f"{LIST}&colour=red"),
    Wrong("no such queue", 422, "wire.not_a_choice", "/queue", **READ, path=f"{LIST}&queue=x"),
    Wrong("unknown route", 404, "gateway.path_unknown", path="/api/v1/nothing", body={}),
    Wrong("wrong verb", 405, "gateway.verb_refused", verb="PUT", path=INCIDENTS, body={}),
    Wrong("no JSON type", 415, "gateway.content_type_refused", raw=b"{}", headers={"content_type": "text/plain"}),
)  # fmt: skip


@pytest.fixture(scope="module")
def filed(people):
    """An incident that waits to be dispatched, at version 3."""
    desk = people["dispatcher1"]
    accepted = desk.act(people["resident1"].report(area=SHENGLI, case_type="F0103"), "accept")
    return desk.act(accepted, "file", reason="evident")


def test_what_is_wrong_is_refused_in_both_languages_and_nothing_is_stored(people, ledger, filed):
    callers = {login: people[login] if login else people.nobody() for login in {one.who for one in WRONG}}
    assert filed["version"] == 3
    assert ledger.settled(ledger.acts()) == {}
    before = counts(ledger)
    faults = [fault for one in WRONG for fault in _faults(one, callers[one.who], filed["id"])]
    assert not faults, "\n".join(map(str, faults))
    assert counts(ledger) == before
    assert people["leader1"].read(f"{INCIDENTS}/{filed['id']}")["version"] == 3


def _faults(one, caller, incident):
    """Ask twice, in Chinese and in English, and tell what is not as it must be."""
    told = {}
    for language in ("zh", "en"):
        caller.language = language
        given = {"idempotency_key": str(uuid.uuid4()), "if_match": '"3"'} | one.headers
        headers = {name: value for name, value in given.items() if value is not None}
        answer = caller.ask(one.verb, one.path.format(id=incident), one.body, raw=one.raw, **headers)
        told[language] = answer.body
        seen = (answer.status, answer.code, answer.body.get("pointer"))
        if seen != (one.status, one.code, one.pointer):
            yield one.what, language, seen, answer.body
            return
        if not answer.headers["Content-Type"].startswith("application/problem+json"):
            yield one.what, "not told as a problem", answer.headers
    if told["zh"]["title"].isascii() or not told["en"]["title"].isascii() or "trace" not in told["en"]["instance"]:
        yield one.what, "not told in both languages", told


def test_a_key_used_for_something_else_is_refused(people, ledger):
    resident, key = people["resident1"], str(uuid.uuid4())
    first = resident.post(INCIDENTS, WORDS | {"area": SHENGLI}, key=key)
    before = ledger.acts()
    other = resident.post(INCIDENTS, WORDS | {"area": SHENGLI, "urgent": True}, key=key)
    assert (first.status, other.status, other.code) == (201, 422, "once.key_reused")
    assert ledger.acts() == before


def test_the_same_key_a_hundred_times_at_once_has_one_effect_and_one_answer(people, ledger):
    before = len(ledger.acts())
    desk = [people["dispatcher1"] for _ in range(AT_ONCE)]
    receipts = together(desk, INCIDENTS, WORDS | {"area": SHENGLI, "case_type": "F0103"})
    assert [json.loads(one)["state"] for one in receipts] == ["reported"]
    view = json.loads(receipts[0])
    accepted = together(desk, f"{INCIDENTS}/{view['id']}/accept", {}, version=view["version"])
    assert [json.loads(one)["state"] for one in accepted] == ["accepted"]
    assert len(ledger.acts()) == before + 2
    assert ledger.settled(ledger.acts()) == {}


def together(callers, path, body, version=None):
    """Send one request by every caller at the same moment under one key, and give the answers that differ."""
    key, answers, ready = str(uuid.uuid4()), [], threading.Barrier(len(callers))

    def send(caller):
        ready.wait()
        answers.append(caller.post(path, body, version=version, key=key))

    threads = [threading.Thread(target=send, args=(caller,)) for caller in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(callers)
    assert {answer.status for answer in answers} <= {200, 201}, {(answer.status, answer.code) for answer in answers}
    return sorted({json.dumps(answer.body, sort_keys=True) for answer in answers})


def counts(ledger):
    """Count the rows of every table but of those that background work moves."""
    return {table: count for table, count in ledger.counts().items() if not RESTLESS.fullmatch(table.partition(".")[2])}
