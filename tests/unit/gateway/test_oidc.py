"""Who may come by a provider: the configuration, the mapping, the token, the keys and the way back, without a provider."""

from __future__ import annotations

import base64
import os
import time
from dataclasses import replace

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1
from cryptography.hazmat.primitives.asymmetric.ec import generate_private_key as ec_key
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from kernel.errors import Denied, Invalid, Unavailable
from kernel.keyring import read_keys
from kernel.seal import Sealer
from services.gateway.oidc import cookie, flow, mapping, setting, token
from services.gateway.oidc.held import PAUSE_SECONDS, RETRY_SECONDS, Held
from services.gateway.oidc.keys import Keys
from services.gateway.oidc.provider import Factor, Provider, Row

ISSUER = "https://sso.example.org/realm"
ROWS = (
    Row("roles", "desk", role="dispatcher"),
    Row("roles", "walker", role="grid_worker", area="210203001000"),
    Row("realm.roles", "head", role="officer"),
    Row("org_code", "12A", unit="centre"),
    Row("org_code", "*", unit="="),
    Row("area_code", "*", area="="),
)
ONE = Provider(
    id="staff", issuer=ISSUER, client="linli", secret="s", authentication="client_secret_basic",
    names={"zh": "统一身份认证", "en": "Sign-on"}, roles=("dispatcher", "grid_worker", "officer"), rows=ROWS,
)  # fmt: skip
KEY = generate_private_key(public_exponent=65537, key_size=2048)
SEALER = Sealer(read_keys("k1:" + base64.b64encode(os.urandom(32)).decode()))


def jwk(key, **more):
    kind = jwt.algorithms.RSAAlgorithm if isinstance(key, RSAPrivateKey) else jwt.algorithms.ECAlgorithm
    return {**kind.to_jwk(key.public_key(), as_dict=True), **more}


def keys(*found):
    return Keys(Held(lambda: {"keys": list(found)}, fresh_seconds=60, label="staff"))


def signed(key=KEY, algorithm="RS256", *, kid="k1", drop=(), **claims):
    at = int(time.time())
    full = {"iss": ISSUER, "aud": "linli", "sub": "w1", "nonce": "n1", "iat": at, "exp": at + 60, **claims}
    head = {"kid": kid} if kid else {}
    return jwt.encode({name: value for name, value in full.items() if name not in drop}, key, algorithm, headers=head)


def proven(made, *, provider=ONE, found=None):
    return token.identity(provider, made, nonce="n1", find=(found or keys(jwk(KEY, kid="k1"))).find)


def placed(**claims):
    return mapping.placed(ONE, claims, district="210203")


# the mapping


def test_in_60_the_first_row_that_fits_decides_for_role_unit_and_area_each():
    found = placed(roles=["walker", "desk"], org_code="12A", area_code="210203002000", name="Walker One")
    assert (found.role, found.unit, found.area, found.name) == ("dispatcher", "centre", "210203001000", "Walker One")
    assert placed(roles="walker", org_code="w7").unit == "w7"
    assert placed(realm={"roles": ["head"]}, org_code="w7").role == "officer"


@pytest.mark.parametrize(
    ("claims", "lacking"),
    [
        ({}, "role"),
        ({"roles": ["other"]}, "role"),
        ({"roles": {"desk": True}}, "role"),
        ({"roles": ["desk"]}, "area"),
        ({"roles": ["desk"], "area_code": "310101000000"}, "area"),
        ({"roles": ["desk"], "area_code": "210203"}, "area"),
        ({"roles": ["desk"], "area_code": "２10203001000"}, "area"),
        ({"roles": ["desk"], "area_code": 210203001000}, "area"),
        ({"realm": {"roles": ["head"]}}, "unit"),
        ({"realm": {"roles": ["head"]}, "org_code": "a b"}, "unit"),
        ({"realm": "head"}, "role"),
    ],
)
def test_in_60_who_has_no_row_or_is_of_another_district_is_refused(claims, lacking):
    with pytest.raises(Denied) as failure:
        placed(**claims)
    assert (failure.value.code, failure.value.facts) == ("gateway.oidc_unmapped", {"lacking": lacking})


