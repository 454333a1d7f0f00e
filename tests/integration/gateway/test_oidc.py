"""Signing in by a real provider: a process of its own, its consent form, its keys, and a browser that goes there and back."""

from __future__ import annotations

import threading
import time

import pytest
import requests

from kernel.keyring import read_keys
from kernel.run import container
from kernel.seal import Sealer
from kernel.settings import Settings
from services.gateway.account import name_context
from services.gateway.oidc import held, remote
from services.gateway.oidc.holder import subject_context, subject_index
from services.gateway.oidc.token import LOGGED_OUT
from services.gateway.service import Service
from services.gateway.session.cookie import NAME
from services.gateway.standing import REFRESH_SECONDS
from tests.integration.gateway import forge
from tests.integration.gateway.journey import RESIDENTS, SETTING, STAFF, WHO, Browser, Provider, query, title
from tests.integration.messaging.peer import until
from tools.child import free_port


@pytest.fixture
def provider(tmp_path):
    (tmp_path / "provider").mkdir()
    made = Provider(tmp_path / "provider")
    made.start()
    yield made
    made.stop()


@pytest.fixture
def base(provider, tmp_path, settings, monkeypatch):
    """The address of a front door that knows the provider twice: for staff and for residents."""
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    client, secret = provider.register(*(f"{here}/sign-in/oidc/{id}/callback" for id in ("staff", "residents")))
    (tmp_path / "oidc.toml").write_text(SETTING.format(base=here, issuer=provider.issuer, client=client))
    for name, text in (("staff.csv", STAFF), ("residents.csv", RESIDENTS), ("secret", f"{secret}\n")):
        (tmp_path / name).write_text(text)
    monkeypatch.setenv("LINLI_OIDC", str(tmp_path / "oidc.toml"))
    monkeypatch.setenv("LINLI_HTTP_PORT", str(port))
    monkeypatch.setenv("LINLI_SECOND_FACTOR", "staff")
    # how long a provider may take is not what is tried here, and this machine may be busy
    monkeypatch.setattr(remote, "ONE_SECONDS", 15.0)
    monkeypatch.setattr(remote, "WHOLE_SECONDS", 15.0)
    provider.client = client
    return here


@pytest.fixture
def door(base):
    """A front door that runs, started after its settings were written."""
    running = container(Service, Settings.read())
    running.start()
    yield base
    running.stop()


@pytest.fixture
def browser(door):
    return Browser(door)


def rows(database_of, sql):
    return database_of("gateway").all(sql)


def accounts(database_of):
    return rows(database_of, "SELECT role, unit, area, login, version FROM account WHERE login LIKE 'staff.%' ORDER BY login")


def logout_token(provider, *, drop=(), **claims):
    at = int(time.time())
    full = {
        "iss": provider.issuer, "aud": provider.client, "iat": at, "jti": f"j{time.time_ns()}", "exp": at + 120,
        "events": {LOGGED_OUT: {}}, "sid": WHO["sid"], **claims,
    }  # fmt: skip
    return forge.forged({name: value for name, value in full.items() if name not in drop}, provider.pem, None)


def tell(door, token):
    return requests.post(f"{door}/sign-in/oidc/staff/back-channel", {"logout_token": token}, timeout=60)


def test_somebody_signs_in_by_the_consent_form_and_is_who_the_claims_say(browser, provider, database_of, seal_keys):
    provider.knows("w1")
    there = browser.set_out(to="/map")
    sent = query(there)
    assert sent["code_challenge_method"] == "S256"
    assert sent["redirect_uri"] == f"{browser.base}/sign-in/oidc/staff/callback"
    assert len({sent["state"], sent["nonce"], sent["code_challenge"]}) == 3
    got = browser.come_back(browser.consent(there, "w1"))
    assert (got.status_code, title(got)) == (200, "Signed in")
    assert '<meta http-equiv="refresh" content="0;url=/map">' in got.text
    assert NAME in browser.cookies
    assert not [one for one in browser.cookies if one.startswith("linli-oidc")]
    me = browser.me().json()
    assert (me["role"], me["unit"], me["area"], me["name"]) == ("grid_worker", "centre", "210203001000", "Walker One")
    [(id, blob)] = rows(database_of, "SELECT id::text, name FROM account WHERE login LIKE 'staff.%'")
    assert Sealer(read_keys(seal_keys)).open(bytes(blob), name_context(id)) == "Walker One"
    [(holder, subject, sealed)] = rows(database_of, "SELECT holder::text, subject, sealed FROM oidc_identity")
    sealer = Sealer(read_keys(seal_keys))
    assert (holder, subject) == (id, subject_index(sealer, "w1"))
    assert sealer.open(bytes(sealed), subject_context(id)) == "w1"
    assert rows(database_of, "SELECT kind, factor FROM session") == [("cookie", True)]


