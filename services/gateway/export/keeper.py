"""Lets go of files that are past their time, of what ended processes left, and of what nobody asks about any more."""

from __future__ import annotations

import re
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from kernel import logs
from kernel.call import Call
from kernel.command import record
from kernel.db import Database
from services.gateway.attachment.folder import SHARDS, Files
from services.gateway.attachment.turn import aside
from services.gateway.export import life, store
from services.gateway.export.record import FORGOTTEN, GOOD_FOR
from services.gateway.export.runner import outcome

BATCH = 20
ABANDONED = 3600.0  # seconds; whoever was writing so long ago has ended
PART = re.compile(r"[0-9a-f]{2}")
log = logs.get(__name__)


class Keeper:
    """What is done in each round; any number of replicas may do it side by side.

    left: folder that a bucket has taken the place of, None where there is none.
    """

    def __init__(self, db: Database, files: Files, left: Path | None = None):
        self._db, self._files, self._left = db, files, left

    def round(self, now: datetime, shard: int) -> int:
        """Do one round and give how many files and exports went. shard: 0..255, of the files looked for astray."""
        gone = self.expire(now) + store.forget(self._db, before=now - FORGOTTEN) + self.strays(shard % SHARDS)
        return gone + aside(lambda: self._files.sweep(seconds=ABANDONED)) + aside(self._leave)

    def expire(self, now: datetime) -> int:
        """Delete files that are past their time.

        The file goes first: what is read between has no file, and a crash leaves a row that the next round takes up.

        Rule GR-384, local design: a list taken out of the system is there for a day.
        """
        total = 0
        while gone := self._expire(now):
            total += gone
        return total

    def strays(self, shard: int) -> int:
        """Delete files of one part of the folder that no export names: a process ended between file and row."""
        found = aside(lambda: list(self._files.old(shard, seconds=ABANDONED)))
        left = [file for file in found if file not in store.kept(self._db, found)]
        for file in left:
            aside(lambda file=file: self._files.delete(file))  # type: ignore[misc]
        return len(left)

    def _leave(self) -> int:
        """Delete what was written into the folder before there was a bucket, once nobody may have it any more.

        Rule GR-384, local design: for a day, wherever it lies.
        """
        before, gone = time.time() - GOOD_FOR.total_seconds(), 0
        parts = [part for part in self._left.iterdir() if PART.fullmatch(part.name)] if self._left else []
        for file in (file for part in parts for file in part.iterdir()):
            with suppress(FileNotFoundError):  # another replica was quicker
                if file.stat().st_mtime < before:
                    file.unlink()
                    gone += 1
        return gone

    def _expire(self, now: datetime) -> int:
        with self._db.transaction() as tx:
            held = store.due(tx, now=now, limit=BATCH)
            for before in held:
                aside(lambda file=before.file: self._files.delete(file))  # type: ignore[misc]
                after = life.expire(before)
                store.save(tx, before, after)
                record(tx, Call().system(), "expire_export", outcome(after))
        return len(held)
