"""Lets go of what nobody refers to: uploads after a day, evidence with its matter, files with their last record."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from kernel import clock, defect, logs, metrics
from kernel.beat import Beat
from kernel.call import Actor, Call
from kernel.db import Database, SharedDatabase
from kernel.errors import Unavailable
from kernel.rpc import Calls, SharedLink
from services.gateway.attachment import store
from services.gateway.attachment.folder import SHARDS, Files
from services.gateway.attachment.record import ASKED_AGAIN, GOOD_FOR, KEEPERS
from services.gateway.attachment.shelves import shelf_of
from services.gateway.attachment.turn import aside
from services.gateway.attachment.upload.finishing import expire

PERIOD = 600.0  # seconds between two rounds
BATCH = 200
SETTLED = timedelta(hours=1)  # whoever was writing so long ago has ended, one way or the other
ABANDONED = SETTLED.total_seconds()

Kept = Callable[[list[str]], list[str]]
log = logs.get(__name__)


class Keeper:
    """What is done in each round; any number of replicas may do it side by side.

    kept: asks the service that keeps matters which of these attachments are referred to. brought: asks the window, of the
    rest, what waits there or was brought there; such a matter may end any day, so that it is asked about again in a day.

    Rule GR-147, domain 5.1 and 《个人信息保护法》 art. 19: no longer than the matter needs.
    """

    def __init__(self, db: Database, files: Files, kept: Kept, brought: Kept):
        self._db, self._files, self._kept, self._brought = db, files, kept, brought

    def round(self, now: datetime, shard: int) -> int:
        """Do one round and give how many attachments and files went. shard: 0..255, of the files looked for astray.

        :raises Unavailable: when the database, or the service that is asked, is away; nothing is deleted on a guess
        """
        dropped = self.drop(now)
        freed = self.free(now)
        strays = self.strays(shard)
        ended = expire(self._db, self._files, now)
        left = aside(lambda: self._files.sweep(seconds=ABANDONED))
        return dropped + freed + strays + ended + left

    def drop(self, now: datetime) -> int:
        """Delete attachments whose time is up and that no matter refers to."""
        total = 0
        while ids := store.due(self._db, now=now, limit=BATCH):
            kept = self._kept(ids)
            rest = [id for id in ids if id not in kept]
            brought = self._brought(rest) if rest else []
            with self._db.transaction() as tx:
                store.keep(tx, kept, now=now, ask_at=now + ASKED_AGAIN)
                store.keep(tx, brought, now=now, ask_at=now + GOOD_FOR)
                total += store.drop(tx, [id for id in rest if id not in brought], now=now)
        return total

    def free(self, now: datetime) -> int:
        """Delete files that were let go of an hour ago."""
        before, total = now - SETTLED, 0
        with self._db.transaction() as tx:
            store.tighten(tx, before=before)
        while freed := self._free(before):
            total += freed
        return total

    def strays(self, shard: int) -> int:
        """Delete files of one part of the folder that stand in no row: a process ended between file and row."""
        found = aside(lambda: list(self._files.old(shard, seconds=ABANDONED)))
        return sum(self._stray(digest) for digest in found)

    def _free(self, before: datetime) -> int:
        with self._db.transaction() as tx:
            held = store.take_loose(tx, before=before, limit=BATCH)
            for digest, _ in held:
                aside(partial(self._files.delete, digest))
            store.forget(tx, [digest for digest, _ in held])
        metrics.ATTACHMENT_BYTES.labels("deleted").inc(sum(size for _, size in held))
        return len(held)

    def _stray(self, digest: str) -> int:
        with self._db.transaction() as tx:
            # held while it is deleted: whoever brings the same content meanwhile waits, and writes it anew
            if not store.claim(tx, digest):
                return 0
            aside(partial(self._files.delete, digest))
            store.forget(tx, [digest])
        return 1


class KeeperProvider(Beat):
    """Runs the keeper's rounds in each process of the gateway that has a folder."""

    shared = SharedDatabase()
    link = SharedLink()
    label = "attachment-keeper"
    lead = PERIOD
    _keeper: Keeper | None = None

    def start(self) -> None:
        if self.container.config["settings"].files:
            super().start()

    def beat(self) -> float:
        try:
            self._keeper = self._keeper or self._made()
            gone = self._keeper.round(clock.now(), int(time.time() // PERIOD) % SHARDS)
            log.info("attachments_tidied", gone=gone)
        except Unavailable as exc:
            log.warning("attachments_tidying_delayed", code=exc.code)
        except Exception as exc:  # a full or a broken disk must not take the front door down
            defect.tell("attachments_tidying_defect", "gateway", exc)
        return PERIOD

    def _made(self) -> Keeper:
        link = self.link.link
        assert link is not None  # the container starts extensions before this first round
        calls = Calls(link, {}, 5.0)
        files = shelf_of(self.container.config["settings"])
        assert files is not None  # else it is not started
        return Keeper(self.shared.database, files, *(partial(_ask, calls, *one) for one in KEEPERS))


def _ask(calls: Calls, service: str, act: str, ids: list[str]) -> list[str]:
    call = Call(actor=Actor(role="system"))
    answer: dict[str, Any] = calls.call(service, act, {"attachments": ids}, call=call)
    return list(answer["kept"])

