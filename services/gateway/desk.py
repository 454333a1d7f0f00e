"""What the front door does itself: signing in and out, telling who one is, and handing out its document."""
from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from kernel import audit, logs, metrics, number, outbox
from kernel.call import Call
from kernel.db import Database
from kernel.decision import Event
from kernel.errors import Denied
from kernel.seal import Sealer
from services.gateway import account, store
from services.gateway.http.answer import Answer
from services.gateway.http.quota import Quotas
from services.gateway.http.visit import Visit
from services.gateway.page import Pages
from services.gateway.revocation import Revoked
from services.gateway.token import Bearer, Signer

Act = Callable[[Visit, dict[str, Any]], dict[str, Any] | Answer]
Remote = Callable[[str, str, dict[str, Any], Call], dict[str, Any]]
HOLDERS = {"SJ": "grid", "XF": "petition", "TJ": "mediation"}
log = logs.get(__name__)


class Desk:
    """The acts of the service `gateway`, by name in `acts`."""

    def __init__(
        self,
        *,
        db: Database,
        sealer: Sealer,
        signer: Signer,
        revoked: Revoked,
        quotas: Quotas,
        pages: Pages,
        remote: Remote,
    ):
        self._db = db
        self._sealer = sealer
        self._signer = signer
        self._revoked = revoked
        self._quotas = quotas
        self._remote = remote
        self.acts: dict[str, Act] = {
            "sign_in": self.sign_in,
            "sign_out": self.sign_out,
            "me": self.me,
            "progress": self.progress,
            "document": pages.document,
            "page": pages.page,
            "asset": pages.asset,
        }

    def sign_in(self, visit: Visit, command: dict[str, Any]) -> dict[str, Any]:
        """Give a token for login and password.

        :raises Denied: gateway.sign_in_refused, the same whether login or password is wrong or the account disabled
        :raises Invalid: gateway.account_locked
        """
        login = command["login"].strip()
        self._quotas.refuse_locked(login=login, address=visit.address)
        found = store.find_account(self._db, login=login)
        if not account.opens(found, command["password"]):
            self._quotas.count_failure(login=login, address=visit.address)
            metrics.SIGN_IN_REFUSED.inc()
            log.warning("sign_in_refused", account=found.id if found else None)
            raise Denied("gateway.sign_in_refused")
        assert found is not None  # nothing opens without an account
        token, bearer = self._signer.issue(found.actor, found.language)
        self._take_down(visit, bearer)
        log.info("signed_in", account=found.id, role=found.role)
        return _token(token, bearer)

    def sign_out(self, visit: Visit, command: dict[str, Any]) -> dict[str, Any]:
        """Revoke the token of this request."""
        bearer = _signed_in(visit)
        with self._db.transaction() as tx:
            self._revoked.add(tx, bearer.id, bearer.expires_at)
            audit.append(tx, visit.call(None), act="sign_out", kind="token", subject=bearer.id, version=2, detail={})
        log.info("signed_out", account=bearer.actor.id)
        return {}

    def me(self, visit: Visit, command: dict[str, Any]) -> dict[str, Any]:
        """Give the account of this request.

        :raises Denied: gateway.token_invalid, when the account is gone or disabled
        """
        found = store.account_of(self._db, id=_signed_in(visit).actor.id)
        if found is None or found.disabled:
            raise Denied("gateway.token_invalid")
        return {
            "id": found.id,
            "login": found.login,
            "name": self._sealer.open(found.name, account.name_context(found.id)),
            "role": found.role,
            "unit": found.unit,
            "area": found.area,
            "language": found.language,
        }

    def progress(self, visit: Visit, command: dict[str, Any]) -> dict[str, Any]:
        """Ask the service that the number's kind names; the code stays in the body, out of addresses and logs.

        :raises Invalid: number.malformed, number.check_wrong, number.kind_unknown
        """
        kind = number.parse(command["number"], kinds=tuple(HOLDERS)).kind
        return self._remote(HOLDERS[kind], "progress", command, visit.call(None))

    def _take_down(self, visit: Visit, bearer: Bearer) -> None:
        """Write who signed in, and tell it. The token is the record: two sign-ins of one account never wait for each other."""
        visit.bearer = bearer
        call, actor = visit.call(None), bearer.actor
        told = {"party": self._sealer.alias(actor.id), "role": actor.role, "unit": actor.unit}
        with self._db.transaction() as tx:
            audit.append(tx, call, act="sign_in", kind="token", subject=bearer.id, version=1, detail={})
            outbox.append(tx, call, (Event("gateway.signed_in", bearer.id, told),))


def _signed_in(visit: Visit) -> Bearer:
    if visit.bearer is None:
        raise Denied("gateway.token_missing")
    return visit.bearer


def _token(token: str, bearer: Bearer) -> dict[str, Any]:
    return {
        "token": token,
        "token_type": "Bearer",
        "expires_at": datetime.fromtimestamp(bearer.expires_at, UTC).isoformat(),
        "account": bearer.actor.id,
        "role": bearer.actor.role,
    }
