"""Signed tokens: who signed in, as what, for how long; checked without asking anybody."""
from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass

import jwt
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kernel import clock
from kernel.call import Actor
from kernel.errors import Denied

HOURS, HOURS_MOST = 8, 24  # that a session lasts, whatever is done in it, where a house does not say otherwise
REMEMBERED = 20_000
CLAIMS = ("iss", "sub", "role", "area", "language", "jti", "iat", "exp")  # unit may be null, which PyJWT calls missing


@dataclass(frozen=True, slots=True)
class Bearer:
    """A verified token. issued_at, expires_at: epoch seconds. id: the token's own id, by which it is revoked.

    scopes: acts an API client may call; None for a person, whose role says it. per_minute: its quota, None likewise.
    factor: a second factor was shown.
    """

    actor: Actor
    language: str
    id: str
    issued_at: int
    expires_at: int
    scopes: tuple[str, ...] | None = None
    per_minute: int | None = None
    factor: bool = False


class Signer:
    """Issues and verifies the tokens of one district.

    pem: Ed25519 private key. issuer: district code; a token of another district is refused even under the same key.
    hours: 1 to HOURS_MOST, that a token is good for. Rule GR-445, design; source: OWASP ASVS 4.0.3, 3.3.2.

    :raises ValueError: at the start, for hours out of bounds or a key of another kind
    """

    def __init__(self, pem: str, issuer: str, *, hours: int = HOURS):
        if not 1 <= hours <= HOURS_MOST:
            raise ValueError(f"LINLI_SESSION_HOURS is {hours}: want 1 to {HOURS_MOST}")
        self._hours = hours
        key = serialization.load_pem_private_key(pem.encode(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("LINLI_TOKEN_KEY is not an Ed25519 private key")
        self._key = key
        self._public = key.public_key()
        self._issuer = issuer
        self.kid = _fingerprint(self._public.public_bytes_raw())
        self._verified: OrderedDict[str, Bearer] = OrderedDict()

    def issue(self, actor: Actor, language: str, *, factor: bool = False) -> tuple[str, Bearer]:
        """Give a token good for so many hours, and what it says. factor: a second factor was shown."""
        made_at = int(time.time())
        bearer = Bearer(actor, language, clock.new_id(), made_at, made_at + self._hours * 3600, factor=factor)
        claims = {
            "iss": self._issuer,
            "sub": actor.id,
            "role": actor.role,
            "unit": actor.unit,
            "area": actor.area,
            "language": language,
            "jti": bearer.id,
            "iat": bearer.issued_at,
            "exp": bearer.expires_at,
            "factor": factor,
        }
        return jwt.encode(claims, self._key, algorithm="EdDSA", headers={"kid": self.kid}), bearer

    def verify(self, token: str) -> Bearer:
        """Give what a token says. A signature is checked once and remembered until the token ends.

        :raises Denied: gateway.token_invalid
        """
        bearer = self._verified.get(token)
        if bearer is None:
            bearer = self._check(token)
            self._remember(token, bearer)
        elif bearer.expires_at <= time.time():
            raise Denied("gateway.token_invalid")
        return bearer

    def derive(self, purpose: str) -> bytes:
        """Give a 32-byte key for another purpose, the same in every process that holds the token key."""
        secret = self._key.private_bytes_raw()
        return HKDF(hashes.SHA256(), 32, salt=None, info=f"linli/{purpose}".encode()).derive(secret)

    def _check(self, token: str) -> Bearer:
        try:
            claims = jwt.decode(
                token,
                self._public,
                algorithms=["EdDSA"],
                issuer=self._issuer,
                options={"require": list(CLAIMS)},
            )
        except jwt.InvalidTokenError:
            raise Denied("gateway.token_invalid") from None
        actor = Actor(id=claims["sub"], role=claims["role"], unit=claims["unit"], area=claims["area"])
        factor = claims.get("factor") is True  # tokens of a release before say nothing of it
        return Bearer(actor, claims["language"], claims["jti"], claims["iat"], claims["exp"], factor=factor)

    def _remember(self, token: str, bearer: Bearer) -> None:
        self._verified[token] = bearer
        if len(self._verified) > REMEMBERED:
            self._verified.popitem(last=False)


def _fingerprint(raw: bytes) -> str:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(raw)
    return digest.finalize()[:8].hex()
