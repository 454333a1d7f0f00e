"""Taking in one whole file, however it came: asked of the scanner, made anew, written down."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import eventlet

from kernel import clock, logs, metrics
from kernel.call import Call
from kernel.command import Outcome, perform, record
from kernel.db import Database, Tx
from kernel.decision import Event
from kernel.errors import Conflict, Invalid, Unavailable
from services.gateway.attachment import store, view
from services.gateway.attachment.content import Content, prepare
from services.gateway.attachment.folder import Files, in_room
from services.gateway.attachment.media import Media
from services.gateway.attachment.record import ASKED_AGAIN, GOOD_FOR, Attachment
from services.gateway.attachment.shelf import leave, put
from services.gateway.attachment.turn import in_turn
from services.gateway.attachment.virus.clamd import Scanner, Unscanned
from services.gateway.attachment.virus.verdict import CLEAN, NONE, WAITING

Order = dict[str, Any]
Sender = dict[str, Any]
Remote = Callable[[str, str, Order, Call], Order]
Also = Callable[[Tx, Attachment], None]
MOST_BY_ACCOUNT, MOST_BY_TICKET = 50, 9  # that no matter refers to yet
TOO_MANY = "gateway.attachments_too_many"
TURN_SECONDS, WRITE_SECONDS = 20.0, 5.5
SCANNED_AGAIN = timedelta(minutes=1)
log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Body:
    """One whole file that has come. digest: SHA-256 of it as it came, 64 hex digits."""

    path: Path
    digest: str
    media: Media


class Taking:
    """Makes attachments of bodies. scanner: None where none is asked. area: whose operators hear of malware."""

    def __init__(self, *, db: Database, remote: Remote, scanner: Scanner | None, area: str):
        self._db, self._remote, self._scanner, self._area = db, remote, scanner, area

    def take(self, call: Call, sender: Sender, body: Body, files: Files, also: Also | None = None) -> Order:
        """Give the record of a body, of which nothing stays behind when it is refused.

        sender: owner (alias) or incident. also: what else is written in the transaction that keeps it.

        Rules GR-140, GR-141, GR-146, GR-419.

        :raises Invalid: gateway.attachment_*, gateway.picture_*, gateway.document_*, once.key_reused
        :raises Conflict: gateway.attachments_too_many
        :raises Unavailable: gateway.busy, gateway.attachments_full
        """
        scan = self._scanned(call, body)
        with in_room():
            content = in_turn(lambda: prepare(files, body.path, body.media, now=call.now), wait=TURN_SECONDS)
            made = attachment_of(content, sender, now=call.now, scan=scan)
            try:
                with eventlet.Timeout(WRITE_SECONDS, Unavailable("database.timeout")):
                    return self._keep_in_room(call, sender, _Making(body, content, made, files, also))
            finally:
                leave(content)

    def _scanned(self, call: Call, body: Body) -> str:
        """Look through a body before anything of ours opens it; who cannot be asked now is asked later.

        Rule GR-419, design: a report is worth more than the hour the scanner is away.

        :raises Invalid: gateway.attachment_infected
        """
        if self._scanner is None:
            return NONE
        try:
            with body.path.open("rb") as content:
                found = self._scanner.scan(content)
        except Unscanned as reason:
            log.warning("attachment_scan_delayed", reason=str(reason))
            metrics.ATTACHMENT_SCANS.labels(WAITING).inc()
            return WAITING
        if found is None:
            metrics.ATTACHMENT_SCANS.labels(CLEAN).inc()
            return CLEAN
        self._refused(call, body, found)
        raise Invalid("gateway.attachment_infected")

    def _refused(self, call: Call, body: Body, found: str) -> None:
        id = clock.new_id()
        with self._db.transaction() as tx:
            infected(tx, call, id, found=found, area=self._area, detail={"digest": body.digest, "kept": False})

    def _keep_in_room(self, call: Call, sender: Sender, making: _Making) -> Order:
        """Keep it; who seems to have too much waiting may have used it since, which is asked before they are refused."""
        try:
            return self._keep(call, sender, making)
        except Conflict as full:
            if full.code != TOO_MANY:
                raise
        self._learn_used(call, sender)
        return self._keep(call, sender, making)

    def _learn_used(self, call: Call, sender: Sender) -> None:
        ids = store.waiting(self._db, owner=sender["owner"], incident=sender["incident"], limit=MOST_BY_ACCOUNT)
        kept = self._remote("grid", "evidence_kept", {"attachments": ids}, call.system())["kept"]
        with self._db.transaction() as tx:
            store.use(tx, kept, ask_at=call.now + ASKED_AGAIN)

    def _keep(self, call: Call, sender: Sender, making: _Making) -> Order:
        made = making.made

        def work(tx: Tx) -> Outcome:
            room(tx, sender)
            put(tx, making.files, making.content)
            store.add(tx, made)
            if making.also:
                making.also(tx, made)
            detail = {"media": made.media, "scan": made.scan}
            return Outcome(view.short(made), "attachment", made.id, made.version, detail=detail)

        command = {"digest": making.body.digest, "media": making.content.media}
        return perform(self._db, call, "attach", command, work)


@dataclass(frozen=True, slots=True)
class _Making:
    body: Body
    content: Content
    made: Attachment
    files: Files
    also: Also | None


def infected(
    tx: Tx, call: Call, id: str, *, found: str, area: str, detail: dict[str, Any], version: int = 1
) -> None:
    """Write down that a file carries malware, for whoever asks later, and tell the operators.

    Rule GR-419. found: what the scanner calls it.
    """
    metrics.ATTACHMENT_SCANS.labels("infected").inc()
    log.error("attachment_infected", attachment=id, found=found)
    told = Event("gateway.attachment_infected", id, {"attachment": id, "area": area, "found": found}, version)
    outcome = Outcome({}, "attachment", id, version, (told,), {"found": found, **detail})
    record(tx, call, "refuse_infected", outcome)


def room(tx: Tx, sender: Sender, *, coming: int = 0) -> None:
    """Refuse to be somebody's store of files. coming: those that are on their way.

    Rule GR-145: what waits to be referred to is limited by sender.

    :raises Conflict: gateway.attachments_too_many, facts most
    """
    most = MOST_BY_ACCOUNT if sender["owner"] else MOST_BY_TICKET
    owners = (sender["owner"],) if sender["owner"] else ()
    if store.unlinked(tx, owners=owners, incident=sender["incident"]) + coming >= most:
        raise Conflict("gateway.attachments_too_many", most=most)


def attachment_of(content: Content, sender: Sender, *, now: datetime, scan: str = NONE) -> Attachment:
    """Give the fresh record of a content. sender: owner or incident."""
    seen = content.seen
    longitude, latitude = (seen.position if seen else None) or (None, None)
    made = Attachment(
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
    return replace(made, scan=scan, scan_at=now + SCANNED_AGAIN if scan == WAITING else None)
