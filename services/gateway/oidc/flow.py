"""One sign-in on its way to a provider and back: what proves that who comes back is the browser that went."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from kernel.errors import Denied
from kernel.seal import Sealer, Unopenable
from services.gateway.oidc.provider import Provider

SECONDS = 600
STATE_SIGNS = 43
COOKIE = "linli-oidc"


@dataclass(frozen=True, slots=True)
class Flow:
    """What is kept, sealed, in the browser meanwhile. ends_at: epoch seconds. to: path to go on to."""

    provider: str
    state: str
    nonce: str
    verifier: str
    to: str
    ends_at: int

    @property
    def cookie(self) -> str:
        """Give the name of the cookie: one for each sign-in, so that two windows do not disturb one another."""
        return cookie_of(self.state)


def begun(provider: str, to: str, *, now: float) -> Flow:
    """Give a fresh sign-in. now: epoch seconds."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Flow(provider, state, nonce, verifier, to, int(now) + SECONDS)


def challenge(verifier: str) -> str:
    """Give the S256 challenge of a verifier. Source: RFC 7636 section 4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def request(flow: Flow, provider: Provider, *, back: str, language: str) -> dict[str, str]:
    """Give the fields of the authorization request. back: our callback, of this provider alone."""
    return {
        "response_type": "code",
        "client_id": provider.client,
        "redirect_uri": back,
        "scope": " ".join(provider.scopes),
        "state": flow.state,
        "nonce": flow.nonce,
        "code_challenge": challenge(flow.verifier),
        "code_challenge_method": "S256",
        "ui_locales": {"zh": "zh-CN", "en": "en"}[language],
    }


def cookie_of(state: str) -> str:
    """Give the name of the cookie of a state."""
    return f"{COOKIE}-{hashlib.sha256(state.encode()).hexdigest()[:12]}"


def sealed(flow: Flow, sealer: Sealer) -> str:
    """Give a flow as the value of its cookie."""
    blob = sealer.seal(orjson.dumps(asdict(flow)).decode(), flow.cookie)
    return base64.urlsafe_b64encode(blob).rstrip(b"=").decode()


def returned(value: str | None, answer: Mapping[str, Any], sealer: Sealer, *, provider: str, now: float) -> Flow:
    """Give the flow that an answer belongs to. value: of the cookie.

    Rule IN-64, RFC 9700 section 4.7 and 4.4: only the browser that began it may end it, at the provider it began with.

    :raises Denied: gateway.oidc_flow_unknown
    """
    state = answer.get("state")
    if not value or not isinstance(state, str) or len(state) != STATE_SIGNS:
        raise Denied("gateway.oidc_flow_unknown")
    try:
        blob = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
        flow = Flow(**orjson.loads(sealer.open(blob, cookie_of(state))))
    except (ValueError, Unopenable):
        raise Denied("gateway.oidc_flow_unknown") from None
    if not hmac.compare_digest(flow.state.encode(), state.encode()) or flow.provider != provider or flow.ends_at <= now:
        raise Denied("gateway.oidc_flow_unknown")
    return flow


def code_of(answer: Mapping[str, Any], about: Mapping[str, Any]) -> str:
    """Give the code of an answer. about: what the provider says of itself.

    Rule IN-64, RFC 9207 section 2.4: an answer that another provider gave is refused before its code goes anywhere.

    :raises Denied: gateway.oidc_flow_unknown; gateway.oidc_declined, when the provider or the person has said no
    """
    promised = about.get("authorization_response_iss_parameter_supported") is True
    if ("iss" in answer or promised) and answer.get("iss") != about["issuer"]:
        raise Denied("gateway.oidc_flow_unknown")
    code = answer.get("code")
    if "error" in answer or not isinstance(code, str) or not 0 < len(code) <= 4096:
        raise Denied("gateway.oidc_declined")
    return code
