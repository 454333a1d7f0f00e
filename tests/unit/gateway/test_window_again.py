"""Going back to a page of the window, or loading it again, sends nothing again, and nothing typed stands in an address."""
from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from kernel.errors import Invalid, Problem
from kernel.keyring import make_key
from kernel.seal import Sealer
from services.gateway.http.address import Proxies
from services.gateway.http.table import Table
from services.gateway.routes import ROWS
from services.gateway.session.pocket import MOST_BYTES, Pocket
from services.gateway.window.desk import Window

HTML = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "HTTP_HOST": "localhost:1"}
TEXT = "楼上漏水，说话的是林小雨"
KEY = "00000000-0000-4000-8000-000000000001"
ONE = {"kind": "dispute", "code": "neighbour", "words": "neighbours", "told": "", "reasons": [{"words": "it says"}]}
TAKEN = {"number": "RX1", "query_code": "ABCD2345", "danger": "", "suggestions": [ONE], "similar": []}
SEEN = {"number": "RX1", "words": "waiting", "steps": [], "clocks": [], "matter": None}


class Petitions:
    """Stands for the petition service. failure: what the next act says."""

    def __init__(self):
        self.asked, self.failure = [], None

    def __call__(self, service, act, order, call):
        self.asked.append(act)
        if self.failure:
            raise self.failure
        return {"take_in": TAKEN, "progress": SEEN}.get(act, {"number": "RX1"})


