"""A token says who signed in; nobody else can make one, and it ends."""
from __future__ import annotations

import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from kernel.call import Actor
from kernel.errors import Denied
from services.gateway import token as tokens
from services.gateway.token import Signer

WHO = Actor(id="a1", role="officer", unit="water", area="210203001000")


def refused(signer, token):
    with pytest.raises(Denied) as failure:
        signer.verify(token)
    return failure.value.code == "gateway.token_invalid"


def forged(key, algorithm="EdDSA", **changes):
    claims = {
        "iss": "210203",
        "sub": "a1",
        "role": "leader",
        "unit": None,
        "area": "",
        "language": "zh",
        "jti": "j",
        "iat": int(time.time()),
        "exp": int(time.time()) + 60,
        **changes,
    }
    return jwt.encode({name: value for name, value in claims.items() if value != "gone"}, key, algorithm=algorithm)


def test_what_was_issued_is_read_back(signer):
    token, bearer = signer.issue(WHO, "en")
    again = Signer(signer._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(), "210203")
    assert again.verify(token) == bearer == signer.verify(token)
    assert (bearer.actor, bearer.language) == (WHO, "en")
    assert jwt.get_unverified_header(token)["kid"] == signer.kid


def test_another_key_another_district_and_no_signature_are_refused(signer, pem):
    assert refused(signer, forged(Ed25519PrivateKey.generate()))
    assert refused(Signer(pem, "210204"), signer.issue(WHO, "zh")[0])
    assert refused(signer, forged("", algorithm="none"))
    assert refused(signer, forged("x" * 32, algorithm="HS256"))
    assert refused(signer, "a.b.c")


@pytest.mark.parametrize("claim", ["sub", "role", "area", "jti", "exp", "iss"])
def test_a_token_lacking_a_claim_is_refused(signer, claim):
    assert refused(signer, forged(signer._key, **{claim: "gone"}))


def test_a_token_ends_even_when_it_was_seen_before(signer, monkeypatch):
    token, bearer = signer.issue(WHO, "zh")
    assert signer.verify(token) == bearer
    monkeypatch.setattr(tokens.time, "time", lambda: float(bearer.expires_at))
    assert refused(signer, token)


def test_memory_of_seen_tokens_is_bounded(signer, monkeypatch):
    monkeypatch.setattr(tokens, "REMEMBERED", 3)
    for _ in range(5):
        signer.verify(signer.issue(WHO, "zh")[0])
    assert len(signer._verified) == 3


def test_keys_for_other_purposes_differ_and_stay(signer, pem):
    assert signer.derive("cursor") == Signer(pem, "210203").derive("cursor") != signer.derive("other")


def test_a_key_of_another_kind_stops_the_start():
    pem = generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with pytest.raises(ValueError, match="Ed25519"):
        Signer(pem, "210203")


@pytest.mark.parametrize("hours", [1, 24])
def test_gr_445_a_house_says_how_long_a_session_lasts(pem, hours):
    _, bearer = Signer(pem, "210203", hours=hours).issue(WHO, "zh")
    assert bearer.expires_at - bearer.issued_at == hours * 3600


@pytest.mark.parametrize("hours", [0, 25])
def test_gr_445_hours_out_of_bounds_stop_the_start(pem, hours):
    with pytest.raises(ValueError, match="LINLI_SESSION_HOURS"):
        Signer(pem, "210203", hours=hours)
