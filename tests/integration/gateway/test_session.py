"""Sessions at two running front doors: cookies that guard themselves, ends that count everywhere, and idle time."""

from __future__ import annotations

import re
import time

import pytest

from services.gateway.session import known
from tests.integration.gateway.conftest import PASSWORD
from tests.integration.messaging.peer import until

SOON = 30.0
TLS = {"X_Forwarded_Proto": "https"}


class Page:
    """A browser's page: keeps cookies and sends the guard along, as our script does."""

    def __init__(self, door):
        self.door, self.cookies = door, {}

    def __call__(self, verb, path, body=None, *, guard=True, **headers):
        if self.cookies:
            headers.setdefault("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if guard and "linli-guard" in self.cookies:
            headers.setdefault("X_CSRF_Token", self.cookies["linli-guard"])
        return self.door(verb, path, body, **headers)

    def sign_in(self, login="worker1"):
        self.door.connection.request(
            "POST", "/api/v1/sessions", f'{{"login":"{login}","password":"{PASSWORD}","kind":"cookie"}}',
            {"Content-Type": "application/json", **self._sent()},
        )  # fmt: skip
        answer = self.door.connection.getresponse()
        answer.read()
        assert answer.status == 201
        self.given = [value for name, value in answer.getheaders() if name == "Set-Cookie"]
        for one in self.given:
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
        return self

    def _sent(self):
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        return {**sent, "X-CSRF-Token": self.cookies["linli-guard"]} if "linli-guard" in self.cookies else sent


@pytest.fixture
def doors(open_door):
    return open_door(), open_door()


@pytest.fixture
def page(doors):
    return Page(doors[0]).sign_in()


def test_a_page_is_signed_in_by_a_cookie_no_script_reads_and_has_no_token(doors):
    page = Page(doors[0]).sign_in()
    assert [("HttpOnly" in one, "SameSite=Strict" in one) for one in page.given] == [(True, True), (False, True)]
    assert page("GET", "/api/v1/me").json["login"] == "worker1"
    other = Page(doors[1])
    other.cookies = page.cookies
    assert other("GET", "/api/v1/me").json["login"] == "worker1"


def test_an_act_without_what_our_page_sends_along_is_refused_and_does_nothing(page):
    for headers in ({}, {"X_CSRF_Token": "0" * 64}):
        got = page("DELETE", "/api/v1/sessions/current", guard=False, **headers)
        assert (got.status, got.json["code"]) == (403, "gateway.csrf_refused")
    foreign = page("DELETE", "/api/v1/sessions/current", Sec_Fetch_Site="cross-site")
    assert foreign.json["code"] == "gateway.csrf_refused"
    report = page("POST", "/api/v1/incidents", {"description": "路灯不亮"}, guard=False, Idempotency_Key="k" * 22)
    assert report.json["code"] == "gateway.csrf_refused"
    assert page("GET", "/api/v1/me").status == 200


def test_another_site_cannot_have_a_cookie_given(doors):
    body = {"login": "worker1", "password": PASSWORD, "kind": "cookie"}
    got = doors[0]("POST", "/api/v1/sessions", body, Sec_Fetch_Site="cross-site")
    assert (got.status, got.json["code"]) == (403, "gateway.csrf_refused")
    far = doors[0]("POST", "/api/v1/sessions", body, Host="door.example")
    assert (far.status, far.json["code"]) == (422, "gateway.cookie_unsafe")


def test_a_stolen_cookie_opens_nothing_after_sign_out_at_any_door(doors, page):
    thief = Page(doors[1])
    thief.cookies = dict(page.cookies)
    assert thief("GET", "/api/v1/me").status == 200
    assert page("DELETE", "/api/v1/sessions/current").status == 204
    assert page("GET", "/api/v1/me").status == 401
    until(lambda: thief("GET", "/api/v1/me").status == 401, SOON)


def test_signing_in_gives_another_session_and_ends_the_one_before(page):
    before = Page(page.door)
    before.cookies = dict(page.cookies)
    page.sign_in("clerk1")
    assert page.cookies["linli"] != before.cookies["linli"]
    assert page("GET", "/api/v1/me").json["login"] == "clerk1"
    assert before("GET", "/api/v1/me").status == 401


def test_own_sessions_are_listed_and_ended_and_those_of_others_are_not_there(doors, page):
    token = doors[1].token("worker1")
    listed = page("GET", "/api/v1/sessions").json["items"]
    assert [(one["kind"], one["current"]) for one in listed] == [("bearer", False), ("cookie", True)]
    stranger = doors[1].token("clerk1")
    got = doors[1]("DELETE", f"/api/v1/sessions/{listed[0]['id']}", token=stranger)
    assert (got.status, got.json["code"]) == (404, "gateway.session_missing")
    assert page("DELETE", f"/api/v1/sessions/{listed[0]['id']}").status == 204
    until(lambda: doors[1]("GET", "/api/v1/me", token=token).status == 401, SOON)
    assert page("DELETE", f"/api/v1/sessions/{listed[0]['id']}").status == 404
    others = [doors[1].token("worker1") for _ in range(2)]
    assert page("DELETE", "/api/v1/sessions/others").status == 204
    for one in others:
        until(lambda one=one: doors[1]("GET", "/api/v1/me", token=one).status == 401, SOON)
    assert page("GET", "/api/v1/me").status == 200
    assert doors[1]("GET", "/api/v1/me", token=stranger).status == 200


def test_a_session_nobody_uses_ends_and_one_used_at_another_door_does_not(doors, page, database_of, monkeypatch):
    db = database_of("gateway")
    used, idle = doors[0].token("worker1"), doors[0].token("clerk1")
    assert [doors[1]("GET", "/api/v1/me", token=one).status for one in (used, idle)] == [200, 200]
    real = time.time
    written_down(monkeypatch)
    # both sessions were last seen 20 minutes ago; then one comes to the second door, and 15 more minutes pass
    db.all("UPDATE session SET seen_at = now() - interval '20 minutes' RETURNING 1")
    assert doors[1]("GET", "/api/v1/me", token=used).status == 200
    until(lambda: db.one("SELECT count(*) FROM session WHERE seen_at > now() - interval '1 minute'")[0] == 1, SOON)
    monkeypatch.setattr(known.time, "time", lambda: real() + 29 * 60)
    assert doors[0]("GET", "/api/v1/me", token=used).status == 200
    monkeypatch.setattr(known.time, "time", lambda: real() + 62 * 60)
    assert doors[0]("GET", "/api/v1/me", token=idle).status == 401


def written_down(monkeypatch):
    """Wait until both doors have written down what came until now."""
    done, real = set(), known.Sessions.refresh
    monkeypatch.setattr(known.Sessions, "refresh", lambda self: (real(self), done.add(self)))
    until(lambda: len(done) == 2, 30)


def test_a_request_writes_nothing_and_use_is_written_once_a_minute(doors, database_of, monkeypatch):
    db, token = database_of("gateway"), doors[0].token("worker1")
    before = db.one("SELECT seen_at, xmin::text FROM session")
    for _ in range(20):
        assert doors[0]("GET", "/api/v1/me", token=token).status == 200
    written_down(monkeypatch)
    assert db.one("SELECT seen_at, xmin::text FROM session") == before


def test_the_page_is_served_under_a_strict_policy_and_loads_only_its_own(doors):
    got = doors[0]("GET", "/sign-in")
    assert (got.status, got.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    policy = got.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'")
    assert "unsafe" not in policy
    assert b"http" not in got.body
    assert [doors[0]("GET", f"/sign-in/{name}").status for name in ("sign-in.js", "sign-in.css", "map.js")] == [200, 200, 404]


def test_a_page_for_signing_in_helps_managers_of_passwords_and_shows_what_was_typed(doors):
    page, script = (doors[0]("GET", f"/sign-in{part}").body.decode() for part in ("", "/sign-in.js"))
    fields = re.findall(r'<input [^>]*type="password"[^>]*>', page)
    assert len(fields) >= 4
    assert all(re.search(r'autocomplete="(current|new)-password"', one) for one in fields)
    assert "paste" not in script
    assert 'document.querySelectorAll("input[type=password]")' in script


def test_the_page_keeps_nothing_in_the_browser_and_clears_what_it_showed(doors):
    script = doors[0]("GET", "/sign-in/sign-in.js").body.decode() + doors[0]("GET", "/map/map.js").body.decode()
    assert not [word for word in ("localStorage", "sessionStorage", "indexedDB", "caches.", "eval(") if word in script]
    assert 'for (const part of ["who", "sessions"]) at(part).replaceChildren()' in script
