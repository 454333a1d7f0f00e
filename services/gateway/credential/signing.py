"""Signing in: by login, password and second factor, or by a one-time link that sets the password."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from kernel import audit, clock, logs, metrics, outbox
from kernel.db import Database, Tx
from kernel.errors import Denied, Invalid
from services.gateway import account
from services.gateway import store as accounts
from services.gateway.account import Account
from services.gateway.credential import attempt, password, proof, replay, store, telling
from services.gateway.credential.attempt import Attempt, Attempts
from services.gateway.credential.proof import Proof
from services.gateway.http.quota import Quotas
from services.gateway.http.visit import Visit
from services.gateway.session.opening import Opening
from services.gateway.session.store import BEARER

Given = dict[str, Any]
log = logs.get(__name__)


class Signing:
    """Acts of the service `gateway` that open a session, by name in `acts`."""

    def __init__(self, *, db: Database, attempts: Attempts, proof: Proof, opening: Opening, quotas: Quotas):
        self._db, self._attempts, self._proof, self._opening, self._quotas = db, attempts, proof, opening, quotas
        self.acts: dict[str, Callable[[Visit, Given], Given]] = {"sign_in": self.sign_in, "use_link": self.use_link}

    def sign_in(self, visit: Visit, command: Given) -> Given:
        """Open a session for login, password and, where the account has a second factor, its code.

        :raises Denied: gateway.sign_in_refused, the same whether login or password is wrong or the account disabled;
            gateway.second_factor_needed, once the password was right; gateway.code_refused
        :raises Invalid: gateway.account_locked
        """
        login = command["login"].strip()
        made = self._count(visit, login)
        found = accounts.find_account(self._db, login=login)
        if not account.opens(found, command["password"]) or found is None:
            self._note_refusal(visit, found)
            raise Denied("gateway.sign_in_refused")
        reply = self._enter(visit, found, command, made, lambda tx: None)
        log.info("signed_in", account=found.id, role=found.role)
        return reply

    def use_link(self, visit: Visit, command: Given) -> Given:
        """Set the password by a link an operator gave, once, and open a session; all sessions before end.

        A second factor the account has is asked for as well: a link alone that went astray opens nothing then.

        :raises Denied: gateway.link_refused, gateway.second_factor_needed, gateway.code_refused
        :raises Invalid: gateway.account_locked, gateway.password_*
        """
        digest = proof.digest(command["link"])
        link = store.link(self._db, digest)
        found = accounts.account_of(self._db, id=link.holder) if link else None
        if found is None or found.disabled:
            self._note_refusal(visit, None)
            raise Denied("gateway.link_refused")
        made = self._count(visit, found.login)
        self._fit(found, command["password"], made)
        hashed = account.hashed(command["password"])

        def renew(tx: Tx) -> None:
            if not store.use_link(tx, digest):
                raise Denied("gateway.link_refused")
            store.set_password(tx, found.id, hashed)
            self._opening.end(tx, found.id)
            audit.append(tx, visit.call(None), act="use_link", kind="account", subject=found.id, version=1, detail={})
            outbox.append(tx, visit.call(None), telling.told(self._opening.sealer, found.id, "password"))

        reply = self._enter(visit, found, command, made, renew, lock=store.lock)
        log.info("link_used", account=found.id)
        return reply

    def _enter(
        self,
        visit: Visit,
        found: Account,
        command: Given,
        made: Attempt,
        also: Callable[[Tx], None],
        *,
        lock: Callable[[Tx, str], None] = store.lock_shared,
    ) -> Given:
        kept, code, former = store.confirmed(self._db, found.id), command.get("code"), visit.bearer
        if kept is not None and not code:
            self._take_back(made)
            raise Denied("gateway.second_factor_needed")
        try:
            with self._db.transaction() as tx:
                lock(tx, found.id)
                if not store.unchanged(tx, found.id, password_hash=found.password_hash, secret=kept.secret if kept else None):
                    # what proves the account was changed meanwhile, and the sessions before it were ended: none comes after
                    raise Denied("gateway.sign_in_refused")
                if kept is not None:
                    self._proof.take(tx, kept, str(code), now=clock.now())
                if former is not None and former.scopes is None:
                    # what a page was signed in as before ends here: nobody goes on under a session of somebody else's making
                    self._opening.end(tx, former.actor.id, only=former.id)
                also(tx)
                attempt.succeed(tx, made)
                return self._opening.open(
                    tx, visit, found.actor, language=found.language, factor=kept is not None, kind=command.get("kind", BEARER)
                )
        except Denied as failure:
            self._note_refusal(visit, found)
            if failure.code == "gateway.code_refused":
                replay.tell(self._db, self._opening.sealer, self._proof, visit, holder=found.id, code=str(code))
            raise

    def _fit(self, found: Account, given: str, made: Attempt) -> None:
        try:
            factor = store.confirmed(self._db, found.id) is not None
            account.weighed(partial(password.check, login=found.login, factor=factor), given)
        except Invalid:
            self._take_back(made)
            raise

    def _count(self, visit: Visit, login: str) -> Attempt:
        self._quotas.refuse_locked(address=visit.address)
        return self._attempts.count(login=login, address=visit.address)

    def _take_back(self, made: Attempt) -> None:
        with self._db.transaction() as tx:
            attempt.undo(tx, made)

    def _note_refusal(self, visit: Visit, found: Account | None) -> None:
        self._quotas.count_failure(address=visit.address)
        metrics.SIGN_IN_REFUSED.inc()
        log.warning("sign_in_refused", account=found.id if found else None)
