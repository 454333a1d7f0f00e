"""Sending in parts: begun, asked after, gone on with, ended."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from kernel import clock
from kernel.call import Call
from kernel.command import Outcome, perform
from kernel.db import Database, Tx
from kernel.errors import Conflict, Denied, Missing, Unavailable
from services.gateway.attachment.desk import Attaching
from services.gateway.attachment.folder import in_room
from services.gateway.attachment.taking import Order, Sender, room
from services.gateway.attachment.turn import aside
from services.gateway.attachment.upload import protocol, store, view
from services.gateway.attachment.upload.finishing import Finishing
from services.gateway.attachment.upload.receive import Receiving
from services.gateway.attachment.upload.record import (
    LASTS,
    MOST_OPEN_BY_ACCOUNT,
    MOST_OPEN_BY_TICKET,
    OPEN,
    TAKEN_UP,
    WHOLE,
    Upload,
)
from services.gateway.http.answer import Answer
from services.gateway.http.spool import sized
from services.gateway.http.visit import Visit

SCOPE = "attach"  # what an API client must have been let into


class Uploading:
    """Acts of the service `gateway` on uploads, by name in `acts`. desk: who knows senders, limits and files."""

    def __init__(self, db: Database, desk: Attaching):
        self._db, self._desk = db, desk
        self._finishing = Finishing(db=db, taking=desk.taking)
        self.acts: dict[str, Callable[[Visit, Order], Order | Answer]] = {
            "begin_upload": self.begin,
            "find_upload": self.find,
            "continue_upload": self.go_on,
            "end_upload": self.end,
        }

    def begin(self, visit: Visit, command: Order) -> Order:
        """Begin an upload, of which no byte is there yet.

        Rules GR-140, GR-145, GR-418.

        :raises Invalid: gateway.upload_protocol_unknown, gateway.upload_header_malformed, gateway.body_too_large,
            gateway.attachment_type_refused, gateway.attachment_heic
        :raises Denied: gateway.ticket_missing, gateway.ticket_refused, gateway.scope_missing
        :raises Conflict: gateway.uploads_too_many, gateway.attachments_too_many
        :raises Unavailable: gateway.attachments_off
        """
        call, sender = self._sender(visit)
        media, length = protocol.announced(visit.environ, self._desk.limits)
        self._desk.ready()
        made = Upload(clock.new_id(), media.name, length, call.now, call.now + LASTS, **sender)

        def work(tx: Tx) -> Outcome:
            _room(tx, sender)
            store.add(tx, made)
            return Outcome({}, "upload", made.id, 1, detail={"media": media.name, "bytes": length})

        perform(self._db, call, "begin_upload", {}, work)
        visit.headers += view.headers(made)
        return view.whole(made)

    def find(self, visit: Visit, command: Order) -> Order:
        """Tell how far an upload has come, and what was made of it.

        :raises Missing: gateway.upload_missing, also when it is somebody else's
        """
        _, found = self._own(visit, command)
        visit.headers += view.headers(found)
        return view.whole(found)

    def go_on(self, visit: Visit, command: Order) -> Order:
        """Take in a part; with the last one the whole is looked through and kept.

        Rule GR-418.

        :raises Invalid: gateway.upload_*, gateway.body_*, and as of an attachment sent in one piece
        :raises Missing: gateway.upload_missing
        :raises Conflict: gateway.upload_ended, gateway.upload_offset_wrong, gateway.upload_parts_too_many,
            gateway.attachments_too_many
        :raises Unavailable: gateway.busy, gateway.attachments_full
        """
        call, found = self._own(visit, command)
        protocol.part(visit.environ)
        found.goes_on(protocol.number(visit.environ, "Upload-Offset"), call.now)
        after = self._received(visit, found) if found.state == OPEN else found
        if after.state == WHOLE:
            self._finish(call, after)
        visit.headers += view.headers(after)
        return {}

    def end(self, visit: Visit, command: Order) -> Order:
        """Let an upload go before anything was made of it.

        :raises Missing: gateway.upload_missing
        :raises Conflict: gateway.upload_ended, once an attachment was made of it
        """
        call, found = self._own(visit, command)

        def work(tx: Tx) -> Outcome:
            if not store.end(tx, found.id):
                raise Conflict("gateway.upload_ended")
            return Outcome({}, "upload", found.id, 1, detail={"received": found.received})

        perform(self._db, call, "end_upload", {}, work)
        aside(partial(self._desk.files.drop_parts, found.id))
        return {}

    def _received(self, visit: Visit, found: Upload) -> Upload:
        left = found.length - found.received
        if visit.environ.get("CONTENT_LENGTH") == "0":
            return found  # as the protocol has it: nothing at the right place is nothing
        sized(visit.environ, left)
        growing = _Growing(self._db, self._desk, found)
        with in_room(), self._desk.spools.place():
            proof = protocol.proof(visit.environ)
            Receiving(left, proof, self._desk.files.fresh, growing.keep).receive(visit.environ)
        return growing.upload

    def _finish(self, call: Call, whole: Upload) -> None:
        """Make an attachment now; what stands in the way for a while is not the sender's to mend."""
        try:
            self._finishing.finish(call, whole, self._desk.files)
        except Unavailable:
            return
        except Conflict as ended:  # by somebody else, a moment before
            if ended.code != "gateway.upload_ended":
                raise

    def _own(self, visit: Visit, command: Order) -> tuple[Call, Upload]:
        """Give an upload of the sender's own, or of the matter a ticket is for; one whose day is over is gone at once.

        Rules GR-145, GR-418.

        :raises Missing: gateway.upload_missing
        """
        call, sender = self._sender(visit)
        found = store.get(self._db, command["upload"])
        aliases = self._desk.aliases(visit) if sender["owner"] else ()
        if not (found.owner in aliases if found.owner else found.incident == sender["incident"]):
            raise Missing("gateway.upload_missing")
        if found.state == OPEN and call.now >= found.expires_at:
            # a client that was told how far it is would go on, be refused, and ask again
            raise Missing("gateway.upload_missing")
        return call, found

    def _sender(self, visit: Visit) -> tuple[Call, Sender]:
        protocol.spoken(visit.environ)
        call, sender = self._desk.sender(visit, keyed=False)
        bearer = visit.bearer
        if sender["owner"] and bearer is not None and bearer.scopes is not None and SCOPE not in bearer.scopes:
            raise Denied("gateway.scope_missing", scope=SCOPE)
        return call, sender


class _Growing:
    """An upload while parts of it are written down."""

    def __init__(self, db: Database, desk: Attaching, upload: Upload):
        self._db, self._desk, self.upload = db, desk, upload

    def keep(self, ready: Path, size: int) -> None:
        """Write down what has come: the file first, under a name nobody else has, then the row that speaks of it."""
        name, files = clock.new_id(), self._desk.files
        aside(partial(files.put_part, self.upload.id, name, ready))
        with self._db.transaction() as tx:
            self.upload = store.grow(tx, self.upload, size=size, name=name, try_at=clock.now() + TAKEN_UP)


def _room(tx: Tx, sender: Sender) -> None:
    """Refuse too many at once.

    Rules GR-145, GR-418.
    """
    most = MOST_OPEN_BY_ACCOUNT if sender["owner"] else MOST_OPEN_BY_TICKET
    coming = store.coming(tx, owner=sender["owner"], incident=sender["incident"])
    if coming >= most:
        raise Conflict("gateway.uploads_too_many", most=most)
    room(tx, sender, coming=coming)