def test_nothing_of_a_sign_in_at_a_provider_stands_in_a_log_or_a_table(browser, provider, database_of, tmp_path, capfd):
    provider.knows("w1")
    there = browser.set_out()
    back = browser.consent(there, "w1")
    assert [browser.come_back(back).status_code for _ in range(2)] == [200, 403]
    sent, came = query(there), query(back)
    secret = (tmp_path / "secret").read_text().strip()
    planted = [sent["state"], sent["nonce"], came["code"], browser.session.cookies.get(NAME), secret]
    listed = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT LIKE '%yoyo%'"
    kept = "".join(str(rows(database_of, f'SELECT t::text FROM "{table}" AS t')) for (table,) in rows(database_of, listed))
    told = "".join(capfd.readouterr())
    assert "signed_in" in told
    assert not [one for one in (*planted, "Walker One") if one in told]
    # what came back once is kept as such until it would have ended: a state opens nothing without its cookie
    assert not [one for one in (*planted[1:], "Walker One") if one in kept]


def test_who_comes_again_has_the_same_account_level_with_the_claims_of_now(door, provider, database_of):
    provider.knows("w1")
    first, again = Browser(door), Browser(door)
    first.sign_in("w1")
    provider.knows("w1", roles=["desk"], area_code="210203000000")
    assert again.sign_in("w1").status_code == 200
    [(role, _, area, _, version)] = accounts(database_of)
    assert (role, area, version) == ("dispatcher", "210203000000", 2)
    until(lambda: first.me().status_code == 401, REFRESH_SECONDS * 15)
    assert again.me().json()["role"] == "dispatcher"
    acts = "SELECT body::json->>'act' FROM audit WHERE body::json->>'kind' = 'account' ORDER BY seq"
    assert rows(database_of, acts) == [("open_account",), ("change_account",)]


def test_two_sign_ins_of_one_newcomer_at_once_make_one_account(door, provider, database_of):
    provider.knows("w1")
    browsers = [Browser(door) for _ in range(4)]
    ways = [one.consent(one.set_out(), "w1") for one in browsers]
    got = []
    work = [
        threading.Thread(target=lambda who=who, way=way: got.append(who.come_back(way).status_code))
        for who, way in zip(browsers, ways, strict=True)
    ]
    for step in (threading.Thread.start, threading.Thread.join):
        for one in work:
            step(one)
    assert got == [200] * 4
    assert len(accounts(database_of)) == 1


def test_in_65_two_subjects_never_share_an_account_whatever_else_they_share(door, provider, database_of):
    provider.knows("w1")
    provider.knows("w2")
    assert [Browser(door).sign_in(sub).status_code for sub in ("w1", "w2")] == [200, 200]
    assert len(accounts(database_of)) == 2


def test_a_disabled_account_stays_out_though_the_provider_lets_it_in(door, provider, database_of):
    provider.knows("w1")
    Browser(door).sign_in("w1")
    rows(database_of, "UPDATE account SET disabled = true WHERE login LIKE 'staff.%'")
    browser = Browser(door)
    got = browser.sign_in("w1")
    assert (got.status_code, title(got)) == (403, "The account is disabled")
    assert browser.me().status_code == 401


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"roles": ["somebody"]}, "Your account has no place here yet"),
        ({"roles": []}, "Your account has no place here yet"),
        ({"area_code": "310101001000"}, "Your account has no place here yet"),
        ({"area_code": "2102"}, "Your account has no place here yet"),
        ({"amr": ["pwd"]}, "A second factor is needed"),
        ({"amr": None, "acr": "low"}, "A second factor is needed"),
    ],
)
def test_in_60_who_has_no_row_or_no_second_factor_is_told_so_and_stays_out(browser, provider, database_of, claims, said):
    provider.knows("w1", **claims)
    got = browser.sign_in("w1")
    assert (got.status_code, title(got)) == (403, said)
    assert got.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert browser.me().status_code == 401
    assert accounts(database_of) == []


def test_a_high_assurance_counts_as_a_second_factor(browser, provider):
    provider.knows("w1", amr=["pwd"], acr="high")
    assert browser.sign_in("w1").status_code == 200


