"""Keys and tokens as a provider makes them, and as somebody would make them who wants to be let in."""

from __future__ import annotations

import base64
import hashlib
import hmac

import jwt
import orjson
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

ALGORITHM = "RS256"


def fresh_key():
    """Give a private key as PEM."""
    made = generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def kid_of(pem):
    return hashlib.sha256(pem).hexdigest()[:16]


def public_of(pem):
    return load_pem_private_key(pem, password=None).public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def forged(claims, pem, how):
    """Give a token as somebody would make it who wants to be let in."""
    head = {"kid": kid_of(pem)}
    if how == "stranger":
        return jwt.encode(claims, load_pem_private_key(fresh_key(), password=None), ALGORITHM, headers=head)
    if how is None:
        return jwt.encode(claims, load_pem_private_key(pem, password=None), ALGORITHM, headers=head)
    parts = [_coded(orjson.dumps({"alg": how, "typ": "JWT", **head})), _coded(orjson.dumps(claims))]
    signed = hmac.digest(public_of(pem), ".".join(parts).encode(), hashlib.sha256) if how == "HS256" else b""
    return ".".join([*parts, _coded(signed)])


def _coded(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
