"""Providers as this process knows them: configuration, what each says of itself, and its keys, both kept for a while."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from kernel.errors import Missing, Unavailable
from services.gateway.oidc.held import Held
from services.gateway.oidc.keys import Keys
from services.gateway.oidc.provider import Provider, guarded
from services.gateway.oidc.setting import Providers

if TYPE_CHECKING:
    from services.gateway.oidc.remote import Remote

ABOUT_SECONDS, KEYS_SECONDS = 3600.0, 600.0
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Known:
    """One provider, and how to ask it."""

    provider: Provider
    remote: Remote
    about: Held[Document]
    keys: Keys

    def endpoint(self, name: str) -> str:
        """Give an address the provider says of itself.

        :raises Unavailable: gateway.oidc_unavailable
        """
        address: str = self.about.get()[name]
        return address

    def leaving(self, back: str) -> str | None:
        """Give where to end the session at the provider too, or None. back: where it should send people then.

        No token goes along: it would put who somebody is into an address. The provider may ask them once more instead.
        """
        address = self.about.get().get("end_session_endpoint")
        if not isinstance(address, str) or not guarded(address):
            return None
        return with_query(address, {"client_id": self.provider.client, "post_logout_redirect_uri": back})


class Directory:
    """All providers of this process by id."""

    def __init__(self, providers: Providers) -> None:
        self.base = providers.base
        self._known = {id: _known(one) for id, one in providers.by_id.items()}

    def get(self, id: str) -> Known:
        """Give one provider.

        :raises Missing: gateway.oidc_provider_unknown
        """
        if id not in self._known:
            raise Missing("gateway.oidc_provider_unknown")
        return self._known[id]

    def all(self) -> list[Provider]:
        """Give the configuration of all of them, in the order of the file."""
        return [one.provider for one in self._known.values()]


def with_query(address: str, fields: dict[str, str]) -> str:
    """Give an address with more fields in its query."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode(fields)}"


def _known(provider: Provider) -> Known:
    # only for a district that has a provider: others need no client of HTTP in their gateway
    from services.gateway.oidc.remote import Remote

    remote = Remote(provider)
    about = Held(lambda: _about(provider, remote), fresh_seconds=ABOUT_SECONDS, label=provider.id)
    keys = Held(lambda: _keys(about, remote), fresh_seconds=KEYS_SECONDS, label=provider.id)
    return Known(provider, remote, about, Keys(keys))


def _about(provider: Provider, remote: Remote) -> Document:
    """Read what the provider says of itself. Rule: OpenID Connect Discovery 1.0 section 4.3, the issuer must be itself."""
    document = remote.get(f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    addresses = [document.get(name) for name in NEEDED]
    if document.get("issuer") != provider.issuer or not all(isinstance(one, str) and guarded(one) for one in addresses):
        raise Unavailable("gateway.oidc_unavailable")
    return document


def _keys(about: Held[Document], remote: Remote) -> Document:
    document = remote.get(about.get()["jwks_uri"])
    if not isinstance(document.get("keys"), list):
        raise Unavailable("gateway.oidc_unavailable")
    return document