def test_a_resident_comes_by_another_provider_and_can_never_be_staff_there(browser, provider):
    provider.knows("r1", roles=["desk"], amr=["pwd"])
    assert browser.sign_in("r1", "residents").status_code == 200
    assert (browser.me().json()["role"], browser.me().json()["area"]) == ("resident", "")


FORGERIES = (
    {"how": "none"}, {"how": "HS256"}, {"how": "stranger"}, {"claims": {"aud": "somebody-else"}},
    {"claims": {"azp": "somebody-else"}}, {"claims": {"iss": "http://127.0.0.1:1"}}, {"claims": {"nonce": "of another sign-in"}},
    {"claims": {"exp": 1}}, {"drop": ["nonce"]}, {"drop": ["exp"]}, {"drop": ["sub"]}, {"drop": ["aud"]},
    {"claims": {"sub": 7}}, {"claims": {"sub": ""}},
)  # fmt: skip


def test_in_62_a_token_that_is_not_genuine_ours_or_of_now_lets_nobody_in(door, provider, database_of):
    provider.knows("w1")
    for how in (*FORGERIES, {"claims": {"aud": [provider.client, "somebody-else"]}}):
        provider.forge(**how)
        browser = Browser(door)
        got = browser.sign_in("w1")
        assert (got.status_code, title(got)) == (403, "Who you are could not be verified"), how
        assert browser.me().status_code == 401
    assert accounts(database_of) == []


def test_several_audiences_are_good_where_the_token_says_it_is_for_us(browser, provider):
    provider.knows("w1")
    provider.forge(claims={"aud": [provider.client, "another"], "azp": provider.client})
    assert browser.sign_in("w1").status_code == 200


def test_a_changed_key_is_fetched_once_and_not_again_for_ids_nobody_knows(door, provider, monkeypatch):
    monkeypatch.setattr(held, "PAUSE_SECONDS", 0.0)
    provider.knows("w1")
    assert Browser(door).sign_in("w1").status_code == 200
    assert Browser(door).sign_in("w1").status_code == 200
    assert provider.asked("/jwks") == 1
    provider.rotate()
    assert Browser(door).sign_in("w1").status_code == 200
    assert provider.asked("/jwks") == 2
    monkeypatch.setattr(held, "PAUSE_SECONDS", 3600.0)
    provider.rotate()
    assert [Browser(door).sign_in("w1").status_code for _ in range(3)] == [403] * 3
    assert provider.asked("/jwks") == 2


def test_a_provider_that_is_away_is_said_to_be_and_keys_that_are_had_go_on(door, provider):
    provider.knows("w1")
    browser = Browser(door)
    assert browser.sign_in("w1").status_code == 200
    way = browser.consent(browser.set_out(), "w1")
    provider.stop()
    got = browser.come_back(way)
    assert (got.status_code, title(got)) == (503, "The sign-in provider does not answer")
    assert browser.me().status_code == 200, "who is signed in stays so"
    assert tell(door, logout_token(provider)).status_code == 204, "its keys are still good"


def test_a_provider_that_was_never_reached_is_said_to_be_away(door, provider):
    provider.stop()
    got = Browser(door).get("/sign-in/oidc/staff")
    assert (got.status_code, title(got)) == (503, "The sign-in provider does not answer")


def test_in_64_another_browser_cannot_end_what_one_began(door, provider):
    provider.knows("w1")
    mine, theirs = Browser(door), Browser(door)
    way = mine.consent(mine.set_out(), "w1")
    theirs.set_out()
    got = theirs.come_back(way)
    assert (got.status_code, title(got)) == (403, "Begin signing in again")
    assert theirs.me().status_code == 401
    assert mine.come_back(way).status_code == 200, "and it took nothing away"


def test_a_sign_in_comes_back_once(door, provider):
    provider.knows("w1")
    browser = Browser(door)
    there = browser.set_out()
    carried = requests.cookies.merge_cookies(requests.cookies.RequestsCookieJar(), browser.session.cookies)
    way = browser.consent(there, "w1")
    assert browser.come_back(way).status_code == 200
    again = Browser(door)
    again.session.cookies = carried
    got = again.come_back(way)
    assert (got.status_code, title(got)) == (403, "Begin signing in again")


def test_an_answer_of_another_provider_is_refused_before_its_code_goes_anywhere(browser, provider):
    provider.knows("w1")
    way = browser.consent(browser.set_out(), "w1")
    for other in (way.replace("/staff/", "/residents/"), f"{way}&iss=http://127.0.0.1:1"):
        assert title(browser.come_back(other)) == "Begin signing in again"
    assert provider.asked("/oauth2/token") == 0


