"""Opening and ending sessions: the one way in, whoever proved who they are and how."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from kernel import audit, outbox
from kernel.call import Actor
from kernel.db import Tx
from kernel.decision import Event
from kernel.seal import Sealer
from services.gateway.http.visit import Visit
from services.gateway.revocation import Revoked
from services.gateway.session import cookie, store
from services.gateway.session.cookie import Cookies
from services.gateway.session.store import BEARER, COOKIE, Session
from services.gateway.token import Bearer, Signer

SHOWN, WANTED, NONE = FACTORS = ("shown", "wanted", "none")
STAFF, _ = POLICIES = ("staff", "none")


class Opening:
    """Opens sessions. policy: of POLICIES, who needs a second factor.

    :raises ValueError: at the start, for a word mistyped, which must not let everybody in with less
    """

    def __init__(self, *, sealer: Sealer, signer: Signer, revoked: Revoked, cookies: Cookies, policy: str):
        if policy not in POLICIES:
            raise ValueError(f"LINLI_SECOND_FACTOR is {policy!r}: want one of {', '.join(POLICIES)}")
        self._signer, self._revoked = signer, revoked
        self.sealer, self.cookies, self.policy = sealer, cookies, policy

    def open(
        self, tx: Tx, visit: Visit, actor: Actor, *, language: str, factor: bool, kind: str = BEARER, proven: bool = False
    ) -> dict[str, Any]:
        """Open a session under a token never seen before, with audit row and event, and give what its holder is told.

        The cookie goes out with the commit; the session a page had before ends. factor: a second one was shown.
        proven: the request comes over from another site, as it must, and a cookie of ours has proven who began it.

        :raises Denied: gateway.csrf_refused, when another site asks for a cookie
        :raises Invalid: gateway.cookie_unsafe
        """
        if kind == COOKIE:
            if not proven:
                cookie.refuse_foreign(visit)
            cookie.refuse_open(visit)
        token, bearer = self._signer.issue(actor, language, factor=factor)
        made, ends = (datetime.fromtimestamp(at, UTC) for at in (bearer.issued_at, bearer.expires_at))
        store.add(tx, Session(bearer.id, actor.id, kind, factor, made, made, ends))
        self._write(tx, visit, bearer)
        if kind == COOKIE:
            seconds = bearer.expires_at - bearer.issued_at
            tx.after_commit(lambda: self.cookies.give(visit, token=token, session=bearer.id, seconds=seconds))
        return self._told(token if kind == BEARER else None, bearer)

    def end(self, tx: Tx, holder: str, *, only: str | None = None, but: str | None = None) -> int:
        """End sessions of an account, in every process within seconds, and give how many. only, but: as `store.take`."""
        ended = store.take(tx, holder, only=only, but=but)
        for one in ended:
            self._revoked.add(tx, one.id, int(one.expires_at.timestamp()))
        return len(ended)

    def wants(self, role: str) -> bool:
        """Tell whether who has a role needs a second factor."""
        return self.policy == STAFF and role != "resident"

    def _write(self, tx: Tx, visit: Visit, bearer: Bearer) -> None:
        """Write who signed in, and tell it. The token is the record: two sign-ins of one account never wait for each other."""
        visit.bearer = bearer
        call, actor = visit.call(None), bearer.actor
        told = {"party": self.sealer.alias(actor.id), "role": actor.role, "unit": actor.unit}
        audit.append(tx, call, act="sign_in", kind="token", subject=bearer.id, version=1, detail={})
        outbox.append(tx, call, (Event("gateway.signed_in", bearer.id, told),))

    def _told(self, token: str | None, bearer: Bearer) -> dict[str, Any]:
        missing = WANTED if self.wants(bearer.actor.role) else NONE
        return {
            "token": token,
            "token_type": "Bearer",
            "expires_at": datetime.fromtimestamp(bearer.expires_at, UTC).isoformat(),
            "account": bearer.actor.id,
            "role": bearer.actor.role,
            "second_factor": SHOWN if bearer.factor else missing,
        }
