"""Signing in by a code sent to a telephone: the way in of residents, who need no password for it."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any

from kernel import audit, clock, logs, metrics
from kernel.call import Call
from kernel.db import Database, Tx
from kernel.errors import Denied, Invalid, Unavailable
from kernel.seal import Sealer
from services.gateway import account as local
from services.gateway import store as accounts
from services.gateway.account import Account, name_context
from services.gateway.http.quota import Quotas
from services.gateway.http.visit import Visit
from services.gateway.phone import rule, store
from services.gateway.session.opening import Opening
from services.gateway.session.store import BEARER

Given = dict[str, Any]
Remote = Callable[[str, str, Given, Call], Given]
log = logs.get(__name__)


class Calling:
    """Acts of the service `gateway` by which residents sign in by telephone, by name in `acts`.

    key: 32 bytes, the same in every process. on: this deployment can send texts. remote: calls a service.
    """

    def __init__(
        self, *, db: Database, sealer: Sealer, opening: Opening, quotas: Quotas, key: bytes, on: bool, remote: Remote
    ):
        self._db, self._sealer, self._opening, self._quotas = db, sealer, opening, quotas
        self._key, self._on, self._remote = key, on, remote
        self.acts: dict[str, Callable[[Visit, Given], Given]] = {"send_code": self.send, "sign_in_by_code": self.sign_in}

    def send(self, visit: Visit, command: Given) -> Given:
        """Send a code to a number. The answer is the same whether or not anybody has an account under it.

        Nothing is held open while the text goes out; where it could not, the next one need not wait.

        :raises Invalid: gateway.phone_malformed, gateway.code_sent_lately (429, facts retry_after_seconds)
        :raises Unavailable: gateway.phone_off, gateway.busy, notify.text_unsent
        """
        phone = rule.number(command["phone"])
        if not self._on:
            raise Unavailable("gateway.phone_off")
        code, index = rule.code(), self._index(phone)
        digest = rule.digest(self._key, index, code)
        self._put(index, digest)
        try:
            told = {"phone": phone, "code": code, "minutes": rule.MINUTES, "language": visit.language}
            self._remote("notify", "text_code", told, visit.call(None))
        except Unavailable:
            with self._db.transaction() as tx:
                store.take_back(tx, index, digest)
            raise
        return {"seconds": rule.MINUTES * 60, "again": rule.AGAIN_SECONDS}

    def sign_in(self, visit: Visit, command: Given) -> Given:
        """Open a session for the code that came; the account is made when its number first comes.

        :raises Invalid: gateway.phone_malformed, gateway.account_locked (too many failures from one address)
        :raises Denied: gateway.code_refused: wrong, used, too old, or tried too often; gateway.sign_in_refused
        """
        self._quotas.refuse_locked(address=visit.address)
        phone, now = rule.number(command["phone"]), clock.now()
        good = self._tried(phone, command["code"], now)
        if good is None:
            self._quotas.count_failure(address=visit.address)
            metrics.SIGN_IN_REFUSED.inc()
            raise Denied("gateway.code_refused")
        with self._db.transaction() as tx:
            if not store.use(tx, *good):
                raise Denied("gateway.code_refused")
            found = self._admitted(tx, visit.call(None), phone, now)
            sealed = self._sealer.seal(phone, phone_context(found.id))
            store.keep(tx, found.id, phone=self._index(phone), sealed=sealed, at=now)
            kind = command.get("kind", BEARER)
            reply = self._opening.open(tx, visit, found.actor, language=found.language, factor=False, kind=kind)
        log.info("signed_in", account=found.id, role=found.role)
        return reply

    def _put(self, index: str, digest: str) -> None:
        now = clock.now()
        with self._db.transaction() as tx:
            sent = store.window(tx, index, now)
            if wait := sent.wait():
                raise Invalid("gateway.code_sent_lately", retry_after_seconds=wait)
            if store.crowded(tx, now):
                raise Unavailable("gateway.busy")
            store.put(tx, index, digest, now=now, anew=sent.sent == 0)

    def _tried(self, phone: str, code: str, now: datetime) -> tuple[str, str] | None:
        """Count the try, then look: so that none slips by. Give index and digest of the code that fits."""
        with self._db.transaction() as tx:
            kept = store.count_try(tx, self._indexes(phone), now)
        fits = [one for one in kept if hmac.compare_digest(one[1], rule.digest(self._key, one[0], code))]
        return fits[0] if fits else None

    def _admitted(self, tx: Tx, call: Call, phone: str, now: datetime) -> Account:
        known = store.holder(tx, self._indexes(phone), now)
        if known is None:
            return self._made(tx, call)
        holder, fresh = known
        if not fresh:
            # the number may have changed hands: who comes now sees nothing of who came before
            store.part(tx, holder)
            self._opening.end(tx, holder)
            audit.append(tx, call.system(), act="part_phone", kind="account", subject=holder, version=2, detail={})
            return self._made(tx, call)
        found = accounts.account_of(tx, id=holder)
        if found is None or found.disabled:
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

    def _index(self, phone: str) -> str:
        return phone_index(self._sealer, phone)

    def _indexes(self, phone: str) -> list[str]:
        return [index.hex() for index in self._sealer.indexes(phone, rule.FIELD)]


def phone_index(sealer: Sealer, phone: str) -> str:
    """Give the keyed index, 64 hex digits, that a number is found by under the first key."""
    return sealer.index(phone, rule.FIELD).hex()


def phone_context(holder: str) -> str:
    """Give the one place the sealed number of an account belongs to."""
    return f"phone_account/{holder}/sealed"