def test_a_code_without_its_verifier_is_nothing_to_the_provider(browser, provider):
    provider.knows("w1")
    mine, other = browser.set_out(), browser.set_out()
    stolen = query(browser.consent(mine, "w1"))["code"]
    back = browser.consent(other, "w1")
    got = browser.come_back(back.replace(query(back)["code"], stolen))
    assert (got.status_code, title(got)) == (403, "The sign-in was not confirmed")


def test_who_says_no_at_the_provider_is_told_and_nothing_is_asked(browser, provider):
    there = browser.set_out()
    got = browser.session.post(there, {"action": "deny"}, allow_redirects=False, timeout=60)
    assert title(browser.come_back(got.headers["Location"] + f"&state={query(there)['state']}")) == "Signing in was not completed"
    assert provider.asked("/oauth2/token") == 0


def test_nobody_is_sent_to_another_site(browser):
    for to in ("https://evil.example/", "//evil.example", "/\\evil.example", "/a\r\nb: c", "javascript:1", "evil"):
        got = browser.session.get(f"{browser.base}/sign-in/oidc/staff", params={"to": to}, allow_redirects=False, timeout=60)
        assert got.status_code == 422, to


def test_a_provider_nobody_has_set_up_is_not_there(browser):
    assert title(browser.get("/sign-in/oidc/other")) == "No such provider"
    browser.language = "zh"
    assert title(browser.get("/sign-in/oidc/other")) == "没有这个统一身份认证"


def test_providers_are_listed_for_the_page(browser):
    items = browser.get("/api/v1/sign-in/providers").json()["items"]
    assert items[0] == {"id": "staff", "name": "District sign-on", "path": "/sign-in/oidc/staff"}
    assert [one["id"] for one in items] == ["staff", "residents"]


def test_who_leaves_is_out_here_and_told_where_to_leave_there(browser, provider):
    provider.knows("w1")
    browser.sign_in("w1")
    guard = next(one.value for one in browser.session.cookies if one.name.endswith("guard"))
    leave = f"{browser.base}/api/v1/sessions/current/provider"
    assert browser.session.delete(leave, timeout=60).status_code == 403, "no page of ours has sent it"
    got = browser.session.delete(leave, headers={"X-CSRF-Token": guard}, timeout=60)
    location = got.json()["location"]
    assert location.startswith(f"{provider.issuer}/oauth2/end_session?")
    assert query(location) == {"client_id": provider.client, "post_logout_redirect_uri": f"{browser.base}/sign-in"}
    assert browser.me().status_code == 401
    form = browser.get(location)
    assert form.status_code == 200
    assert f"{browser.base}/sign-in" in form.text


@pytest.mark.parametrize("by", [{}, {"drop": ["sid"], "sub": "w1"}, {"sub": "w1"}], ids=["session", "subject", "both"])
def test_a_provider_ends_sessions_by_itself_and_of_nobody_else(door, provider, by):
    provider.knows("w1")
    provider.knows("w2", sid="there-2")
    one, other = Browser(door), Browser(door)
    assert [one.sign_in("w1").status_code, other.sign_in("w2").status_code] == [200, 200]
    token = logout_token(provider, **by)
    assert tell(door, token).status_code == 204
    assert [one.me().status_code, other.me().status_code] == [401, 200]
    assert tell(door, token).status_code == 204, "told twice"


NO_NOTICES = (
    {"events": {}}, {"nonce": "n"}, {"aud": "somebody"}, {"iss": "http://127.0.0.1:1"}, {"drop": ["jti"]}, {"iat": 1},
    {"drop": ["sid"]}, {"exp": 1},
)  # fmt: skip


def test_in_63_a_notice_that_is_none_ends_nothing(browser, provider):
    provider.knows("w1")
    browser.sign_in("w1")
    for wrong in NO_NOTICES:
        got = tell(browser.base, logout_token(provider, **wrong))
        assert (got.status_code, got.json()["code"]) == (400, "gateway.oidc_logout_refused"), wrong
    assert browser.me().status_code == 200


def test_an_id_token_is_no_notice_and_nothing_else_is(browser, provider):
    at = int(time.time())
    claims = {"iss": provider.issuer, "aud": provider.client, "sub": "w1", "iat": at, "exp": at + 60, "jti": "j"}
    forgeries = [forge.forged(claims, provider.pem, how) for how in (None, "none", "HS256", "stranger")]
    for token in (*forgeries, "a.b.c", ""):
        assert tell(browser.base, token).status_code == 400
