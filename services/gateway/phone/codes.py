"""Codes on their way to telephones and back: what signing in and changing a number have in common."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from typing import Any

from kernel import clock, metrics
from kernel.call import Call
from kernel.db import Database, Tx
from kernel.errors import Denied, Invalid, Unavailable
from kernel.seal import Sealer
from services.gateway.http.quota import Quotas
from services.gateway.http.visit import Visit
from services.gateway.phone import rule, store
from services.gateway.phone.rule import Fit

Given = dict[str, Any]
Remote = Callable[[str, str, Given, Call], Given]


class Codes:
    """Sends codes and tries those that come back. Each is good for one purpose: signing in, or one account's change.

    key: 32 bytes, the same in every process. on: this deployment can send texts. remote: calls a service.
    """

    def __init__(self, *, db: Database, sealer: Sealer, quotas: Quotas, key: bytes, on: bool, remote: Remote):
        self._db, self._sealer, self._quotas, self._key, self._on, self._remote = db, sealer, quotas, key, on, remote

    def send(self, visit: Visit, typed: str, *, holder: str = "") -> Given:
        """Send a code to a number. holder: the account that wants it for its own, '' for signing in.

        The answer is the same whether or not anybody has an account under it. Nothing is held open while the text goes out;
        where it could not, the next one need not wait.

        :raises Invalid: gateway.phone_malformed, gateway.code_sent_lately (429, facts retry_after_seconds)
        :raises Unavailable: gateway.phone_off, gateway.busy, notify.text_unsent
        """
        phone = rule.number(typed)
        if not self._on:
            raise Unavailable("gateway.phone_off")
        if visit.bearer is not None:  # who is signed in passes the row's own limit
            visit.headers += self._quotas.take("text", visit.bearer.actor.id)
        code, index = rule.code(), self.index(phone)
        digest = rule.digest(self._key, index, code, holder)
        self._put(index, digest)
        told = {"phone": phone, "code": code, "minutes": rule.MINUTES, "language": visit.language}
        try:
            self._remote("notify", "text_code", {**told, **({"about": "change"} if holder else {})}, visit.call(None))
        except Unavailable:
            with self._db.transaction() as tx:
                store.take_back(tx, index, digest)
            raise
        return {"seconds": rule.MINUTES * 60, "again": rule.AGAIN_SECONDS}

    def tried(self, visit: Visit, phone: str, code: str, *, holder: str = "") -> Fit:
        """Count the try, then look, so that none slips by; give what fits, to be used in the transaction of the act.

        :raises Invalid: gateway.account_locked (too many failures from one address)
        :raises Denied: gateway.code_refused: wrong, used, too old, or tried too often
        """
        self._quotas.refuse_locked(address=visit.address)
        with self._db.transaction() as tx:
            kept = store.count_try(tx, self.indexes(phone), clock.now())
        for index, digest in kept:
            if hmac.compare_digest(digest, rule.digest(self._key, index, code, holder)):
                return Fit(index, digest)
        self._quotas.count_failure(address=visit.address)
        metrics.SIGN_IN_REFUSED.inc()
        raise Denied("gateway.code_refused")

    def index(self, phone: str) -> str:
        """Give the index a number is kept under from now on."""
        return phone_index(self._sealer, phone)

    def indexes(self, phone: str) -> list[str]:
        """Give all indexes a number may be found by, one for each live key."""
        return phone_indexes(self._sealer, phone)

    def _put(self, index: str, digest: str) -> None:
        now = clock.now()
        with self._db.transaction() as tx:
            sent = store.window(tx, index, now)
            if wait := sent.wait():
                raise Invalid("gateway.code_sent_lately", retry_after_seconds=wait)
            if store.crowded(tx, now):
                raise Unavailable("gateway.busy")
            store.put(tx, index, digest, now=now, anew=sent.sent == 0)


def phone_index(sealer: Sealer, phone: str) -> str:
    """Give the keyed index, 64 hex digits, that a number is found by under the first key."""
    return sealer.index(phone, rule.FIELD).hex()


def phone_indexes(sealer: Sealer, phone: str) -> list[str]:
    """Give all indexes a number may be found by, one for each live key."""
    return [index.hex() for index in sealer.indexes(phone, rule.FIELD)]


def forget_codes(tx: Tx, sealer: Sealer, holder: str) -> int:
    """Delete what is kept of codes sent to the number of an account, and give of how many."""
    number = store.sealed_of(tx, holder)
    return store.forget_codes(tx, phone_indexes(sealer, sealer.open(number, phone_context(holder)))) if number else 0


def phone_context(holder: str) -> str:
    """Give the one place the sealed number of an account belongs to."""
    return f"phone_account/{holder}/sealed"
