"""Tells each person who should hear of a step: events become notices, notices become deliveries with receipts."""
from __future__ import annotations

from datetime import datetime
from typing import Any

from kernel import clock
from kernel.audit_seal import AuditSealer
from kernel.call import CallProvider
from kernel.command import Outcome, perform
from kernel.db import DatabaseProvider, Tx
from kernel.errors import Conflict, Missing
from kernel.events import event_handler
from kernel.health import Health
from kernel.inbox import handling
from kernel.outbox import RelayProvider
from kernel.retaining import Retaining
from kernel.rpc import Caller, rpc
from kernel.scope import subtree
from kernel.seal import SealProvider
from kernel.upkeep import Upkeep
from kernel.wire import load
from services.notify import schemas
from services.notify.domain import audience, code, rules
from services.notify.domain.render import words
from services.notify.erasing import Forgetting
from services.notify.sender import SenderProvider, TextsProvider
from services.notify.store import delivery, notice
from services.notify.store.retention import RULES

POSTED = "grid_worker"  # whose ground are the posts of the day


class Service(Forgetting, Retaining):
    """The notify service."""

    name = "notify"
    db = DatabaseProvider()
    call = CallProvider()
    calls = Caller()
    outbox = RelayProvider()
    seal = SealProvider()
    audit_sealer = AuditSealer()
    sender = SenderProvider()
    texts = TextsProvider()
    upkeep = Upkeep(RULES)
    health = Health()

    @event_handler("grid", "#")
    def hear_grid(self, event: dict[str, Any]) -> None:
        """Tell of a fact of the grid service."""
        self._hear(event, "hear_grid")

    @event_handler("petition", "#")
    def hear_petition(self, event: dict[str, Any]) -> None:
        """Tell of a fact of the petition service."""
        self._hear(event, "hear_petition")

    @event_handler("mediation", "#")
    def hear_mediation(self, event: dict[str, Any]) -> None:
        """Tell of a fact of the mediation service."""
        self._hear(event, "hear_mediation")

    @event_handler("gateway", "accounts_left")
    def hear_gateway(self, event: dict[str, Any]) -> None:
        """Tell of a fact of the front door; that somebody signed in is told to nobody."""
        self._hear(event, "hear_gateway")

    @event_handler("gateway", "credential_changed")
    def hear_credential(self, event: dict[str, Any]) -> None:
        """Tell a holder that what proves their account was changed."""
        self._hear(event, "hear_credential")

    @event_handler("gateway", "clients_left")
    def hear_left(self, event: dict[str, Any]) -> None:
        """Tell of API clients whose area is no more."""
        self._hear(event, "hear_left")

    @event_handler("gateway", "account_request_made")
    def hear_asked(self, event: dict[str, Any]) -> None:
        """Tell operators of what waits for a second one of them."""
        self._hear(event, "hear_asked")

    @event_handler("gateway", "attachment_infected")
    def hear_infected(self, event: dict[str, Any]) -> None:
        """Tell of malware in what was sent."""
        self._hear(event, "hear_infected")

    @event_handler("gateway", "client_warned")
    def hear_warned(self, event: dict[str, Any]) -> None:
        """Tell of an API client, or a key of one, that ends soon."""
        self._hear(event, "hear_warned")

    @event_handler("gateway", "erasure_received")
    def hear_erasure_received(self, event: dict[str, Any]) -> None:
        """Tell of somebody who asks to be erased."""
        self._hear(event, "hear_erasure_received")

    @event_handler("gateway", "erasure_refused")
    def hear_erasure_refused(self, event: dict[str, Any]) -> None:
        """Tell somebody that they are not erased."""
        self._hear(event, "hear_erasure_refused")

    @event_handler("gateway", "erasure_done")
    def hear_erasure_done(self, event: dict[str, Any]) -> None:
        """Tell that somebody was erased."""
        self._hear(event, "hear_erasure_done")

    @event_handler("gateway", "deadline_near")
    def hear_near(self, event: dict[str, Any]) -> None:
        """Tell of a clock of the front door that comes near its end."""
        self._hear(event, "hear_near")

    @event_handler("gateway", "deadline_missed")
    def hear_missed(self, event: dict[str, Any]) -> None:
        """Tell of a clock of the front door that was missed."""
        self._hear(event, "hear_missed")

    def _hear(self, event: dict[str, Any], handler: str) -> None:
        told = tuple(rules.notices(event))
        if told:
            with handling(self.db, handler, event["id"]) as tx:
                notice.add(tx, event, told, clock.now())
                if any(set(one.channels) - {rules.INBOX} for one in told):
                    tx.after_commit(self.sender.wake)

    @rpc
    def inbox(self, command: dict[str, Any]) -> dict[str, Any]:
        """List the notices of the signed-in person, newest first -> items, next."""
        asked = load(schemas.Inbox, command)
        before = (asked["after"] or {}).get("id")
        rows = notice.page(self.db, self._keys(), self.call.actor.id, before, asked["limit"])
        items = [_view(row, self.call.language) for row in rows]
        return {"items": items, "next": _next(items, asked["limit"])}

    @rpc
    def read(self, command: dict[str, Any]) -> dict[str, Any]:
        """Mark a notice as read -> id.

        :raises Missing: notify.notice_missing, also for a notice that is not the reader's
        """
        asked = load(schemas.Read, command)
        with self.db.transaction() as tx:
            if not notice.read(tx, asked["notice"], self._keys(), self.call.actor.id, self.call.now):
                raise Missing("notify.notice_missing")
        return {"id": asked["notice"]}

    @rpc
    def deliveries(self, command: dict[str, Any]) -> dict[str, Any]:
        """List deliveries in a state, oldest first -> items, next."""
        asked = load(schemas.Deliveries, command)
        after = (asked["after"] or {}).get("id")
        names = ("id", "notice", "channel", "state", "attempts", "next_at", "receipt", "at", "done_at")
        rows = delivery.page(self.db, asked["state"], after, asked["limit"])
        items = [dict(zip(names, map(_plain, row), strict=True)) for row in rows]
        return {"items": items, "next": _next(items, asked["limit"])}

    @rpc
    def resend(self, command: dict[str, Any]) -> dict[str, Any]:
        """Make a delivery that was given up due again -> id, state.

        :raises Conflict: notify.delivery_not_failed
        """
        asked = load(schemas.Resend, command)

        def work(tx: Tx) -> Outcome:
            if delivery.revive(tx, asked["delivery"], self.call.now) is None:
                raise Conflict("notify.delivery_not_failed")
            tx.after_commit(self.sender.wake)
            reply = {"id": asked["delivery"], "state": "waiting"}
            return Outcome(reply, "delivery", asked["delivery"], 1)

        return perform(self.db, self.call, "resend", command, work)

    @rpc
    def text_code(self, command: dict[str, Any]) -> dict[str, Any]:
        """Send a text with a code -> nothing. It is neither kept nor tried again: a code is good for minutes.

        :raises Unavailable: notify.text_unsent
        """
        asked = load(schemas.TextCode, command)
        self.texts.send(asked.pop("phone"), code.text(**asked))
        return {}

    @rpc
    def text_left(self, command: dict[str, Any]) -> dict[str, Any]:
        """Tell a number that it opens an account no more -> nothing; neither kept nor tried again.

        :raises Unavailable: notify.text_unsent
        """
        asked = load(schemas.TextLeft, command)
        self.texts.send(asked["phone"], code.LEFT[asked["language"]])
        return {}

    def _keys(self) -> tuple[str, ...]:
        actor = self.call.actor
        areas = self._posted() if actor.role == POSTED else [actor.area]
        return audience.keys_of_reader(
            aliases=self.seal.aliases(actor.id),
            role=actor.role,
            unit_code=actor.unit,
            prefixes=[subtree(area) for area in areas if area],
        )

    def _posted(self) -> list[str]:
        """Ask what ground the reader stands on today: not what the account says, for who has left reads of it no more."""
        found: list[str] = self.calls.call("grid", "my_ground", {})["areas"]
        return found


def _view(row: tuple[Any, ...], language: str) -> dict[str, Any]:
    made, template, subject, params, at, read_at = row
    title, text = words(template, language, params)
    return {
        "id": made,
        "template": template,
        "subject": subject,
        "title": title,
        "text": text,
        "at": _plain(at),
        "read_at": _plain(read_at),
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _next(items: list[dict[str, Any]], limit: int) -> dict[str, Any] | None:
    return {"id": items[-1]["id"]} if len(items) == limit else None