class Browser:
    """A browser without a script. cookies: whether it keeps any."""

    def __init__(self, client, *, cookies=True):
        self.client, self.cookies, self.jar = client, cookies, {}

    @property
    def kept(self):
        return self.jar["linli-window"]

    @kept.setter
    def kept(self, value):
        self.jar["linli-window"] = value

    def ask(self, verb, path, fields=None):
        sent = {"HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.jar.items())} if self.jar else {}
        got = self.client(verb, path, urlencode(fields).encode() if fields else None, role="", key=None, **HTML, **sent)
        for name, value in got.fields:
            if name == "Set-Cookie" and self.cookies:
                found = re.fullmatch("(linli-window|linli-follow)=([^;]*); Path=/window; SameSite=Strict; HttpOnly", value)
                self.jar[found[1]] = found[2]
        return got

    def follow(self, verb, path, fields=None):
        got = self.ask(verb, path, fields)
        assert (got.status, got.body) == (303, b"")
        return self.ask("GET", got.headers["Location"])


@pytest.fixture
def petitions():
    return Petitions()


@pytest.fixture
def app(app, petitions):
    app.table = Table(ROWS)
    app._intakes = app.intakes(ROWS)
    sealer = Sealer([make_key("k1")])
    app._local = Window(petitions, *(Pocket(sealer, f"linli-{name}", "/window") for name in ("window", "follow"))).acts
    return app


@pytest.fixture
def browser(client):
    made = Browser(client)
    made.ask("GET", "/window")
    return made


def sent(**fields):
    return {"language": "en", "key": KEY, "text": TEXT, "phone": "13800007412", **fields}


def test_gr_486_the_receipt_is_a_page_of_its_own_that_may_be_loaded_again(browser, petitions):
    first = browser.follow("POST", "/window", sent())
    again = browser.ask("GET", "/window/told")
    for page in (first, again):
        assert page.status == 200
        assert b"RX1" in page.body
        assert b"ABCD2345" in page.body
    assert petitions.asked == ["take_in"]


def test_gr_486_the_cookie_tells_who_looks_at_it_nothing_and_another_is_not_believed(browser):
    browser.follow("POST", "/window", sent())
    assert "RX1" not in browser.kept
    own, browser.kept = browser.kept, browser.kept[:-4] + "AAAA"
    assert browser.ask("GET", "/window/told").status == 303
    browser.kept = own
    assert browser.ask("GET", "/window/told").status == 200


def test_gr_486_after_half_an_hour_nobody_at_the_same_device_sees_it(browser, monkeypatch):
    browser.follow("POST", "/window", sent())
    monkeypatch.setattr("services.gateway.session.pocket.MINUTES", 0)
    got = browser.ask("GET", "/window/told")
    assert (got.status, got.headers["Location"]) == (303, "/window")
    assert b"RX1" not in browser.ask("GET", "/window").body


@pytest.mark.parametrize("way", ["/window", "/window/progress"])
def test_gr_486_who_ends_it_on_a_shared_telephone_leaves_nothing_to_go_back_to(browser, way):
    form = sent() if way == "/window" else {"language": "en", "number": "RX1", "code": "ABCD2345"}
    assert b'action="/window/leave"' in browser.follow("POST", way, form).body
    first = browser.follow("POST", "/window/leave", {"language": "en"})
    assert b"RX1" not in first.body
    for page in ("/window/told", "/window/progress"):
        assert browser.ask("GET", page).headers["Location"] == "/window"


def test_gr_486_what_was_typed_wrongly_comes_back_and_stays_however_often_it_is_loaded(browser, petitions):
    petitions.failure = Invalid("wire.invalid", problems=(Problem("wire.wrong_form", "/contact/phone"),))
    for page in (browser.follow("POST", "/window", sent(phone="12")), browser.ask("GET", "/window")):
        assert TEXT in page.body.decode()
        assert b'id="phone-wrong"' in page.body
        assert KEY in page.body.decode()
    petitions.failure = None
    browser.follow("POST", "/window", sent())
    assert TEXT not in browser.ask("GET", "/window").body.decode()


@pytest.mark.parametrize("act", ["confirm", "support"])
def test_gr_486_a_choice_and_its_progress_are_pages_of_their_own(browser, petitions, act):
    chosen = {"number": "RX1", "code": "ABCD2345", "language": "en", "key": KEY}
    what = {"kind": "dispute"} if act == "confirm" else {"incident": "01890000-0000-7000-8000-000000000001"}
    assert b"ABCD2345" in browser.follow("POST", f"/window/{act}", chosen | what).body
    assert b"waiting" in browser.follow("POST", "/window/progress", {name: chosen[name] for name in ("number", "code")}).body
    browser.ask("GET", "/window/progress")
    assert petitions.asked[1:] == ["progress", "progress"], "each look tells how far it is now"
    assert b"ABCD2345" in browser.ask("GET", "/window/told").body, "who goes back still finds the code"


def test_gr_486_who_keeps_no_cookies_or_wrote_more_than_fits_is_shown_it_at_once(client, browser, petitions):
    bare = Browser(client, cookies=False)
    bare.ask("GET", "/window")
    got = bare.ask("POST", "/window", sent())
    assert (got.status, b"ABCD2345" in got.body) == (200, True)
    petitions.failure = Invalid("wire.wrong_form", pointer="/phone")
    long = "".join(chr(0x4E00 + number * 7 % 20000) for number in range(2000))
    got = browser.ask("POST", "/window", sent(text=long))
    assert (got.status, long in got.body.decode()) == (400, True)


def test_gr_486_no_cookie_crosses_a_network_in_the_open(client):
    got = client("GET", "/window", role="", key=None, HTTP_HOST="linli.example")
    assert "Set-Cookie" not in got.headers


def test_a_receipt_with_all_it_may_hold_fits(browser, petitions, monkeypatch):
    words = "附近可能是同一件事，正在办理，公共设施或环境问题，由网格处置"
    near = {"id": "01890000-0000-7000-8000-00000000000", "kind": words, "state_words": words, "reported_on": "2026-03-01",
            "supporters": 3, "number": "SJ210203-20260303-000011"}  # fmt: skip
    many = [ONE | {"code": f"E010{n}", "words": words, "reasons": [{"words": f"提到“{words[n:n + 3]}”"}] * 3} for n in range(5)]
    full = TAKEN | {"suggestions": many, "similar": [near | {"id": f"{near['id']}{n}"} for n in range(5)]}
    monkeypatch.setitem(TAKEN, "suggestions", full["suggestions"])
    monkeypatch.setitem(TAKEN, "similar", full["similar"])
    assert browser.ask("POST", "/window", sent()).status == 303
    assert len(browser.kept) < MOST_BYTES


def test_gr_486_over_tls_the_cookie_goes_over_tls_alone(app, client):
    app._proxies = Proxies("192.0.2.0/24")
    got = client("GET", "/window", role="", key=None, HTTP_HOST="linli.example", HTTP_X_FORWARDED_PROTO="https")
    sent = [value for name, value in got.fields if name == "Set-Cookie"]
    assert sent == [f"__Secure-linli-{name}=-; Path=/window; SameSite=Strict; HttpOnly; Secure" for name in ("window", "follow")]


def test_a_language_the_window_does_not_speak_is_refused_on_a_page(client):
    got = client("GET", "/window?language=%22%3E%3Cscript%3E", role="", key=None, **HTML)
    assert got.status == 400
    assert got.headers["Content-Type"].startswith("text/html")
    assert b"<script>" not in got.body
