"""Sending and reading attachments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import eventlet

from kernel import clock, number
from kernel.call import Actor, Call
from kernel.command import Outcome, perform
from kernel.db import Database, Tx
from kernel.errors import Conflict, Denied, Missing, Unavailable
from kernel.seal import Sealer
from services.gateway.attachment import store, view
from services.gateway.attachment.content import Content, prepare
from services.gateway.attachment.folder import Files, in_room
from services.gateway.attachment.media import declared
from services.gateway.attachment.record import ASKED_AGAIN, GOOD_FOR, KEPT, PREVIEW, SHOWN, SHOWN_PREVIEW, Attachment
from services.gateway.attachment.shelf import leave, put
from services.gateway.attachment.ticket import Tickets
from services.gateway.attachment.turn import in_turn
from services.gateway.http.answer import Answer
from services.gateway.http.intake import key_of
from services.gateway.http.spool import Spooled, Spools
from services.gateway.http.visit import Visit

Order = dict[str, Any]
Remote = Callable[[str, str, Order, Call], Order]
MOST_BY_ACCOUNT, MOST_BY_TICKET = 50, 9  # that no matter refers to yet
TOO_MANY = "gateway.attachments_too_many"
TURN_SECONDS, WRITE_SECONDS = 20.0, 5.5
SIZES = {"full": (KEPT, SHOWN), "preview": (PREVIEW, SHOWN_PREVIEW)}


class Attaching:
    """Acts of the service `gateway` on what is sent, by name in `acts`. limits: bytes by group of media."""

    def __init__(
        self, *, db: Database, sealer: Sealer, files: Files | None, limits: Mapping[str, int], tickets: Tickets, remote: Remote
    ):
        self._db, self._sealer, self._files = db, sealer, files
        self._limits, self._tickets, self._remote = limits, tickets, remote
        self._spools = Spools()
        self.acts: dict[str, Callable[[Visit, Order], Order | Answer]] = {
            "upload_ticket": self.upload_ticket,
            "attach": self.attach,
            "attachment": self.attachment,
            "attachment_content": self.content,
            "published_content": self.published,
        }

    @property
    def files(self) -> Files:
        """Give where files are kept.

        :raises Unavailable: gateway.attachments_off
        """
        if self._files is None:
            raise Unavailable("gateway.attachments_off")
        return self._files

    def upload_ticket(self, visit: Visit, command: Order) -> Order:
        """Give a ticket to who holds number and query code of a report; both stay in the body, out of addresses.

        Rule GR-145, domain 3.5.

        :raises Invalid: number.malformed, number.check_wrong, number.kind_unknown
        :raises Missing: grid.incident_missing
        """
        number.parse(command["number"], kinds=("SJ",))
        found = self._remote("grid", "progress", command, visit.call(None))
        ticket, until = self._tickets.issue(found["id"])
        return {"ticket": ticket, "expires_at": datetime.fromtimestamp(until, UTC).isoformat()}

    def attach(self, visit: Visit, command: Order) -> Order:
        """Take in a body and give its record.

        Rules GR-140, GR-141, GR-146.

        :raises Invalid: gateway.attachment_*, gateway.picture_*, gateway.document_*, gateway.body_*, once.key_reused
        :raises Denied: gateway.ticket_missing, gateway.ticket_refused
        :raises Conflict: gateway.attachments_too_many
        :raises Unavailable: gateway.busy, gateway.attachments_off, gateway.attachments_full
        """
        call, sender = self._sender(visit)
        media = declared(visit.environ.get("CONTENT_TYPE", ""))
        most = self._limits[media.group]
        with in_room(), self._spools.take(visit.environ, self.files.fresh(), most=most) as body:
            content = in_turn(lambda: prepare(self.files, body.path, media, now=call.now), wait=TURN_SECONDS)
            try:
                with eventlet.Timeout(WRITE_SECONDS, Unavailable("database.timeout")):
                    return self._keep_in_room(call, sender, body, content)
            finally:
                leave(content)

    def attachment(self, visit: Visit, command: Order) -> Order:
        """Give one attachment.

        :raises Missing: gateway.attachment_missing, also when it is out of scope
        """
        found = store.get(self._db, command["attachment"])
        return view.whole(found, inside=not self._own(visit, found) and self.reached(visit, found))

    def content(self, visit: Visit, command: Order) -> Answer:
        """Give the bytes for those who work on the matter, and for who sent them; covered: as others would see it.

        Rule GR-144, domain 8.1: what is not published is seen by those alone who need it.

        :raises Missing: gateway.attachment_missing, also when it is out of scope
        """
        found = store.get(self._db, command["attachment"])
        if not self._own(visit, found):
            self.reached(visit, found)
        part = SIZES[command.get("size", "full")][command.get("covered", False)]
        return self._given(visit, found, part, command.get("edition"))

    def published(self, visit: Visit, command: Order) -> Answer:
        """Give the bytes of a published picture to anybody.

        Rule GR-143.

        :raises Missing: gateway.attachment_missing, also while it is private
        """
        found = store.get(self._db, command["attachment"])
        if not found.published:
            raise Missing("gateway.attachment_missing")
        return self._given(visit, found, SIZES[command.get("size", "full")][True])

    def reached(self, visit: Visit, found: Attachment) -> bool:
        """Ask once whether the matter that refers to an attachment is within the reader's reach.

        :raises Missing: gateway.attachment_missing
        """
        if visit.bearer is None:
            raise Missing("gateway.attachment_missing")
        try:
            self._remote("grid", "evidence_reach", {"attachment": found.id}, visit.call(None))
        except Missing:
            raise Missing("gateway.attachment_missing") from None
        return True

    def _given(self, visit: Visit, found: Attachment, part: str, edition: str | None = None) -> Answer:
        if part not in found.files:
            raise Missing("gateway.attachment_missing")
        return view.content(visit, found, self.files, part=part, asked=edition)

    def _own(self, visit: Visit, found: Attachment) -> bool:
        """Tell whether the reader sent it: a resident's own always, a worker's until it belongs to a matter.

        Then the matter is asked for, so that who has left a post sees no more of it than anybody.
        """
        mine = visit.bearer is not None and found.owner in self._sealer.aliases(visit.actor.id)
        return mine and (visit.actor.role == "resident" or not self._used(visit, found))

    def _used(self, visit: Visit, found: Attachment) -> bool:
        """Tell whether a matter refers to it; what was not known to be used is asked."""
        asked = {"attachments": [found.id]}
        return found.linked or bool(self._remote("grid", "evidence_kept", asked, visit.call(None).system())["kept"])

    def _sender(self, visit: Visit) -> tuple[Call, dict[str, Any]]:
        """Give on whose behalf a body is taken; what comes by a ticket is sent by nobody, whoever else is signed in."""
        ticket = visit.environ.get("HTTP_UPLOAD_TICKET")
        if ticket is not None:
            assert visit.route is not None  # a row has led here
            key = key_of(visit.route, visit.environ, nobody=True)
            incident = self._tickets.read(ticket)
            return replace(visit.call(key), actor=Actor()), {"owner": None, "incident": incident}
        if visit.bearer is None:
            raise Denied("gateway.ticket_missing")
        return visit.call(visit.key), {"owner": self._sealer.alias(visit.actor.id), "incident": None}

    def _keep_in_room(self, call: Call, sender: dict[str, Any], body: Spooled, content: Content) -> Order:
        """Keep it; who seems to have too much waiting may have used it since, which is asked before they are refused."""
        try:
            return self._keep(call, sender, body, content)
        except Conflict as full:
            if full.code != TOO_MANY:
                raise
        self._learn_used(call, sender)
        return self._keep(call, sender, body, content)

    def _learn_used(self, call: Call, sender: dict[str, Any]) -> None:
        ids = store.waiting(self._db, owner=sender["owner"], incident=sender["incident"], limit=MOST_BY_ACCOUNT)
        kept = self._remote("grid", "evidence_kept", {"attachments": ids}, call.system())["kept"]
        with self._db.transaction() as tx:
            store.use(tx, kept, ask_at=call.now + ASKED_AGAIN)

    def _keep(self, call: Call, sender: dict[str, Any], body: Spooled, content: Content) -> Order:
        made = attachment_of(content, sender, now=call.now)

        def work(tx: Tx) -> Outcome:
            room(tx, sender)
            put(tx, self.files, content)
            store.add(tx, made)
            return Outcome(view.short(made), "attachment", made.id, made.version, detail={"media": made.media})

        return perform(self._db, call, "attach", {"digest": body.digest, "media": content.media}, work)


def room(tx: Tx, sender: dict[str, Any]) -> None:
    """Refuse to be somebody's store of files.

    Rule GR-145: what waits to be referred to is limited by sender.

    :raises Conflict: gateway.attachments_too_many, facts most
    """
    most = MOST_BY_ACCOUNT if sender["owner"] else MOST_BY_TICKET
    owners = (sender["owner"],) if sender["owner"] else ()
    if store.unlinked(tx, owners=owners, incident=sender["incident"]) >= most:
        raise Conflict("gateway.attachments_too_many", most=most)


def attachment_of(content: Content, sender: dict[str, Any], *, now: datetime) -> Attachment:
    """Give the fresh record of a content. sender: owner or incident."""
    seen = content.seen
    longitude, latitude = (seen.position if seen else None) or (None, None)
    return Attachment(
        id=clock.new_id(),
        media=content.media,
        bytes=content.size,
        files=content.files,
        created_at=now,
        ask_at=now + GOOD_FOR,
        width=seen.width if seen else None,
        height=seen.height if seen else None,
        taken_at=seen.taken_at if seen else None,
        longitude=longitude,
        latitude=latitude,
        **sender,
    )
