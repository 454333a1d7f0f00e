"""Giving somebody all that is kept of them as one file: by account, or by number and query code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from kernel import clock
from kernel.command import Outcome, record
from kernel.db import Database
from kernel.seal import Sealer
from kernel.wire import ID
from services.gateway.attachment import store as attachments
from services.gateway.attachment.folder import Files, in_room
from services.gateway.attachment.record import Attachment
from services.gateway.attachment.turn import aside
from services.gateway.http.answer import GUARDS, Answer, Streamed
from services.gateway.http.visit import Visit
from services.gateway.rights.archive.packing import pack
from services.gateway.rights.archive.room import Room
from services.gateway.rights.asking import Order
from services.gateway.rights.copying import Copying

ITEMS_MOST = 2000
FILES_MOST = 1000
PAGE = 100
ATTACHMENT = re.compile(ID)
MEDIA = "application/zip"
POLICY = ("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
KEPT = (("Cache-Control", "private, no-store"), ("Vary", "Accept-Language, Authorization, Cookie"), POLICY, *GUARDS)


class Archiving:
    """Acts of the service `gateway` on archives, by name in `acts`. files: of attachments, None where none are kept.

    It is made while it is asked for and given at once, so that there is neither a file nor a link others might find.
    """

    def __init__(self, *, db: Database, sealer: Sealer, copying: Copying, files: Files | None):
        self._db, self._sealer, self._copying, self._files = db, sealer, copying, files
        self._room = Room()
        self.acts: dict[str, Callable[[Visit, Order], Answer]] = {"own_archive": self.own, "archive_by_code": self.by_code}

    def own(self, visit: Visit, command: Order) -> Answer:
        """Give all that is kept of the account; that it was given is in the audit.

        Rule GR-479, 《个人信息保护法》 art. 45: easily had, and of oneself alone.

        :raises Unavailable: gateway.busy, gateway.attachments_full, and when a service or the bucket is away
        """
        return self._made(visit, visit.actor.id, partial(self._all, visit))

    def by_code(self, visit: Visit, command: Order) -> Answer:
        """Give all that is kept in the one matter of a receipt.

        :raises Missing: as the service of the matter says for a wrong number or code
        :raises Unavailable: gateway.busy, gateway.attachments_full, and when a service or the bucket is away
        """
        asked = {name: command[name] for name in ("number", "code")}
        return self._made(visit, asked["number"], lambda: self._copying.copy_by_code(visit, asked)["items"])

    def _made(self, visit: Visit, whose: str, read: Callable[[], list[Order]]) -> Answer:
        with self._room.making(whose), in_room():
            copies = self._spoken(visit, read)
            items = next(iter(copies.values()))
            sent, more = self._sent(visit, items), len(items) >= ITEMS_MOST
            made = aside(lambda: pack(copies, sent, self._files, made_at=clock.now(), more=more))
            file = self._room.lend(made, whose)
        try:
            if visit.verb != "HEAD":  # who asks for headers is given nothing
                self._told(visit, items, len(sent))
        except BaseException:
            file.close()
            raise
        size = file.seek(0, 2)
        file.seek(0)
        named = ("Content-Disposition", f'attachment; filename="linli-{clock.today(clock.now())}.zip"')
        return Streamed(file, size, [("Content-Type", MEDIA), named, *KEPT])

    def _spoken(self, visit: Visit, read: Callable[[], list[Order]]) -> dict[str, list[Order]]:
        """Read it in each language, that of the reader first: steps and states are words, and are told in both."""
        first = visit.language
        copies: dict[str, list[Order]] = {}
        try:
            for language in sorted(("zh", "en"), key=lambda one: one != first):
                visit.language = language
                copies[language] = read()
        finally:
            visit.language = first
        return copies

    def _all(self, visit: Visit) -> list[Order]:
        items: list[Order] = []
        after: Any = None
        while len(items) < ITEMS_MOST:
            page = self._copying.copy(visit, {"limit": PAGE, "after": after})
            items += page["items"]
            after = page["next"]
            if after is None:
                break
        return items[:ITEMS_MOST]

    def _sent(self, visit: Visit, items: Sequence[Order]) -> list[Attachment]:
        """Give what is named in the copies and was sent by who asks, the newest first: with their account, or a matter's ticket.

        What others sent to the same matter is named to them, and is not theirs.
        """
        aliases, matters = self._sealer.aliases(visit.actor.id), {str(one["id"]) for one in items}
        known = {id for one in items for id in named_in(one["data"]) if ATTACHMENT.fullmatch(id)}
        named = sorted(known, reverse=True)[:FILES_MOST]
        found = (
            one for part in batched(named) for one in attachments.list_of(self._db, part)
            if one.owner in aliases or one.incident in matters
        )  # fmt: skip
        return sorted(found, key=lambda one: one.id, reverse=True)

    def _told(self, visit: Visit, items: Sequence[Mapping[str, Any]], files: int) -> None:
        kind, subject = ("account", visit.actor.id) if visit.actor.id else (str(items[0]["kind"]), str(items[0]["id"]))
        with self._db.transaction() as tx:
            detail = {"items": len(items), "files": files}
            record(tx, visit.call(None), "give_archive", Outcome({}, kind, subject, 1, detail=detail))


def named_in(data: Mapping[str, Any]) -> Iterator[str]:
    """Give the ids of attachments that stand in a copy: what an account sent, evidence of a matter, photos of an intake."""
    yield from (str(one["id"]) for one in data.get("attachments") or ())
    yield from (str(one["ref"]) for one in data.get("evidence") or () if one.get("ref"))
    yield from map(str, data.get("photos") or ())


def batched(ids: Sequence[str], size: int = 200) -> Iterator[list[str]]:
    """Give ids in lists that are no longer than that."""
    return (list(ids[start : start + size]) for start in range(0, len(ids), size))
