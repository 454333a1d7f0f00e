"""The public keys a provider signs with, found by their id."""

from __future__ import annotations

from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from services.gateway.oidc.held import Held

RSA_BITS = 2048
MOST_KEYS = 50
Document = dict[str, Any]


class Keys:
    """Keys of one provider. held: its JWKS document."""

    def __init__(self, held: Held[Document]) -> None:
        self._held = held

    def find(self, kid: str | None, kind: str, algorithm: str) -> Any:
        """Give the key, or None. A key id that nobody knows here is asked for once: keys are changed by their owner.

        kind: RSA, EC or OKP. A token without a key id is good where only one key can be meant.

        :raises Unavailable: gateway.oidc_unavailable, when no keys were ever had
        """
        found = _chosen(self._held.get(), kid, kind, algorithm)
        return found if found is not None else _chosen(self._held.get(anew=True), kid, kind, algorithm)


def _chosen(document: Document, kid: str | None, kind: str, algorithm: str) -> Any:
    fitting = [one for one in document["keys"][:MOST_KEYS] if _fits(one, kid, kind, algorithm)]
    return _read(fitting[0], algorithm) if len(fitting) == 1 else None


def _fits(one: Any, kid: str | None, kind: str, algorithm: str) -> bool:
    return (
        isinstance(one, dict)
        and one.get("kty") == kind
        and one.get("use", "sig") == "sig"
        and one.get("alg", algorithm) == algorithm
        and (kid is None or one.get("kid") == kid)
    )


def _read(one: Document, algorithm: str) -> Any:
    try:
        key = jwt.PyJWK(one, algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    return None if isinstance(key, RSAPublicKey) and key.key_size < RSA_BITS else key
