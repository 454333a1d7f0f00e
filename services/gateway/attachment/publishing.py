"""Covering, publishing and taking back pictures: by those who work on the matter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kernel import clock
from kernel.command import Outcome, perform
from kernel.db import Database, Tx
from services.gateway.attachment import life, store, view
from services.gateway.attachment.content import Content, show
from services.gateway.attachment.cover import Cover
from services.gateway.attachment.desk import Attaching
from services.gateway.attachment.folder import in_room
from services.gateway.attachment.record import KEPT, PREVIEW, SHOWN, SHOWN_PREVIEW, Attachment
from services.gateway.attachment.shelf import leave, put
from services.gateway.attachment.taking import Order
from services.gateway.attachment.turn import in_turn
from services.gateway.attachment.virus.verdict import seen
from services.gateway.http.answer import Answer
from services.gateway.http.visit import Visit

TURN_SECONDS = 3.0
Change = Callable[[Tx, Attachment], Attachment]


class Publishing:
    """Acts of the service `gateway` on what is shown, by name in `acts`. desk: who knows the folder, and whom to ask."""

    def __init__(self, db: Database, desk: Attaching):
        self._db, self._desk = db, desk
        self.acts: dict[str, Callable[[Visit, Order], Order | Answer]] = {
            "cover": self.cover,
            "publish": self.publish,
            "withdraw": self.withdraw,
        }

    def cover(self, visit: Visit, command: Order) -> Order:
        """Lay covers over what is shown of a picture; on a published one they count at once.

        Rule GR-142.

        :raises Invalid: gateway.cover_outside
        :raises Conflict: gateway.attachment_changed, gateway.attachment_act_not_allowed, gateway.not_a_picture,
            gateway.covers_too_many
        :raises Missing: gateway.attachment_missing
        :raises Unavailable: gateway.busy, gateway.attachments_full
        """
        covers = tuple(Cover(**one) for one in command["rectangles"])
        before = self._reached(visit, command)
        planned = life.cover(before, covers)
        files = self._desk.files
        with in_room():
            content = in_turn(lambda: show(files, before.files[KEPT], planned.covers), wait=TURN_SECONDS)

        def change(tx: Tx, found: Attachment) -> Attachment:
            put(tx, files, content)
            return _shown(life.cover(found, covers), content)

        try:
            with in_room():
                return self._change(visit, command, "cover", change)
        finally:
            leave(content)

    def publish(self, visit: Visit, command: Order) -> Order:
        """Let everybody see a picture.

        Rule GR-143.

        :raises Invalid: gateway.publishing_unconfirmed
        :raises Conflict: gateway.attachment_changed, gateway.attachment_act_not_allowed, gateway.not_a_picture
        :raises Missing: gateway.attachment_missing
        """
        self._reached(visit, command)
        return self._change(visit, command, "publish", lambda tx, found: _open(life.publish(found, covered=command["covered"])))

    def withdraw(self, visit: Visit, command: Order) -> Order:
        """Take a picture back from everybody.

        :raises Conflict: gateway.attachment_changed, gateway.attachment_act_not_allowed
        :raises Missing: gateway.attachment_missing
        """
        self._reached(visit, command)
        return self._change(visit, command, "withdraw", lambda tx, found: life.withdraw(found))

    def _reached(self, visit: Visit, command: Order) -> Attachment:
        found = store.get(self._db, command["attachment"])
        self._desk.reached(visit, found)
        seen(found.scan)
        return found

    def _change(self, visit: Visit, command: Order, act: str, change: Change) -> Order:
        def work(tx: Tx) -> Outcome:
            before = store.lock(tx, command["attachment"], version=command["version"])
            after = change(tx, before)
            store.save(tx, before, after, now=clock.now())
            detail: dict[str, Any] = {"state": after.state, "covers": len(after.covers)}
            return Outcome(view.short(after), "attachment", after.id, after.version, detail=detail)

        return perform(self._db, visit.call(visit.key), act, command, work)


def _shown(attachment: Attachment, content: Content) -> Attachment:
    return replace(attachment, files={**attachment.files, **content.files})


def _open(attachment: Attachment) -> Attachment:
    """Show the kept picture itself where nothing had to be covered."""
    kept = {SHOWN: attachment.files[KEPT], SHOWN_PREVIEW: attachment.files[PREVIEW]}
    return replace(attachment, files={**kept, **attachment.files})
