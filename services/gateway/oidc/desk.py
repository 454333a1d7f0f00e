"""Signing in by a provider, and out again: the acts of the front door on the way there and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from kernel import clock, logs, metrics
from kernel.db import Database, Tx
from kernel.errors import Denied, Failure
from kernel.seal import Sealer
from kernel.wire import load
from services.gateway.http.answer import Answer
from services.gateway.http.visit import Visit
from services.gateway.oidc import cookie, flow, mapping, page, schemas, store, token
from services.gateway.oidc.flow import Flow
from services.gateway.oidc.holder import SID, Comer, admitted, indexes
from services.gateway.oidc.known import Directory, Known, with_query
from services.gateway.session.opening import Opening
from services.gateway.session.store import COOKIE

Given = dict[str, Any]
SUBJECT_MOST = 255
log = logs.get(__name__)


class Arriving:
    """Acts of the service `gateway` by which somebody comes from a provider, by name in `acts`.

    district: 6 digits. phone: codes go out by telephone as well.
    """

    def __init__(
        self, *, db: Database, sealer: Sealer, opening: Opening, directory: Directory, district: str, phone: bool
    ):
        self._db, self._sealer, self._opening = db, sealer, opening
        self._directory, self._district, self._phone = directory, district, phone
        self.acts: dict[str, Callable[[Visit, Given], Given | Answer]] = {
            "list_sign_in_providers": self.list,
            "begin_oidc": self.begin,
            "return_oidc": self.return_,
        }

    def list(self, visit: Visit, command: Given) -> Given:
        """Give the providers one may sign in by, and whether one may by telephone."""
        found = self._directory.all()
        items = [{"id": one.id, "name": one.names[visit.language], "path": _path(one.id)} for one in found]
        return {"items": items, "phone": self._phone}

    def begin(self, visit: Visit, command: Given) -> Answer:
        """Send a browser to a provider, with a cookie by which it is known again; a page of plain words when that fails."""
        return self._shown(visit, command, self._begin)

    def return_(self, visit: Visit, command: Given) -> Answer:
        """Let somebody in who comes back from a provider; a page of plain words when that fails."""
        return self._shown(visit, command, self._return)

    def _shown(self, visit: Visit, command: Given, act: Callable[[Visit, Given], Answer]) -> Answer:
        try:
            return act(visit, command)
        except Failure as failure:
            metrics.SIGN_IN_REFUSED.inc()
            known = command["provider"] if any(one.id == command["provider"] for one in self._directory.all()) else None
            log.warning("oidc_refused", provider=known, code=failure.code)
            return page.refused(visit, failure)

    def _begin(self, visit: Visit, command: Given) -> Answer:
        """Give the way to the provider.

        :raises Missing: gateway.oidc_provider_unknown
        :raises Unavailable: gateway.oidc_unavailable
        """
        known, base = self._directory.get(command["provider"]), self._directory.base
        begun = flow.begun(known.provider.id, load(schemas.BeginOidc, command)["to"], now=clock.now().timestamp())
        fields = flow.request(begun, known.provider, back=self._back(known), language=visit.language)
        carried = cookie.given(visit.environ, base, begun.cookie, flow.sealed(begun, self._sealer))
        location = with_query(known.endpoint("authorization_endpoint"), fields)
        return Answer(303, b"", [("Location", location), *carried, *page.HEADERS[1:]])

    def _return(self, visit: Visit, command: Given) -> Answer:
        """Give the way on, once all has been proven.

        :raises Missing: gateway.oidc_provider_unknown
        :raises Denied: gateway.oidc_flow_unknown, gateway.oidc_declined, gateway.oidc_code_refused,
            gateway.oidc_token_refused, gateway.oidc_unmapped, gateway.oidc_second_factor, gateway.oidc_account_disabled
        :raises Unavailable: gateway.oidc_unavailable
        """
        known, now = self._directory.get(command["provider"]), clock.now().timestamp()
        name = flow.cookie_of(str(command.get("state")))
        value = cookie.read(visit.environ, self._directory.base, name)
        begun = flow.returned(value, command, self._sealer, provider=known.provider.id, now=now)
        visit.headers += cookie.ended(self._directory.base, name)
        code = flow.code_of(command, known.about.get())
        self._once(begun)
        claims = self._claims(known, begun, code)
        self._enter(visit, known, claims)
        return page.onward(visit, begun.to)

    def _once(self, begun: Flow) -> None:
        """Refuse a sign-in that came back before, here or at another replica."""
        with self._db.transaction() as tx:
            if not store.use(tx, begun.state, ends_at=datetime.fromtimestamp(begun.ends_at, UTC)):
                raise Denied("gateway.oidc_flow_unknown")

    def _claims(self, known: Known, begun: Flow, code: str) -> Given:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back(known),
            "code_verifier": begun.verifier,
        }
        answer = known.remote.exchange(known.endpoint("token_endpoint"), form)
        if answer is None:
            raise Denied("gateway.oidc_code_refused")
        return token.identity(known.provider, answer.get("id_token"), nonce=begun.nonce, find=known.keys.find)

    def _enter(self, visit: Visit, known: Known, claims: Given) -> None:
        place = mapping.placed(known.provider, claims, district=self._district)
        shown = mapping.second_factor(known.provider.factor, claims)
        if self._opening.wants(place.role) and not shown:
            raise Denied("gateway.oidc_second_factor")
        with self._db.transaction() as tx:
            found = admitted(tx, self._sealer, visit.call(None), Comer(known.provider, _subject(claims), place))
            self._opening.open(tx, visit, found.actor, language=found.language, factor=shown, kind=COOKIE, proven=True)
            self._keep(tx, visit, known, claims)
        log.info("signed_in", account=found.id, role=found.role)

    def _keep(self, tx: Tx, visit: Visit, known: Known, claims: Given) -> None:
        assert visit.bearer is not None  # the session has just been opened
        sid = claims.get("sid")
        index = indexes(self._sealer, sid, SID)[0] if isinstance(sid, str) else None
        store.keep_session(tx, visit.bearer.id, provider=known.provider.id, issuer=known.provider.issuer, sid=index)

    def _back(self, known: Known) -> str:
        """Give our callback: one for each provider, so that an answer of one never passes for another's (RFC 9700, 4.4)."""
        return f"{self._directory.base}{_path(known.provider.id)}/callback"


def _path(provider: str) -> str:
    return f"/sign-in/oidc/{provider}"


def _subject(claims: Given) -> str:
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= SUBJECT_MOST:
        raise Denied("gateway.oidc_token_refused")
    return subject
