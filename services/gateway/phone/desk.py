"""Signing in by a code sent to a telephone: the way in of residents, who need no password for it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from kernel import audit, clock, logs
from kernel.call import Call
from kernel.db import Database, Tx
from kernel.errors import Denied
from kernel.seal import Sealer
from services.gateway import account as local
from services.gateway import store as accounts
from services.gateway.account import Account, name_context
from services.gateway.http.visit import Visit
from services.gateway.phone import rule, store
from services.gateway.phone.codes import Codes, Given, phone_context
from services.gateway.session.opening import Opening
from services.gateway.session.store import BEARER

log = logs.get(__name__)


class Calling:
    """Acts of the service `gateway` by which residents sign in by telephone, by name in `acts`."""

    def __init__(self, *, db: Database, sealer: Sealer, opening: Opening, codes: Codes):
        self._db, self._sealer, self._opening, self._codes = db, sealer, opening, codes
        self.acts: dict[str, Callable[[Visit, Given], Given]] = {"send_code": self.send, "sign_in_by_code": self.sign_in}

    def send(self, visit: Visit, command: Given) -> Given:
        """Send a code to a number.

        :raises Invalid, Unavailable: as `Codes.send`
        """
        return self._codes.send(visit, command["phone"])

    def sign_in(self, visit: Visit, command: Given) -> Given:
        """Open a session for the code that came; the account is made when its number first comes.

        :raises Invalid: gateway.phone_malformed, gateway.account_locked
        :raises Denied: gateway.code_refused, gateway.sign_in_refused
        """
        phone, now = rule.number(command["phone"]), clock.now()
        fit = self._codes.tried(visit, phone, command["code"])
        with self._db.transaction() as tx:
            store.use(tx, fit)
            found = self._admitted(tx, visit.call(None), phone, now)
            sealed = self._sealer.seal(phone, phone_context(found.id))
            store.keep(tx, found.id, phone=self._codes.index(phone), sealed=sealed, at=now)
            kind = command.get("kind", BEARER)
            reply = self._opening.open(tx, visit, found.actor, language=found.language, factor=False, kind=kind)
        log.info("signed_in", account=found.id, role=found.role)
        return reply

    def _admitted(self, tx: Tx, call: Call, phone: str, now: datetime) -> Account:
        known = store.holder(tx, self._codes.indexes(phone), now)
        if known is None:
            return self._made(tx, call)
        holder, fresh = known
        if not fresh:
            part(tx, self._opening, call, holder)
            return self._made(tx, call)
        found = accounts.account_of(tx, id=holder)
        # a telephone proves a resident; what staff may do asks for more, whatever an account has become since
        if found is None or found.disabled or found.role != "resident":
            raise Denied("gateway.sign_in_refused")
        return found

    def _made(self, tx: Tx, call: Call) -> Account:
        id = clock.new_id()
        hashed = local.hashed(secrets.token_urlsafe(32))  # nobody has it: a number alone opens this account
        name = self._sealer.seal("", name_context(id))
        made = Account(
            id=id,
            login=f"phone.{id}",
            password_hash=hashed,
            role="resident",
            unit=None,
            area="",
            language=call.language,
            name=name,
        )
        accounts.add_account(tx, made)
        audit.append(tx, call.system(), act="open_account", kind="account", subject=id, version=1, detail={"role": made.role})
        tx.flush()
        return made


def part(tx: Tx, opening: Opening, call: Call, holder: str) -> None:
    """Close the account of who had a number before: who comes with it now sees nothing of them."""
    store.part(tx, holder)
    opening.end(tx, holder)
    audit.append(tx, call.system(), act="part_phone", kind="account", subject=holder, version=2, detail={})
