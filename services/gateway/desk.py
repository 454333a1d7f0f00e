"""What the front door does itself: signing out, telling who one is, and handing out its document."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kernel import audit, logs, number
from kernel.call import Call
from kernel.db import Database
from kernel.errors import Denied
from kernel.seal import Sealer
from services.gateway import account, store
from services.gateway.http.answer import Answer
from services.gateway.http.visit import Visit
from services.gateway.page import Pages
from services.gateway.revocation import Revoked
from services.gateway.session.opening import Opening
from services.gateway.token import Bearer

Act = Callable[[Visit, dict[str, Any]], dict[str, Any] | Answer]
Remote = Callable[[str, str, dict[str, Any], Call], dict[str, Any]]
HOLDERS = {"SJ": "grid", "XF": "petition", "RX": "petition", "TJ": "mediation"}
SHOWN = {"SJ": "incident", "XF": "petition", "RX": "intake", "TJ": "dispute"}
log = logs.get(__name__)


class Desk:
    """The acts of the service `gateway`, by name in `acts`."""

    def __init__(
        self,
        *,
        db: Database,
        sealer: Sealer,
        revoked: Revoked,
        opening: Opening,
        pages: Pages,
        remote: Remote,
    ):
        self._db = db
        self._sealer = sealer
        self._revoked = revoked
        self._opening = opening
        self._remote = remote
        self.acts: dict[str, Act] = {
            "sign_out": self.sign_out,
            "me": self.me,
            "progress": self.progress,
            "document": pages.document,
            "page": pages.page,
            "asset": pages.asset,
            "sign_in_page": pages.sign_in_page,
            "sign_in_asset": pages.sign_in_asset,
        }

    def sign_out(self, visit: Visit, command: dict[str, Any]) -> dict[str, Any]:
        """Revoke the token of this request, and take its cookie back."""
        bearer = _signed_in(visit)
        with self._db.transaction() as tx:
            self._opening.end(tx, bearer.actor.id, only=bearer.id)
            self._revoked.add(tx, bearer.id, bearer.expires_at)
            audit.append(tx, visit.call(None), act="sign_out", kind="token", subject=bearer.id, version=2, detail={})
            tx.after_commit(lambda: self._opening.cookies.end(visit))
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
        found = self._remote(HOLDERS[kind], "progress", command, visit.call(None))
        visit.shows(SHOWN[kind], [found["id"]])
        return found


def _signed_in(visit: Visit) -> Bearer:
    if visit.bearer is None:
        raise Denied("gateway.token_missing")
    return visit.bearer
