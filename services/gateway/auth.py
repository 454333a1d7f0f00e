"""Who is at the door, and whether this row lets them in."""
from __future__ import annotations

import time
from typing import Any

from kernel.errors import Denied
from services.gateway.client import key
from services.gateway.client.known import Clients
from services.gateway.client.quota import Headers
from services.gateway.http.route import CLIENT, Route
from services.gateway.http.visit import Visit
from services.gateway.revocation import Revoked
from services.gateway.session import cookie
from services.gateway.session.known import Sessions
from services.gateway.session.opening import Opening
from services.gateway.standing import Standing
from services.gateway.token import Bearer, Signer

ENROL = "/api/v1/me/second-factor"
READ, SIGN = "/api/v1/confidentiality", "/api/v1/confidentiality/sign"
BOUND_BY_NOTHING = ("resident", CLIENT)  # speaks of the own matters only


class Gate:
    """Reads tokens, of a header or of a page's cookie, and compares roles with the row's."""

    def __init__(
        self,
        signer: Signer,
        revoked: Revoked,
        standing: Standing,
        clients: Clients | None = None,
        *,
        sessions: Sessions | None = None,
        opening: Opening | None = None,
    ):
        self._clients = clients
        self._sessions, self._opening = sessions, opening
        self._signer = signer
        self._revoked = revoked
        self._standing = standing

    def bearer(self, environ: dict[str, Any], *, address: str) -> Bearer | None:
        """Give who the token says is calling, or None without a token.

        :raises Denied: gateway.token_invalid, also for a token that was revoked, or whose account is changed or gone;
            gateway.client_key_refused
        """
        header = environ.get("HTTP_AUTHORIZATION")
        if header is None:
            return None
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            raise Denied("gateway.token_invalid")
        if self._clients is not None and key.looks(token.strip()):
            return self._clients.bearer(token.strip(), address=address)
        return self._told(token.strip())

    def paged(self, visit: Visit) -> Bearer | None:
        """Give who the page's cookie says is calling; nobody where it is no longer good, so that public pages stay open.

        Another site's page may send the cookie along, and cannot send the header that goes with it. Of a form without a
        script the act looks at what the form carries instead.

        :raises Denied: gateway.csrf_refused
        """
        token = self._opening.cookies.token(visit) if self._opening else None
        if token is None or self._opening is None or (visit.route is not None and visit.route.nobody):
            return None
        try:
            bearer = self._told(token)
        except Denied:
            return None
        if visit.route is not None and visit.route.slip:
            cookie.refuse_foreign(visit)
        else:
            self._opening.cookies.check(visit, bearer.id)
        return bearer

    def counted(self, bearer: Bearer | None, headers: Headers) -> None:
        """Count the call of an API client, and add what is left of its quota to the headers of the answer.

        :raises Invalid: gateway.too_many_requests
        """
        if self._clients is not None and bearer is not None:
            self._clients.count(bearer, headers)

    def proven(self, route: Route, bearer: Bearer | None) -> None:
        """Let staff through who have shown a second factor, where the house wants one.

        :raises Denied: gateway.second_factor_wanted, fact enrol (where to)
        """
        if bearer is None or route.unsigned or bearer.factor or bearer.scopes is not None or self._opening is None:
            return
        if self._opening.wants(bearer.actor.role):
            raise Denied("gateway.second_factor_wanted", enrol=ENROL)

    def still(self, bearer: Bearer) -> bool:
        """Tell whether a session that was let in still is good; to be asked about is no use of it."""
        if bearer.expires_at <= time.time() or bearer.id in self._revoked or not self._standing.holds(bearer):
            return False
        return self._sessions is None or self._sessions.waits(bearer)

    def _told(self, token: str) -> Bearer:
        bearer = self._signer.verify(token)
        if bearer.id in self._revoked or not self._standing.holds(bearer):
            raise Denied("gateway.token_invalid")
        if self._sessions is not None and not self._sessions.alive(bearer):
            raise Denied("gateway.token_invalid")
        return bearer

    def pledged(self, route: Route, bearer: Bearer | None) -> None:
        """Let staff through who have signed the pledge of confidentiality in force; asked of memory.

        :raises Denied: gateway.confidentiality_unsigned, facts read, sign (where to)
        """
        if bearer is None or route.unsigned or bearer.actor.role in BOUND_BY_NOTHING:
            return
        if not self._standing.signed(bearer.actor.id):
            raise Denied("gateway.confidentiality_unsigned", read=READ, sign=SIGN)


def admit(route: Route, bearer: Bearer | None) -> None:
    """Let the caller through to the row, or refuse.

    Rule GR-188: an API client does what its scopes name and nothing else, also where anybody else may.

    :raises Denied: gateway.token_missing, gateway.role_refused (facts role), gateway.scope_missing (facts scope)
    """
    if route.roles is not None:
        if bearer is None:
            raise Denied("gateway.token_missing")
        if bearer.actor.role not in route.roles:
            raise Denied("gateway.role_refused", role=bearer.actor.role)
    scope = route.scope or route.act
    # what anybody may read a client may, too; what it makes or does is said by its scopes alone
    asked = route.roles is not None or route.keyed
    if asked and bearer is not None and bearer.scopes is not None and scope not in bearer.scopes:
        raise Denied("gateway.scope_missing", scope=scope)
