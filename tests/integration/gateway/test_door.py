"""Through the front door to a service and back, over real HTTP, broker and database."""
from __future__ import annotations

import pytest

from kernel.number import check
from services.gateway.account import account_id
from services.gateway.revocation import REFRESH_SECONDS
from tests.integration.gateway.conftest import INCIDENT, PEOPLE
from tests.integration.messaging.peer import until

HERE = f"/api/v1/incidents/{INCIDENT}"
REPORT = {"description": "路灯不亮"}


def test_a_report_reaches_the_service_with_actor_key_and_trace(client, grid):
    token = client.token("worker1")
    got = client("POST", "/api/v1/incidents", REPORT, token=token, Idempotency_Key="k1")
    assert got.status == 201
    assert got.json["asked"] == REPORT
    assert got.json["actor"] == {
        "id": account_id("worker1"), "role": "grid_worker", "unit": None, "area": "210203001",
    }
    assert (got.json["key"], got.json["trace"]) == ("k1", got.headers["traceparent"])
    assert got.headers["Location"] == HERE


def test_who_has_no_account_may_report_and_is_nobody(client, grid):
    got = client("POST", "/api/v1/incidents", REPORT, Idempotency_Key="k1-long-enough-for-nobody")
    assert (got.status, got.json["actor"]["role"], got.json["actor"]["id"]) == (201, "anyone", "")


@pytest.mark.parametrize(
    ("act", "status", "code"),
    [
        ("dispatch", 412, "grid.incident_changed"),
        ("accept", 503, "database.unavailable"),
        ("close", 500, "gateway.defect"),
    ],
)
def test_what_fails_in_the_service_comes_back_as_a_problem(client, grid, act, status, code):
    token = client.token("clerk1")
    got = client("POST", f"{HERE}/{act}", {"note": "secret"}, token=token, Idempotency_Key="k1", If_Match='"1"')
    assert (got.status, got.json["code"]) == (status, code)
    assert b"secret" not in got.body


def test_a_service_that_is_not_there_is_503_and_soon(client):
    got = client("GET", HERE, token=client.token("clerk1"))
    assert (got.status, got.json["code"]) == (503, "rpc.unknown_service")
    assert got.headers["Retry-After"]


def test_progress_goes_to_the_service_that_holds_the_number(client, grid):
    given = {"number": "SJ210203-20261122-000017", "code": "K7M4Q2XW"}
    got = client("POST", "/api/v1/progress", given)
    assert (got.status, got.json["code"]) == (422, "number.check_wrong")
    right = next(f"SJ210203-20261122-00001{sign}" for sign in "0123456789X" if _fits(f"SJ210203-20261122-00001{sign}"))
    asked = client("POST", "/api/v1/progress", {**given, "number": right})
    assert (asked.status, asked.json["asked"]["number"], asked.json["role"]) == (200, right, "anyone")


def _fits(number):
    return check(number[:-1]) == number[-1]


def test_me_tells_the_account_and_its_name_is_sealed_at_rest(client, database_of):
    got = client("GET", "/api/v1/me", token=client.token("worker1")).json
    assert (got["login"], got["name"], got["role"], got["unit"]) == ("worker1", "网格员甲", "grid_worker", None)
    kept = database_of("gateway").all("SELECT name, password_hash FROM account")
    assert all(PEOPLE[0]["name"].encode() not in bytes(name) for name, _ in kept)
    assert all(stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$") for _, stored in kept)


def test_a_wrong_password_and_an_unknown_login_are_refused_alike(client):
    wrong, unknown = client.sign_in("worker1", "wrong"), client.sign_in("nobody", "wrong")
    assert wrong.status == unknown.status == 401
    assert {**wrong.json, "instance": ""} == {**unknown.json, "instance": ""}


def test_five_failures_lock_the_login_even_for_the_right_password(client):
    assert [client.sign_in("worker1", "wrong").status for _ in range(5)] == [401] * 5
    locked = client.sign_in("worker1")
    assert (locked.status, locked.json["code"]) == (429, "gateway.account_locked")
    assert client.sign_in("clerk1").status == 201


def test_a_disabled_account_neither_signs_in_nor_is_told(client, database_of):
    token = client.token("worker1")
    database_of("gateway").all("UPDATE account SET disabled = true WHERE login = 'worker1'")
    assert client.sign_in("worker1").status == 401
    assert client("GET", "/api/v1/me", token=token).status == 401


def test_signing_out_counts_at_once_here_and_soon_in_the_other_replica(open_door):
    here, there = open_door(), open_door()
    token = here.token("worker1")
    assert there("GET", "/api/v1/me", token=token).status == 200
    assert here("DELETE", "/api/v1/sessions/current", token=token).status == 204
    assert here("GET", "/api/v1/me", token=token).status == 401
    until(lambda: there("GET", "/api/v1/me", token=token).status == 401, REFRESH_SECONDS * 15)


def test_the_document_and_its_page_are_served_from_here(client):
    page = client("GET", "/api/v1/docs")
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")
    for asset in ("swagger-ui.css", "swagger-ui-bundle.js", "docs.css", "docs.js"):
        assert asset.encode() in page.body
        assert client("GET", f"/api/v1/docs/{asset}").status == 200
    assert client("GET", "/api/v1/docs/docs.html").status == 404
    document = client("GET", "/api/v1/openapi.json")
    assert document.json["openapi"] == "3.1.0"
    assert client("GET", "/api/v1/openapi.json", If_None_Match=document.headers["ETag"]).status == 304
    packed = client("GET", "/api/v1/openapi.json", Accept_Encoding="gzip")
    assert len(packed.body) < len(document.body) / 4
    plain = client("GET", "/api/v1/openapi.json", Accept_Encoding="gzip;q=0")
    assert (plain.headers.get("Content-Encoding"), plain.body) == (None, document.body)
