"""Making links to files, and following them."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from kernel.command import Outcome, record
from kernel.db import Database
from kernel.errors import Missing
from kernel.seal import Sealer
from services.gateway.attachment import store, view
from services.gateway.attachment.desk import SIZES, Attaching
from services.gateway.attachment.link import signed
from services.gateway.attachment.link.schemas import LONGEST_MINUTES
from services.gateway.attachment.link.signed import Pass
from services.gateway.attachment.record import Attachment
from services.gateway.attachment.taking import Order
from services.gateway.attachment.virus.verdict import seen
from services.gateway.http.answer import Answer
from services.gateway.http.visit import Visit

PATH = "/api/v1/linked/"
MARK = 8  # characters of a link that stand for it in the audit, too few to follow it


class Linking:
    """Acts of the service `gateway` on links, by name in `acts`. desk: who knows who may see what. minutes: a link lasts.

    :raises ValueError: at the start, for minutes that are none, or too many
    """

    def __init__(self, *, db: Database, sealer: Sealer, desk: Attaching, minutes: int):
        if not 1 <= minutes <= LONGEST_MINUTES:
            raise ValueError(f"LINLI_LINK_MINUTES is from 1 to {LONGEST_MINUTES}")
        self._db, self._sealer, self._desk, self._seconds = db, sealer, desk, minutes * 60
        self.acts: dict[str, Callable[[Visit, Order], Order | Answer]] = {
            "link_attachment": self.make,
            "linked_content": self.follow,
        }

    def make(self, visit: Visit, command: Order) -> Order:
        """Give a link to what the caller may see.

        Rules GR-144, GR-420.

        :raises Missing: gateway.attachment_missing, also when it is out of scope
        :raises Unavailable: gateway.attachment_waiting
        :raises Denied: gateway.attachment_quarantined
        """
        found = self._desk.shown(visit, command["attachment"])
        part = SIZES[command.get("size", "full")][command.get("covered", False)]
        if part not in found.files:
            raise Missing("gateway.attachment_missing")
        made = Pass(found.id, part, found.version, int(time.time()) + self._seconds, command.get("bound", False))
        link = signed.write(self._sealer, made, visit.actor.id)
        self._told(visit, found, "link_attachment", {"part": part, "link": link[:MARK], "bound": made.bound})
        return {"url": f"{visit.origin}{PATH}{link}", "expires_at": datetime.fromtimestamp(made.until, UTC).isoformat()}

    def follow(self, visit: Visit, command: Order) -> Answer:
        """Give the bytes a link leads to; each time is written down.

        Rules GR-419, GR-420.

        :raises Missing: gateway.link_ended
        :raises Unavailable: gateway.attachment_waiting
        :raises Denied: gateway.attachment_quarantined
        """
        holder = visit.actor.id
        opened = signed.read(self._sealer, command["link"], holder=holder, now=time.time())
        found = store.find(self._db, opened.attachment)
        if found is None or found.version != opened.version or opened.part not in found.files:
            raise Missing("gateway.link_ended")
        seen(found.scan)
        answer = view.content(visit, found, self._desk.files, part=opened.part)
        self._told(visit, found, "follow_link", {"part": opened.part, "link": command["link"][:MARK]})
        return answer

    def _told(self, visit: Visit, found: Attachment, act: str, detail: Order) -> None:
        """Write down who was given a file, or a way to it."""
        with self._db.transaction() as tx:
            record(tx, visit.call(None), act, Outcome({}, "attachment", found.id, found.version, detail=detail))
