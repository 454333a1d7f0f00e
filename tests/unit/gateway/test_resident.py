"""The own pages: all of it by links and forms, nothing typed becomes markup, and no other site's page sends any of them."""
from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

from kernel.errors import Denied, Invalid
from kernel.keyring import make_key
from kernel.seal import Sealer
from services.gateway.auth import Gate
from services.gateway.http.cursor import Cursor
from services.gateway.http.table import Table
from services.gateway.resident.desk import AT_ONCE, Residing
from services.gateway.resident.receipt import Receipts
from services.gateway.resident.words import WORDS
from services.gateway.routes import ROWS
from services.gateway.session.cookie import Cookies
from services.gateway.session.pocket import Pocket
from tests.unit.gateway.conftest import Everybody

HTML = {"CONTENT_TYPE": "application/x-www-form-urlencoded", "HTTP_HOST": "localhost:1"}
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=y>"
AT = "2026-03-01T08:00:00+08:00"
ID = "01890000-0000-7000-8000-000000000001"
KEY = "00000000-0000-4000-8000-000000000001"
ACCOUNT = {"kind": "account", "id": ID, "number": None, "person": {"name": "林一", "phone": "13800007412"}, "data": {}}
STEPS = [{"at": AT, "words": HOSTILE}] * 6
CASE = {
    "kind": "incident", "id": ID, "number": "SJ1", "person": {"name": HOSTILE, "phone": "13800007412", "account": True},
    "data": {"id": ID, "description": HOSTILE, "steps": STEPS},
}  # fmt: skip
LOOK = {"day": "2026-03-01", "unit": "u", "unit_name": HOSTILE, "area_name": "街道", "purpose": "read", "count": 2}
ASKED = {"id": ID, "state": "received", "due_at": AT, "code": "ABCD2345"}


class Door:
    """Stands for the acts of the front door. failure: what the next says."""

    def __init__(self):
        self.asked, self.failure, self.pages = [], None, []
        self.replies = {
            "own_copy": {"items": [ACCOUNT, *[CASE] * AT_ONCE], "next": {"service": "grid", "after": None}},
            "incident_looks": {"items": [LOOK]}, "ask_erasure": ASKED, "follow_erasure": ASKED | {"code": None, "state": "done"},
        }  # fmt: skip

    def __getitem__(self, name):
        def act(visit, command):
            self.asked.append((name, command, visit.key))
            if self.failure:
                raise self.failure
            return self.pages.pop(0) if self.pages else self.replies.get(name, {"ended": 1})

        return act

    @property
    def names(self):
        return [name for name, _, _ in self.asked if name != "own_copy"]


class Opened:
    """Stands for the sessions' side of the gate."""

    def __init__(self):
        self.cookies = Cookies(b"k" * 32)

    def wants(self, role):
        return False


@pytest.fixture
def door():
    return Door()


@pytest.fixture
def app(app, door, signer):
    opening = Opened()
    app.table = Table(ROWS)
    app._intakes = app.intakes(ROWS)
    app._gate = Gate(signer, set(), Everybody(), opening=opening)
    pocket, cursor = Pocket(Sealer([make_key("k1")]), "linli-own", "/own"), Cursor(b"k" * 32)
    given = {"cookies": opening.cookies, "pocket": pocket}
    app._local = Residing(door, cursor=cursor, **given).acts | Receipts(door, **given).acts
    return app


