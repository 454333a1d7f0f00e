"""Sending and reading attachments."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kernel import number
from kernel.call import Actor, Call
from kernel.db import Database
from kernel.errors import Denied, Missing, Unavailable
from kernel.seal import Sealer
from services.gateway.attachment import store, view
from services.gateway.attachment.folder import Files, in_room
from services.gateway.attachment.media import declared
from services.gateway.attachment.record import KEPT, PREVIEW, SHOWN, SHOWN_PREVIEW, Attachment
from services.gateway.attachment.taking import Body, Order, Remote, Sender, Taking
from services.gateway.attachment.ticket import Tickets
from services.gateway.attachment.virus.clamd import Scanner
from services.gateway.attachment.virus.verdict import INFECTED, WAITING, seen
from services.gateway.http.answer import Answer
from services.gateway.http.intake import key_of
from services.gateway.http.spool import Spools
from services.gateway.http.visit import Visit

# who knows what refers to it, in the order they are asked: service, act, kind of record
REACHES = (("grid", "evidence_reach", "incident"), ("petition", "intake_photo_reach", "intake"))
SIZES = {"full": (KEPT, SHOWN), "preview": (PREVIEW, SHOWN_PREVIEW)}


class Attaching:
    """Acts of the service `gateway` on what is sent, by name in `acts`.

    limits: bytes by group of media. scanner: who is asked about malware. area: of the deployment.
    """

    def __init__(
        self,
        *,
        db: Database,
        sealer: Sealer,
        files: Files | None,
        limits: Mapping[str, int],
        tickets: Tickets,
        remote: Remote,
        scanner: Scanner | None = None,
        area: str = "",
    ):
        self._db, self._sealer, self._files = db, sealer, files
        self.limits, self._tickets, self._remote = limits, tickets, remote
        self.spools = Spools()
        self.taking = Taking(db=db, remote=remote, scanner=scanner, area=area)
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

    def fresh(self) -> Path:
        """Name a file that is written while it comes.

        :raises Unavailable: gateway.attachments_off
        """
        return self.files.fresh()

    def ready(self) -> None:
        """Refuse at the door where nothing is kept.

        :raises Unavailable: gateway.attachments_off
        """
        _ = self.files

    def aliases(self, visit: Visit) -> tuple[str, ...]:
        """Give the names that stand for who calls, newest first."""
        return self._sealer.aliases(visit.actor.id)

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

        Rules GR-140, GR-141, GR-146, GR-419.

        :raises Invalid: gateway.attachment_*, gateway.picture_*, gateway.document_*, gateway.body_*, once.key_reused
        :raises Denied: gateway.ticket_missing, gateway.ticket_refused
        :raises Conflict: gateway.attachments_too_many
        :raises Unavailable: gateway.busy, gateway.attachments_off, gateway.attachments_full
        """
        call, sender = self.sender(visit, keyed=True)
        media, files = declared(visit.environ.get("CONTENT_TYPE", "")), self.files
        most = self.limits[media.group]
        with in_room(), self.spools.take(visit.environ, files.fresh(), most=most) as body:
            return self.taking.take(call, sender, Body(body.path, body.digest, media), files)

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
        :raises Unavailable: gateway.attachment_waiting
        :raises Denied: gateway.attachment_quarantined
        """
        found = self.shown(visit, command["attachment"])
        part = SIZES[command.get("size", "full")][command.get("covered", False)]
        return self._given(visit, found, part, command.get("edition"))

    def shown(self, visit: Visit, id: str) -> Attachment:
        """Give an attachment whose content this reader may see.

        Rules GR-144, GR-419.

        :raises Missing: gateway.attachment_missing
        :raises Unavailable: gateway.attachment_waiting
        :raises Denied: gateway.attachment_quarantined
        """
        found = store.get(self._db, id)
        if not self._own(visit, found):
            self.reached(visit, found)
        seen(found.scan)
        return found

    def published(self, visit: Visit, command: Order) -> Answer:
        """Give the bytes of a published picture to anybody.

        Rule GR-143.

        :raises Missing: gateway.attachment_missing, also while it is private
        """
        found = store.get(self._db, command["attachment"])
        if not found.published or found.scan in (WAITING, INFECTED):
            raise Missing("gateway.attachment_missing")
        return self._given(visit, found, SIZES[command.get("size", "full")][True])

    def reached(self, visit: Visit, found: Attachment) -> bool:
        """Ask whether the matter that refers to an attachment, or else the intake, is within the reader's reach.

        :raises Missing: gateway.attachment_missing
        """
        if visit.bearer is None:
            raise Missing("gateway.attachment_missing")
        for service, act, kind in REACHES:
            try:
                reached = self._remote(service, act, {"attachment": found.id}, visit.call(None))
            except Missing:
                continue
            visit.shows(kind, [reached[kind]])
            return True
        raise Missing("gateway.attachment_missing")

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

    def sender(self, visit: Visit, *, keyed: bool) -> tuple[Call, Sender]:
        """Give on whose behalf a body is taken; what comes by a ticket is sent by nobody, whoever else is signed in.

        keyed: the row wants an Idempotency-Key.

        :raises Denied: gateway.ticket_missing, gateway.ticket_refused
        """
        ticket = visit.environ.get("HTTP_UPLOAD_TICKET")
        if ticket is not None:
            assert visit.route is not None  # a row has led here
            key = key_of(visit.route, visit.environ, nobody=True) if keyed else None
            incident = self._tickets.read(ticket)
            return replace(visit.call(key), actor=Actor()), {"owner": None, "incident": incident}
        if visit.bearer is None:
            raise Denied("gateway.ticket_missing")
        return visit.call(visit.key), {"owner": self._sealer.alias(visit.actor.id), "incident": None}
