"""What a holder does about the own password and second factor; each asks for what proves the holder anew."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from kernel import audit, clock, logs, outbox
from kernel.db import Database, Tx
from kernel.errors import Conflict, Denied, Invalid
from kernel.seal import Sealer
from services.gateway import account
from services.gateway import store as accounts
from services.gateway.account import Account
from services.gateway.credential import attempt, factor, password, proof, store, strength, telling
from services.gateway.credential.attempt import Attempt, Attempts
from services.gateway.credential.proof import Proof
from services.gateway.http.visit import Visit
from services.gateway.session.desk import signed_in
from services.gateway.session.opening import Opening
from services.gateway.session.store import BEARER

Given = dict[str, Any]
log = logs.get(__name__)


class OwnCredentials:
    """Acts of the service `gateway` on the credentials of who asks, by name in `acts`. issuer: as authenticators show it."""

    def __init__(self, *, db: Database, sealer: Sealer, attempts: Attempts, proof: Proof, opening: Opening, issuer: str):
        self._db, self._sealer, self._attempts, self._proof = db, sealer, attempts, proof
        self._opening, self._issuer = opening, issuer
        self.acts: dict[str, Callable[[Visit, Given], Given]] = {
            "change_password": self.change_password,
            "weigh_password": self.weigh,
            "begin_second_factor": self.begin,
            "confirm_second_factor": self.confirm,
            "renew_recovery_codes": self.renew_codes,
        }

    def change_password(self, visit: Visit, command: Given) -> Given:
        """Set another password; all other sessions of the account end.

        :raises Denied: gateway.password_wrong
        :raises Invalid: gateway.account_locked, gateway.password_*
        """
        found = self._proven(visit, command["old"])
        factor = store.confirmed(self._db, found.id) is not None
        account.weighed(partial(password.check, login=found.login, factor=factor), command["password"])
        hashed = account.hashed(command["password"])

        def work(tx: Tx) -> None:
            store.set_password(tx, found.id, hashed)
            store.drop_links(tx, found.id)

        return {"ended": self._act(visit, "change_password", "password", work)}

    def weigh(self, visit: Visit, command: Given) -> Given:
        """Say how easily what was typed would be guessed, for a page to show; it is kept nowhere.

        Rule GR-468, source: OWASP ASVS 4.0.3, 2.1.8 (a meter of strength).
        """
        given, login, factor = command["password"], command.get("login") or "", visit.bearer is not None and visit.bearer.factor
        score = account.weighed(strength.score, given, login)
        try:
            password.check_form(given, login=login, factor=factor)
        except Invalid:
            return {"score": score, "enough": False}
        return {"score": score, "enough": strength.enough(score, factor=factor)}

    def begin(self, visit: Visit, command: Given) -> Given:
        """Give a new secret for an authenticator; it counts once a code of it has come back.

        :raises Conflict: gateway.second_factor_there
        :raises Denied: gateway.password_wrong
        """
        found = self._proven(visit, command["password"])
        if store.confirmed(self._db, found.id) is not None:
            raise Conflict("gateway.second_factor_there")
        made = factor.secret()
        with self._db.transaction() as tx:
            store.lock(tx, found.id)
            store.begin(tx, found.id, self._sealer.seal(made, proof.place(found.id)))
        address = factor.uri(made, login=found.login, issuer=self._issuer)
        return {"secret": made, "uri": address, "svg": factor.picture(address)}

    def confirm(self, visit: Visit, command: Given) -> Given:
        """Let the second factor count, and give recovery codes and a new session, opened with it; all others end.

        :raises Conflict: gateway.second_factor_there, gateway.second_factor_missing
        :raises Denied: gateway.code_refused
        :raises Invalid: gateway.account_locked, for who guesses codes
        """
        bearer = signed_in(visit)
        kept = store.factor(self._db, bearer.actor.id)
        if kept is None:
            raise Conflict("gateway.second_factor_missing")
        if kept.confirmed_at is not None:
            raise Conflict("gateway.second_factor_there")
        made = self._tried(visit, self._standing(visit))
        step = self._proof.step(kept, command["code"], clock.now())
        if step is None:
            raise Denied("gateway.code_refused")
        with self._db.transaction() as tx:
            attempt.undo(tx, made)
            store.lock(tx, bearer.actor.id)
            if not store.confirm(tx, kept.holder, secret=kept.secret, step=step):
                raise Conflict("gateway.second_factor_there")
            codes = self._proof.renew(tx, kept.holder)
            self._write(tx, visit, "confirm_second_factor", "factor", self._opening.end(tx, bearer.actor.id))
            opened = self._opening.open(
                tx, visit, bearer.actor, language=bearer.language, factor=True, kind=command.get("kind", BEARER)
            )
        log.info("second_factor_confirmed", account=bearer.actor.id)
        return {**opened, "recovery_codes": codes}

    def renew_codes(self, visit: Visit, command: Given) -> Given:
        """Give new recovery codes in place of those before.

        :raises Conflict: gateway.second_factor_missing
        :raises Denied: gateway.password_wrong, gateway.code_refused
        """
        found = self._proven(visit, command["password"])
        kept = store.confirmed(self._db, found.id)
        if kept is None:
            raise Conflict("gateway.second_factor_missing")
        with self._db.transaction() as tx:
            store.lock(tx, found.id)
            self._proof.take(tx, kept, command["code"], now=clock.now())
            codes = self._proof.renew(tx, found.id)
            self._write(tx, visit, "renew_recovery_codes", "codes", 0)
        return {"recovery_codes": codes}

    def _proven(self, visit: Visit, given: str) -> Account:
        """Give the account of who asks, whose password was typed once more; who guesses waits as at the door.

        :raises Denied: gateway.password_wrong, gateway.token_invalid
        :raises Invalid: gateway.account_locked
        """
        found = self._standing(visit)
        made = self._tried(visit, found)
        if not account.opens(found, given):
            raise Denied("gateway.password_wrong")
        with self._db.transaction() as tx:
            attempt.undo(tx, made)
        return found

    def _standing(self, visit: Visit) -> Account:
        found = accounts.account_of(self._db, id=signed_in(visit).actor.id)
        if found is None or found.disabled:
            raise Denied("gateway.token_invalid")
        return found

    def _tried(self, visit: Visit, found: Account) -> Attempt:
        return self._attempts.count(login=found.login, address=visit.address)

    def _act(self, visit: Visit, act: str, kind: str, work: Callable[[Tx], None]) -> int:
        bearer = signed_in(visit)
        with self._db.transaction() as tx:
            store.lock(tx, bearer.actor.id)
            work(tx)
            ended = self._opening.end(tx, bearer.actor.id, but=bearer.id)
            self._write(tx, visit, act, kind, ended)
        return ended

    def _write(self, tx: Tx, visit: Visit, act: str, kind: str, ended: int) -> None:
        """Write down an act of the holder, and tell them of it: it may have been somebody else in their place."""
        subject, detail = signed_in(visit).actor.id, {"sessions": ended}
        audit.append(tx, visit.call(None), act=act, kind="account", subject=subject, version=1, detail=detail)
        outbox.append(tx, visit.call(None), telling.told(self._sealer, subject, kind))