def test_in_61_only_a_second_factor_the_configuration_names_counts():
    factor = Factor(amr=frozenset({"otp"}), acr=frozenset({"high"}))
    assert mapping.second_factor(factor, {"amr": ["pwd", "otp"]})
    assert mapping.second_factor(factor, {"acr": "high"})
    assert not mapping.second_factor(factor, {"amr": ["pwd"], "acr": "low"})
    assert not mapping.second_factor(factor, {})
    assert not mapping.second_factor(None, {"amr": ["otp"]})


def test_a_name_is_kept_without_signs_nobody_can_print_and_no_longer_than_a_name():
    assert placed(roles=["walker"], name="A\x00\nB" + "x" * 90).name == "AB" + "x" * 62
    assert placed(roles=["walker"], name=["A"]).name == ""


# the configuration


@pytest.mark.parametrize(
    "wrong",
    [
        {"issuer": "http://sso.example.org"},
        {"algorithms": ("RS256", "HS256")},
        {"algorithms": ("none",)},
        {"algorithms": ()},
        {"scopes": ("profile",)},
        {"roles": ("dispatcher",)},
        {"roles": ("king",)},
        {"roles": ()},
        {"rows": (Row("roles", "*", role="="),)},
        {"secret": ""},
        {"authentication": "none"},
        {"authentication": "private"},
        {"factor": Factor()},
        {"names": {"en": "Sign-on"}},
    ],
    ids=str,
)
def test_a_provider_that_could_let_in_more_than_was_meant_stops_the_process(wrong):
    with pytest.raises(ValueError, match="provider staff: "):
        replace(ONE, **wrong)


GOOD = """
base = "https://linli.example.org"
[provider.staff]
issuer = "https://sso.example.org/realm"
client_id = "linli"
client_secret = "secret"
names = {zh = "统一身份认证", en = "Sign-on"}
roles = ["dispatcher"]
mapping = "staff.csv"
second_factor = {amr = ["otp"]}
"""


def written(tmp_path, text=GOOD, rows="roles,desk,dispatcher,,\n"):
    (tmp_path / "oidc.toml").write_text(text)
    (tmp_path / "staff.csv").write_text("claim,value,role,unit,area\n" + rows)
    (tmp_path / "secret").write_text("hidden\n")
    return str(tmp_path / "oidc.toml")


def test_a_file_is_read_with_its_secret_and_its_mapping_beside_it(tmp_path):
    found = setting.read(written(tmp_path))
    one = found.by_id["staff"]
    assert (found.base, one.secret, one.authentication) == ("https://linli.example.org", "hidden", "client_secret_basic")
    assert one.rows == (Row("roles", "desk", role="dispatcher"),)
    assert one.factor == Factor(amr=frozenset({"otp"}))
    assert setting.read("").by_id == {}
    public = setting.read(written(tmp_path, GOOD.replace('client_secret = "secret"\n', "")))
    assert public.by_id["staff"].authentication == "none"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (GOOD.replace("https://linli", "http://linli"), ""),
        (GOOD.replace(".org\"\n[", ".org/\"\n["), ""),
        (GOOD + 'colour = "red"\n', ""),
        (GOOD.replace('roles = ["dispatcher"]\n', ""), ""),
        (GOOD.replace("provider.staff", "provider.STAFF"), ""),
        ('port = 1\n' + GOOD, ""),
        (GOOD, "roles,,dispatcher,,\n"),
        (GOOD, "roles,desk,,,\n"),
        (GOOD, "roles,desk,operator,,\n"),
    ],
)
def test_a_file_with_a_mistake_stops_the_process_and_says_where(tmp_path, text, rows):
    with pytest.raises(ValueError):
        setting.read(written(tmp_path, text, rows or "roles,desk,dispatcher,,\n"))


