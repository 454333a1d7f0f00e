"""Changing the telephone an account is opened by."""

from __future__ import annotations

from collections.abc import Callable

from kernel import audit, clock, logs, outbox
from kernel.call import Call
from kernel.db import Database, Tx
from kernel.errors import Conflict, Failure
from kernel.seal import Sealer
from services.gateway.credential import telling
from services.gateway.http.visit import Visit
from services.gateway.phone import rule, store
from services.gateway.phone.codes import Codes, Given, Remote, phone_context
from services.gateway.phone.desk import part
from services.gateway.session.desk import signed_in
from services.gateway.session.opening import Opening

log = logs.get(__name__)


class Changing:
    """Acts of the service `gateway` by which residents put their number right, by name in `acts`. remote: calls a service.

    Rule GR-448, 《个人信息保护法》 art. 46 and design: the new number proves itself by a code that is good for this account
    alone; the old one opens it no more and is told so, all other sessions end.
    """

    def __init__(self, *, db: Database, sealer: Sealer, opening: Opening, codes: Codes, remote: Remote):
        self._db, self._sealer, self._opening, self._codes, self._remote = db, sealer, opening, codes, remote
        self.acts: dict[str, Callable[[Visit, Given], Given]] = {
            "send_change_code": self.send,
            "change_phone": self.change,
        }

    def send(self, visit: Visit, command: Given) -> Given:
        """Send a code to the number that is to open the own account from now on.

        :raises Conflict: gateway.phone_unset, for an account that is opened otherwise
        :raises Invalid, Unavailable: as `Codes.send`
        """
        holder = signed_in(visit).actor.id
        if store.sealed_of(self._db, holder) is None:
            raise Conflict("gateway.phone_unset")
        return self._codes.send(visit, command["phone"], holder=holder)

    def change(self, visit: Visit, command: Given) -> Given:
        """Let another number open the own account, and give how many other sessions have ended.

        Who has proven the number is told that it opens an account already, and nothing of that account.

        :raises Conflict: gateway.phone_unset, gateway.phone_not_possible
        :raises Denied: gateway.code_refused, gateway.token_invalid
        :raises Invalid: gateway.phone_malformed, gateway.account_locked
        """
        phone, holder = rule.number(command["phone"]), signed_in(visit).actor.id
        fit = self._codes.tried(visit, phone, command["code"], holder=holder)
        with self._db.transaction() as tx:
            store.use(tx, fit)
            old = self._freed(tx, visit.call(None), holder, phone)
            sealed = self._sealer.seal(phone, phone_context(holder))
            version = store.change(tx, holder)
            store.keep(tx, holder, phone=self._codes.index(phone), sealed=sealed, at=clock.now())
            ended = self._opening.end(tx, holder, but=signed_in(visit).id)
            self._write(tx, visit, version, ended)
        log.info("phone_changed", account=holder, sessions=ended)
        if old != phone:
            self._tell(visit, old)
        return {"ended": ended}

    def _freed(self, tx: Tx, call: Call, holder: str, phone: str) -> str:
        """Make sure that nobody else has the number, and give the one before."""
        own, other = store.lock_both(tx, holder, self._codes.indexes(phone), call.now)
        if own is None:
            raise Conflict("gateway.phone_unset")
        if other is not None:
            other_holder, fresh = other
            if fresh:
                raise Conflict("gateway.phone_not_possible")
            part(tx, self._opening, call, other_holder)
        return self._sealer.open(own, phone_context(holder))

    def _write(self, tx: Tx, visit: Visit, version: int, ended: int) -> None:
        call, holder = visit.call(None), signed_in(visit).actor.id
        detail = {"sessions": ended}
        audit.append(tx, call, act="change_phone", kind="account", subject=holder, version=version, detail=detail)
        outbox.append(tx, call, telling.told(self._sealer, holder, "phone"))

    def _tell(self, visit: Visit, old: str) -> None:
        """Tell the number before: if its holder did not want it, they have no other way to hear of it."""
        try:
            self._remote("notify", "text_left", {"phone": old, "language": visit.language}, visit.call(None))
        except Failure as failure:
            log.warning("phone_left_untold", account=visit.actor.id, code=failure.code)