class Browser:
    """A browser without a script. role: of who is signed in, '' for nobody."""

    def __init__(self, client, role=""):
        self.client = client
        self.kept = {"linli": client.token(role)} if role else {}

    def ask(self, verb, path, fields=None, **headers):
        sent = {"HTTP_COOKIE": "; ".join(f"{name}={value}" for name, value in self.kept.items())} if self.kept else {}
        body = urlencode(fields).encode() if fields is not None else None
        got = self.client(verb, path, body, role="", key=None, **HTML, **sent, **headers)
        fresh = re.match("linli-own=([^;]*);", got.headers.get("Set-Cookie", ""))
        if fresh:
            self.kept["linli-own"] = fresh[1]
        return got

    def page(self, path="/own?language=en"):
        got = self.ask("GET", path)
        assert got.status == 200, got.body
        return got.body.decode()

    def send(self, path, page="/own?language=en", **fields):
        """Send a form as its page has it, and give the page that follows."""
        form = re.search(rf'<form method="post" action="{path}".*?</form>', self.page(page), re.DOTALL)[0]
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
        got = self.ask("POST", path, {**hidden, **fields})
        assert (got.status, got.body) == (303, b""), got.body
        return self.page(got.headers["Location"])


@pytest.fixture
def nobody(client):
    return Browser(client)


@pytest.fixture
def resident(client):
    return Browser(client, "resident")


def test_gr_488_who_has_a_telephone_alone_signs_in_in_two_forms(nobody, door):
    page = nobody.send("/own/code", phone="13800007412")
    assert 'name="code"' in page
    assert "13800007412" not in page, "who looks over a shoulder reads no number"
    nobody.send("/own/enter", code="123456")
    assert [one[:2] for one in door.asked] == [
        ("send_code", {"phone": "13800007412"}),
        ("sign_in_by_code", {"phone": "13800007412", "code": "123456", "kind": "cookie"}),
    ]


def test_gr_488_a_wrong_code_is_told_and_may_be_typed_again_or_the_number_changed(nobody, door):
    nobody.send("/own/code", phone="13800007412")
    door.failure = Denied("gateway.code_refused")
    page = nobody.send("/own/enter", code="000000")
    assert 'role="alert"' in page
    assert 'name="code"' in page
    assert 'name="phone"' in nobody.send("/own/again")


def test_gr_488_the_first_page_leads_to_all_there_is_to_ask_for(resident):
    page = resident.page()
    for way in ("/own/phone?", "/own/erasure?", f"/own/looks/incident/{ID}?", "/api/v1/own/archive", "/window?", "/own?place="):
        assert f'href="{way}' in page, way
    assert page.count('action="/own/correct"') == AT_ONCE
    assert "138****7412" in page


def test_gr_488_matters_of_all_services_stand_on_one_page(resident, door):
    pages = [{"items": [ACCOUNT, CASE], "next": {"service": "petition"}}, {"items": [], "next": {"service": "mediation"}},
             {"items": [CASE], "next": None}]  # fmt: skip
    door.pages = pages
    page = resident.page()
    assert page.count("<section>") == 2
    assert "place=" not in page


@pytest.mark.parametrize("kind", ["incident", "petition", "dispute", "intake"])
def test_gr_488_of_each_kind_of_matter_a_link_tells_who_looked(resident, door, kind):
    door.pages = [{"items": [ACCOUNT, CASE | {"kind": kind}], "next": None}]
    door.replies[f"{kind}_looks"] = {"items": [LOOK]}
    way = re.search(r'href="(/own/looks/[^"]*)', resident.page())[1]
    assert f"/{kind}/" in way
    assert "2026-03-01" in resident.page(way)


def test_gr_488_who_stands_behind_very_much_still_has_a_light_page(resident, door):
    stood = {"kind": "support", "id": ID, "number": "SJ2", "person": None, "data": {"hear": True, "at": AT}}
    door.pages = [{"items": [ACCOUNT, *[stood] * 1000, CASE], "next": None}]
    page = resident.page()
    assert len(page.encode()) < 50_000
    assert page.count("SJ2") == AT_ONCE
    assert "SJ1" in page