# the token


def test_in_62_a_genuine_token_for_us_and_of_now_is_believed():
    assert proven(signed())["sub"] == "w1"
    assert proven(signed(aud=["linli", "other"], azp="linli"))["sub"] == "w1"
    assert proven(signed(kid=None))["sub"] == "w1", "where only one key can be meant"


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "other"}, {"aud": ["linli", "other"]}, {"azp": "other"}, {"iss": ISSUER + "/"}, {"nonce": "n2"}, {"nonce": None},
        {"exp": 1}, {"iat": int(time.time()) + 3600}, {"nbf": int(time.time()) + 3600}, {"drop": ["nonce"]}, {"drop": ["exp"]},
        {"drop": ["iat"]}, {"drop": ["sub"]}, {"drop": ["aud"]}, {"drop": ["iss"]},
    ],
    ids=str,
)  # fmt: skip
def test_in_62_a_token_with_a_wrong_claim_is_refused(claims):
    with pytest.raises(Denied, match=r"gateway\.oidc_token_refused"):
        proven(signed(**claims))


def test_in_62_a_token_of_another_key_or_kind_is_refused():
    other, small, curve = generate_private_key(65537, 2048), generate_private_key(65537, 1024), ec_key(SECP256R1())
    with pytest.warns(jwt.InsecureKeyLengthWarning):
        weak = signed(small)
    for made, found in (
        (signed(other), None),
        (signed(kid="k2"), None),
        (signed("", "none"), None),
        (signed("x" * 32, "HS256"), None),
        (signed(algorithm="RS512"), None),
        (signed(curve, "ES256"), keys(jwk(curve, kid="k1"))),
        (weak, keys(jwk(small, kid="k1"))),
        (signed(), keys(jwk(KEY, kid="k1", use="enc"))),
        (signed(), keys(jwk(KEY, kid="k1", alg="RS512"))),
        (signed(kid=None), keys(jwk(KEY, kid="k1"), jwk(other, kid="k2"))),
        (signed(), keys({"kty": "RSA", "kid": "k1", "n": "", "e": 7})),
        (signed(), keys("k1", None, {})),
        ("", None), ("a.b.c", None), (None, None), ({}, None), ("é.b.c", None), (signed(name="x" * 40_000), None),
    ):  # fmt: skip
        with pytest.raises(Denied, match=r"gateway\.oidc_token_refused"):
            proven(made, found=found)


def test_another_algorithm_is_good_where_the_configuration_names_it():
    curve = ec_key(SECP256R1())
    assert proven(signed(curve, "ES256"), provider=replace(ONE, algorithms=("ES256",)), found=keys(jwk(curve, kid="k1")))


def test_in_63_a_notice_names_an_event_and_somebody_and_is_fresh():
    at = int(time.time())
    good = {"events": {token.LOGGED_OUT: {}}, "jti": "j", "sid": "s", "drop": ["nonce", "exp"]}

    def heard(**claims):
        return token.logout(ONE, signed(**{**good, **claims}), find=keys(jwk(KEY, kid="k1")).find, now=at)

    assert heard()["sid"] == "s"
    for wrong in (
        {"drop": []}, {"events": []}, {"events": {}}, {"jti": 7}, {"iat": at - 3600}, {"drop": ["nonce", "sub", "sid"]},
        {"drop": ["nonce", "jti"]}, {"aud": "other"},
    ):  # fmt: skip
        with pytest.raises(Invalid, match=r"gateway\.oidc_logout_refused"):
            heard(**wrong)


# what a provider says, kept


class Source:
    def __init__(self):
        self.asked, self.away, self.now = 0, False, 1000.0

    def __call__(self):
        self.asked += 1
        if self.away:
            raise Unavailable("gateway.oidc_unavailable")
        return {"keys": [], "asked": self.asked}


@pytest.fixture
def source():
    return Source()


@pytest.fixture
def held(source):
    return Held(source, fresh_seconds=600, label="staff", clock=lambda: source.now)


