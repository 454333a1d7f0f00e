"""What a deployment says of one OpenID Connect provider, and how its claims become a place in the district."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from services.gateway.http.route import ROLES

# algorithm -> type of key it works with; keyed hashes and `none` are not here, so no configuration can let them in
FAMILIES = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "RSA"),
    **dict.fromkeys(("ES256", "ES384", "ES512"), "EC"),
    "EdDSA": "OKP",
}
AUTHENTICATIONS = ("client_secret_basic", "client_secret_post", "none")
ANY, SAME = "*", "="
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a mapping: where `claim` has `value`, the account gets the fields that are not ''.

    value: ANY for whatever it has. unit, area: SAME for the value itself; a role is always named.
    """

    claim: str
    value: str
    role: str = ""
    unit: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class Factor:
    """What tells that a second factor was used: any of `amr`, or `acr` being one of these."""

    amr: frozenset[str] = frozenset()
    acr: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider. id: of our addresses. issuer: exactly as its tokens say. roles: those it may give at most.

    secret: '' for a public client, kept by PKCE alone. names: language -> what people call it. rows: the first that fits
    decides, for role, unit and area each. name: claim of a person's name. ca: file of certificates, '' for the system's.
    factor: None where the provider has none to show, and the front door asks for its own.
    """

    id: str
    issuer: str
    client: str
    secret: str
    authentication: str
    names: Mapping[str, str]
    roles: tuple[str, ...]
    rows: tuple[Row, ...]
    scopes: tuple[str, ...] = ("openid", "profile")
    algorithms: tuple[str, ...] = ("RS256",)
    name: str = "name"
    ca: str = ""
    factor: Factor | None = None

    def __post_init__(self) -> None:
        """Refuse what could let in more than was meant.

        :raises ValueError: naming the provider and what is wrong with it
        """
        for problem in _problems(self):
            raise ValueError(f"provider {self.id}: {problem}")


def guarded(address: str) -> bool:
    """Tell whether an address is https, or of this very machine, where nobody listens in."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))


def _problems(provider: Provider) -> list[str]:
    return [text for wrong, text in _checks(provider) if wrong]


def _checks(provider: Provider) -> tuple[tuple[Any, str], ...]:
    return (
        (not guarded(provider.issuer), "the issuer must be https"),
        (set(provider.algorithms) - FAMILIES.keys() or not provider.algorithms, f"algorithms are some of {', '.join(FAMILIES)}"),
        (provider.authentication not in AUTHENTICATIONS, f"auth is one of {', '.join(AUTHENTICATIONS)}"),
        ((provider.authentication == "none") == bool(provider.secret), "a secret goes with client_secret_basic or _post"),
        ("openid" not in provider.scopes, "scopes must hold openid"),
        (set(provider.roles) - set(ROLES) or not provider.roles, f"roles are some of {', '.join(ROLES)}"),
        ({row.role for row in provider.rows} - {"", *provider.roles}, "its mapping gives a role that `roles` does not name"),
        (any(row.role == SAME for row in provider.rows), "a role is never taken from a claim as it is"),
        (provider.factor is not None and not provider.factor.amr | provider.factor.acr, "second_factor names amr or acr"),
        (set(provider.names) != {"zh", "en"}, "names are given in zh and en"),
    )
