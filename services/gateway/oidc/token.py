"""Whether a token of a provider is genuine, meant for us, for this very sign-in, and still good."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any

import jwt

from kernel.errors import Denied, Invalid
from services.gateway.oidc.provider import FAMILIES, Provider

LEEWAY_SECONDS = 60
OLD_SECONDS = 600
MOST_BYTES = 32 * 1024
LOGGED_OUT = "http://schemas.openid.net/event/backchannel-logout"
# key id (None when the token names none) and type of key -> public key; None where there is none
Find = Callable[[str | None, str, str], Any]
Claims = dict[str, Any]


def identity(provider: Provider, token: object, *, nonce: str, find: Find) -> Claims:
    """Give the claims of an ID token.

    Rule IN-62, OpenID Connect Core 1.0 section 3.1.3.7: signature, issuer, audience, authorised party, end and nonce.

    :raises Denied: gateway.oidc_token_refused
    """
    claims = _proven(provider, token, find, ("exp", "iat", "iss", "sub", "aud"))
    if not _ours(provider, claims) or not _same(claims.get("nonce"), nonce):
        raise Denied("gateway.oidc_token_refused")
    return claims


def logout(provider: Provider, token: object, *, find: Find, now: float) -> Claims:
    """Give the claims of a logout token: it names who, or which session, is out, and can never pass for an ID token.

    now: epoch seconds. One that was made longer than OLD_SECONDS ago is refused, for it need not say when it ends.

    Rule IN-63, OpenID Connect Back-Channel Logout 1.0 section 2.6.

    :raises Invalid: gateway.oidc_logout_refused
    """
    try:
        claims = _proven(provider, token, find, ("iat", "iss", "aud", "jti"))
    except Denied:
        raise Invalid("gateway.oidc_logout_refused") from None
    events = claims.get("events")
    named = any(isinstance(claims.get(name), str) for name in ("sub", "sid"))
    if not (isinstance(events, dict) and LOGGED_OUT in events and named and isinstance(claims["jti"], str)):
        raise Invalid("gateway.oidc_logout_refused")
    if "nonce" in claims or claims["iat"] < now - OLD_SECONDS:
        raise Invalid("gateway.oidc_logout_refused")
    return claims


def _proven(provider: Provider, token: object, find: Find, required: tuple[str, ...]) -> Claims:
    if not isinstance(token, str) or len(token) > MOST_BYTES:
        raise Denied("gateway.oidc_token_refused")
    try:
        algorithm, kid = _head(token)
        if algorithm not in provider.algorithms:
            raise Denied("gateway.oidc_token_refused")
        key = find(kid, FAMILIES[algorithm], algorithm)
        if key is None:
            raise Denied("gateway.oidc_token_refused")
        claims: Claims = jwt.decode(
            token, key, algorithms=[algorithm], audience=provider.client, issuer=provider.issuer, leeway=LEEWAY_SECONDS,
            options={"require": list(required)},
        )  # fmt: skip
    except jwt.PyJWTError:
        raise Denied("gateway.oidc_token_refused") from None
    return claims


def _head(token: str) -> tuple[str, str | None]:
    head = jwt.get_unverified_header(token)
    kid = head.get("kid")
    return str(head.get("alg")), kid if isinstance(kid, str) else None


def _ours(provider: Provider, claims: Claims) -> bool:
    """Tell whether we are the party the token was made for; among several audiences it must say so."""
    audience, party = claims["aud"], claims.get("azp")
    if isinstance(audience, list) and len(audience) > 1 and party is None:
        return False
    return party is None or bool(party == provider.client)


def _same(given: object, wanted: str) -> bool:
    return isinstance(given, str) and hmac.compare_digest(given.encode(), wanted.encode())
