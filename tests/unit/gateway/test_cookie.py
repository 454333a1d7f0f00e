"""A page's cookie opens nothing for another site: what acts must carry what only our own page can read."""

from __future__ import annotations

import pytest

from kernel.errors import Denied, Invalid
from services.gateway.http.address import Proxies
from services.gateway.http.visit import Visit
from services.gateway.session.cookie import Cookies
from tests.make import refused

COOKIES = Cookies(b"k" * 32)


def visit(verb="POST", host="localhost:8080", **headers):
    environ = {"REQUEST_METHOD": verb, "RAW_PATH_INFO": "/", "REMOTE_ADDR": "10.0.0.1", "HTTP_HOST": host, **headers}
    return Visit(environ, Proxies("10.0.0.0/8"))


def test_over_tls_the_cookie_is_bound_to_the_host_and_no_script_reads_it():
    asked = visit(host="door.example", HTTP_X_FORWARDED_PROTO="https")
    COOKIES.give(asked, token="t", session="s1", seconds=60)
    token, guard = (value for name, value in asked.headers if name == "Set-Cookie")
    assert token == "__Host-linli=t; Path=/; SameSite=Strict; Max-Age=60; Secure; HttpOnly"
    assert guard == f"__Host-linli-guard={COOKIES.guard('s1')}; Path=/; SameSite=Strict; Max-Age=60; Secure"


def test_in_the_open_a_cookie_goes_to_the_own_machine_alone():
    COOKIES.give(visit(), token="t", session="s1", seconds=60)
    with refused(Invalid, "gateway.cookie_unsafe"):
        COOKIES.give(visit(host="door.example"), token="t", session="s1", seconds=60)


def test_over_tls_a_cookie_without_the_prefix_is_none_and_one_that_stands_twice_neither():
    tls = {"host": "door.example", "HTTP_X_FORWARDED_PROTO": "https"}
    assert COOKIES.token(visit(**tls, HTTP_COOKIE="linli=t")) is None
    assert COOKIES.token(visit(**tls, HTTP_COOKIE="a=b; __Host-linli=t")) == "t"
    assert COOKIES.token(visit(HTTP_COOKIE="linli=t; linli=u")) is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_X_CSRF_TOKEN": "0" * 64},
        {"HTTP_X_CSRF_TOKEN": COOKIES.guard("s2")},
        {"HTTP_X_CSRF_TOKEN": "é"},
        {"HTTP_X_CSRF_TOKEN": COOKIES.guard("s1"), "HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_X_CSRF_TOKEN": COOKIES.guard("s1"), "HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_X_CSRF_TOKEN": COOKIES.guard("s1"), "HTTP_ORIGIN": "http://evil.example"},
        {"HTTP_X_CSRF_TOKEN": COOKIES.guard("s1"), "HTTP_ORIGIN": "null"},
    ],
    ids=["no header", "made up", "of another session", "no ASCII", "cross site", "same site", "origin", "origin null"],
)
def test_what_no_page_of_ours_sent_is_refused(headers):
    with refused(Denied, "gateway.csrf_refused"):
        COOKIES.check(visit(**headers), "s1")


def test_what_our_page_sent_is_taken_and_reading_needs_nothing():
    sent = {"HTTP_X_CSRF_TOKEN": COOKIES.guard("s1"), "HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "http://localhost:8080"}
    COOKIES.check(visit(**sent), "s1")
    COOKIES.check(visit("GET", HTTP_SEC_FETCH_SITE="cross-site"), "s1")
