"""Signing out at a provider as well, and hearing from one that somebody has."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs

from kernel import audit, clock, logs
from kernel.db import Database, Tx
from kernel.errors import Denied, Failure, Invalid
from kernel.seal import Sealer
from services.gateway.http import body
from services.gateway.http.visit import Visit
from services.gateway.oidc import store, token
from services.gateway.oidc.holder import SID, SUBJECT, indexes
from services.gateway.oidc.known import Directory
from services.gateway.session.opening import Opening

Given = dict[str, Any]
SignOut = Callable[[Visit, Given], Given]
KEPT = timedelta(seconds=token.OLD_SECONDS + token.LEEWAY_SECONDS)
log = logs.get(__name__)


class Leaving:
    """Acts of the service `gateway` by which sessions that came by a provider end. sign_out: of the session that asks."""

    def __init__(self, *, db: Database, sealer: Sealer, opening: Opening, directory: Directory, sign_out: SignOut):
        self._db, self._sealer, self._opening = db, sealer, opening
        self._directory, self._sign_out = directory, sign_out
        self.acts: dict[str, Callable[[Visit, Given], Given]] = {"leave_oidc": self.leave, "hear_oidc_logout": self.hear}

    def leave(self, visit: Visit, command: Given) -> Given:
        """End the session here, whatever the provider does, and give where to end it there."""
        if visit.bearer is None:
            raise Denied("gateway.token_missing")
        with self._db.transaction() as tx:
            provider = store.provider_of(tx, visit.bearer.id)
        self._sign_out(visit, {})
        return {"location": self._location(provider)}

    def hear(self, visit: Visit, command: Given) -> Given:
        """End the sessions that a provider says are over; telling it twice changes nothing.

        :raises Missing: gateway.oidc_provider_unknown
        :raises Invalid: gateway.oidc_logout_refused
        :raises Unavailable: gateway.oidc_unavailable
        """
        known, at = self._directory.get(command["provider"]), clock.now()
        claims = token.logout(known.provider, _sent(visit), find=known.keys.find, now=at.timestamp())
        with self._db.transaction() as tx:
            if store.use(tx, f"{known.provider.issuer}|{claims['jti']}", ends_at=at + KEPT):
                ended = self._end(tx, visit, known.provider.issuer, claims)
                log.info("oidc_logout_heard", provider=known.provider.id, sessions=ended)
        return {}

    def _end(self, tx: Tx, visit: Visit, issuer: str, claims: Given) -> int:
        subjects, sids = (self._indexes(claims.get(name), field) for name, field in (("sub", SUBJECT), ("sid", SID)))
        found = store.sessions(tx, issuer=issuer, subjects=subjects, sids=sids)
        for session, holder in found:
            self._opening.end(tx, holder, only=session)
            call = visit.call(None).system()
            audit.append(tx, call, act="end_session", kind="token", subject=session, version=2, detail={"by": "provider"})
        return len(found)

    def _indexes(self, value: object, field: str) -> list[str]:
        return indexes(self._sealer, value, field) if isinstance(value, str) else []

    def _location(self, provider: str | None) -> str | None:
        if provider is None:
            return None
        try:
            return self._directory.get(provider).leaving(f"{self._directory.base}/sign-in")
        except Failure as failure:  # it is away, or known no more: that is no reason to stay signed in here
            log.warning("oidc_provider_away", provider=provider, code=failure.code)
            return None


def _sent(visit: Visit) -> str:
    """Give the logout token of a form.

    :raises Invalid: gateway.oidc_logout_refused, and what body.read says
    """
    try:
        found = parse_qs(body.read(visit.environ).decode("ascii"), max_num_fields=10).get("logout_token", [])
    except ValueError:
        found = []
    if len(found) != 1:
        raise Invalid("gateway.oidc_logout_refused")
    return found[0]