@pytest.mark.parametrize("path", ["/own", "/own/phone", "/own/erasure", f"/own/looks/incident/{ID}"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_gr_488_each_page_is_light_whole_without_a_script_and_labelled(resident, path, language):
    page = resident.page(f"{path}?language={language}")
    assert len(page.encode()) < 50_000
    assert "<script" not in page
    assert "<img" not in page
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    fields = re.findall(r'<input id="([^"]*)"', page)
    assert {f'<label for="{one}">' in page for one in fields} <= {True}
    assert re.search(r'<html lang="(zh-CN|en)', page)


def test_gr_488_the_number_is_changed_on_a_page_and_what_was_done_is_told_once(resident, door):
    assert 'name="code"' in resident.send("/own/phone/code", page="/own/phone?language=en", phone="13900007412")
    page = resident.send("/own/phone", page="/own/phone?language=en", code="123456")
    assert WORDS["en"]["changed"] in page
    assert door.names == ["send_change_code", "change_phone"]
    assert door.asked[-2][1] == {"phone": "13900007412", "code": "123456"}
    assert WORDS["en"]["changed"] not in resident.page("/own/phone?language=en")


def test_gr_488_a_number_that_cannot_be_taken_stays_typed(resident, door):
    door.failure = None
    form_page = resident.page("/own/phone?language=en")
    guard = re.search(r'name="guard" value="([^"]*)"', form_page)[1]
    door.failure = Invalid("gateway.phone_malformed", pointer="/phone")
    assert resident.ask("POST", "/own/phone/code", {"guard": guard, "language": "en", "phone": "12"}).status == 303
    door.failure = None
    page = resident.page("/own/phone?language=en")
    assert 'role="alert"' in page
    assert 'value="12"' in page


def test_gr_488_what_is_wrong_is_put_right_and_what_is_left_empty_is_taken_out(resident, door):
    page = resident.send("/own/correct", name="林二", phone="")
    assert WORDS["en"]["corrected"] in page
    _, command, key = next(one for one in door.asked if one[0] == "correct_own")
    assert command == {"number": "SJ1", "name": "林二", "phone": ""}
    assert key


def test_gr_488_being_erased_is_asked_for_and_followed_also_without_an_account(resident, nobody, door):
    page = resident.send("/own/erase", page="/own/erasure?language=en", sure="1")
    assert "ABCD2345" in page
    assert ("ask_erasure", {"sure": True}) in [one[:2] for one in door.asked]
    resident.ask("GET", "/own/erasure")
    assert "ABCD2345" in resident.page("/own/erasure?language=en"), "a page loaded again asks for nothing again"
    assert door.names == ["ask_erasure"]
    page = nobody.send("/own/erasure/follow", page="/own/erasure?language=en", request=ID, code="ABCD2345")
    assert WORDS["en"]["done"] in page


def test_gr_487_a_browser_is_asked_to_say_from_which_page_a_form_is_sent(resident):
    assert resident.ask("GET", "/own").headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/own/leave", "/own/phone/code", "/own/phone", "/own/correct", "/own/erase"])
def test_gr_487_a_form_of_a_session_counts_only_from_a_page_of_that_session(resident, client, door, path):
    for guard in ({}, {"guard": "0" * 64}, {"guard": Cookies(b"k" * 32).guard("another")}):
        assert resident.ask("POST", path, {"language": "en", **guard}).status == 403
    right = re.search(r'name="guard" value="([^"]*)"', resident.page())[1]
    assert resident.ask("POST", path, {"guard": right}, HTTP_SEC_FETCH_SITE="cross-site").status == 403
    assert resident.ask("POST", path, {"guard": right}, HTTP_ORIGIN="https://other.example").status == 403
    assert Browser(client).ask("POST", path, {"guard": right}).status == 401
    assert door.names == []


@pytest.mark.parametrize("path", ["code", "enter", "again", "erasure/follow", "receipt", "receipt/correct", "receipt/erase"])
def test_gr_487_nobodys_forms_come_from_no_page_of_another_site_so_that_it_has_nobody_texted(nobody, door, path):
    nobody.page()
    fields = {"phone": "13800007412", "code": "123456", "request": ID, "language": "en"}
    for headers in ({"HTTP_ORIGIN": "https://elsewhere.example"}, {"HTTP_SEC_FETCH_SITE": "cross-site"}, {"HTTP_ORIGIN": "null"}):
        assert nobody.ask("POST", f"/own/{path}", fields, **headers).status == 403
    assert not door.names


def test_gr_488_a_browser_that_keeps_no_cookies_is_told_so_before_anything_is_sent(nobody, door):
    got = nobody.ask("POST", "/own/code", {"phone": "13800007412", "language": "en"})
    assert got.status == 400
    assert WORDS["en"]["cookies"] in got.body.decode()
    assert not door.names


PROOF = {"number": "RX1", "code": "ABCD2345"}


@pytest.fixture
def holder(nobody, door):
    """Who has shown number and code of a receipt."""
    door.replies |= {"progress": {"id": ID, "matter": None}, "looks_by_code": {"items": [LOOK]}, "ask_erasure_by_code": ASKED}
    page = nobody.send("/own/receipt", page="/own/receipt?language=en", **PROOF)
    assert "2026-03-01" in page
    assert "<script" not in page
    return nobody


def test_gr_488_who_holds_a_receipt_alone_corrects_without_being_shown_what_stands_there(holder, door):
    page = holder.send("/own/receipt/correct", page="/own/receipt?language=en", phone="13800007413")
    assert WORDS["en"]["corrected"] in page
    assert "13800007413" not in page
    _, command, key = next(one for one in door.asked if one[0] == "correct_by_code")
    assert command == {**PROOF, "phone": "13800007413"}
    assert key


@pytest.mark.parametrize("named", ["/phone", "/reporter/phone"])
def test_gr_488_a_number_that_cannot_be_one_is_told_in_words_of_the_field(holder, door, named):
    form = "/own/receipt/correct"
    door.failure = Invalid("wire.wrong_form", pointer=named)
    got = holder.ask("POST", form, {"language": "en", "key": KEY, "phone": "12"})
    door.failure = None
    assert got.status == 303
    assert "11 digits" in holder.page("/own/receipt?language=en")


def test_gr_488_who_holds_a_receipt_alone_asks_to_be_erased_only_when_sure(holder, door):
    wrong = holder.send("/own/receipt/erase", page="/own/receipt?language=en")
    assert 'role="alert"' in wrong
    assert "ask_erasure_by_code" not in door.names
    assert ID in holder.send("/own/receipt/erase", page="/own/receipt?language=en", sure="1")
    holder.send("/own/again", page="/own/erasure?language=en")
    assert ID not in holder.page("/own/erasure?language=en")
    assert [command for act, command, _ in door.asked if act == "ask_erasure_by_code"] == [PROOF]


def test_gr_488_what_went_on_from_the_window_is_asked_where_it_is_now(nobody, door):
    now = {"number": "SJ1", "code": "WXYZ2345"}
    door.replies |= {"progress": {"id": ID, "matter": now}, "looks_by_code": {"items": []}}
    assert "SJ1" in nobody.send("/own/receipt", page="/own/receipt?language=en", **PROOF)
    assert ("looks_by_code", now) in [(act, command) for act, command, _ in door.asked]


def test_gr_488_who_ends_it_or_has_lost_the_matter_types_number_and_code_anew(holder, door):
    door.failure = Invalid("number.malformed")
    assert holder.ask("GET", "/own/receipt?language=en").status == 422
    door.failure = None
    assert "RX1" not in holder.page("/own/receipt?language=en")
    holder.send("/own/receipt", page="/own/receipt?language=en", **PROOF)
    holder.send("/own/again", page="/own/receipt?language=en")
    assert "RX1" not in holder.page("/own/receipt?language=en")


def test_staff_who_come_by_are_told_that_it_is_not_theirs(client, door):
    officer = Browser(client, "officer")
    assert WORDS["en"]["staff"] in officer.page()
    assert officer.ask("GET", "/own/phone").status == 403
    assert door.asked == []


def test_what_goes_wrong_below_is_a_page(client):
    got = client("GET", "/own/nothing", role="")
    assert (got.status, got.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_both_languages_have_the_same_words_and_each_is_said():
    assert WORDS["zh"].keys() == WORDS["en"].keys()