def test_what_is_kept_is_asked_for_again_when_it_is_old(source, held):
    assert [held.get()["asked"], held.get()["asked"]] == [1, 1]
    source.now += 600
    assert held.get()["asked"] == 2


def test_something_unknown_is_asked_for_once_in_a_while_whatever_strangers_send(source, held):
    held.get()
    source.now += PAUSE_SECONDS
    assert [held.get(anew=True)["asked"] for _ in range(50)] == [2] * 50
    source.now += PAUSE_SECONDS
    assert held.get(anew=True)["asked"] == 3


def test_what_is_had_goes_on_while_the_provider_is_away(source, held):
    held.get()
    source.now, source.away = source.now + 700, True
    assert [held.get()["asked"], held.get(anew=True)["asked"]] == [1, 1]
    assert source.asked == 2, "and it is not asked at every step"


def test_what_was_never_had_is_soon_asked_for_again(source, held):
    source.away = True
    for _ in range(2):
        with pytest.raises(Unavailable):
            held.get()
    assert source.asked == 1
    source.now, source.away = source.now + RETRY_SECONDS, False
    assert held.get()["asked"] == 2


# the way there and back


def test_in_64_only_what_was_begun_here_comes_back_and_only_in_time():
    begun = flow.begun("staff", "/map", now=1000.0)
    value, answer = flow.sealed(begun, SEALER), {"state": begun.state}

    def back(**changes):
        given = {"value": value, "answer": answer, "provider": "staff", "now": 1500.0, **changes}
        return flow.returned(given["value"], given["answer"], SEALER, provider=given["provider"], now=given["now"])

    assert back() == begun
    other = flow.begun("staff", "/", now=1000.0)
    for wrong in (
        {"value": None}, {"value": ""}, {"value": "x" * 200}, {"value": "é"}, {"value": flow.sealed(other, SEALER)},
        {"answer": {}}, {"answer": {"state": other.state}}, {"answer": {"state": "s"}}, {"provider": "residents"},
        {"now": 1600.0},
    ):  # fmt: skip
        with pytest.raises(Denied, match=r"gateway\.oidc_flow_unknown"):
            back(**wrong)


def test_in_64_an_answer_says_which_provider_gave_it_where_that_was_promised():
    promised = {"issuer": ISSUER, "authorization_response_iss_parameter_supported": True}
    assert flow.code_of({"code": "c", "iss": ISSUER}, promised) == "c"
    assert flow.code_of({"code": "c"}, {"issuer": ISSUER}) == "c"
    for answer, about in (({"code": "c"}, promised), ({"code": "c", "iss": "https://other"}, {"issuer": ISSUER})):
        with pytest.raises(Denied, match=r"gateway\.oidc_flow_unknown"):
            flow.code_of(answer, about)
    for answer in ({}, {"error": "access_denied"}, {"code": "c", "error": "x"}, {"code": ""}, {"code": "c" * 5000}):
        with pytest.raises(Denied, match=r"gateway\.oidc_declined"):
            flow.code_of(answer, {"issuer": ISSUER})


def test_the_challenge_is_that_of_the_standard():
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # RFC 7636, appendix B
    assert flow.challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_cookie_is_for_this_host_over_tls_alone_and_begun_ones_do_not_pile_up():
    base = "https://linli.example.org"
    [(_, one)] = cookie.given({}, base, "linli-oidc-1", "v")
    assert one == "__Host-linli-oidc-1=v; Max-Age=600; Path=/; SameSite=Lax; HttpOnly; Secure"
    four = {"HTTP_COOKIE": "; ".join(f"__Host-linli-oidc-{n}=v" for n in range(4))}
    assert len(cookie.given(four, base, "linli-oidc-9", "v")) == 5
    assert cookie.read(four, base, "linli-oidc-3") == "v"
    assert cookie.read({"HTTP_COOKIE": "__Host-linli-oidc-3=a; __Host-linli-oidc-3=b"}, base, "linli-oidc-3") is None
