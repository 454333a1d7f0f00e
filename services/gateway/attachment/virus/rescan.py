"""Looks through what came while the scanner was away."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from kernel import clock, defect, logs, metrics
from kernel.beat import Beat
from kernel.call import Actor, Call
from kernel.command import Outcome, record
from kernel.db import Database, SharedDatabase
from kernel.errors import Unavailable
from services.gateway.attachment import store
from services.gateway.attachment.folder import Files
from services.gateway.attachment.record import KEPT, Attachment
from services.gateway.attachment.shelves import shelf_of
from services.gateway.attachment.taking import SCANNED_AGAIN, infected
from services.gateway.attachment.turn import aside
from services.gateway.attachment.virus.clamd import Scanner, Unreadable, Unscanned, scanner
from services.gateway.attachment.virus.verdict import CLEAN, INFECTED

PERIOD = 15.0  # seconds between two looks
BATCH = 20
log = logs.get(__name__)


class Rescan:
    """One look at what waits; any number of replicas may do it side by side: each takes others. area: of the deployment."""

    def __init__(self, *, db: Database, files: Files, scanner: Scanner, area: str):
        self._db, self._files, self._scanner, self._area = db, files, scanner, area

    def round(self, now: datetime) -> int:
        """Scan what waits and give how many have a verdict; a scanner that is away ends the round.

        Rule GR-419. One that the scanner cannot look through, or that is not to be read, holds up no other.
        """
        done = 0
        while waiting := self._take(now):
            for one in waiting:
                try:
                    self._settle(one, self._found(one))
                except (Unreadable, FileNotFoundError) as reason:
                    log.warning("attachment_unscannable", attachment=one.id, reason=str(reason))
                    continue
                except Unscanned as reason:
                    log.warning("attachment_scan_delayed", reason=str(reason))
                    return done
                done += 1
        return done

    def _take(self, now: datetime) -> list[Attachment]:
        with self._db.transaction() as tx:
            return store.take_unscanned(tx, now=now, again=now + SCANNED_AGAIN, limit=BATCH)

    def _found(self, one: Attachment) -> str | None:
        with aside(partial(self._files.open, one.files[KEPT])) as content:
            return self._scanner.scan(content)

    def _settle(self, one: Attachment, found: str | None) -> None:
        """Write a verdict down, once: whoever was slower finds nothing that waits."""
        call = Call(actor=Actor(role="system"))
        verdict, version = (INFECTED if found else CLEAN), one.version + 1
        with self._db.transaction() as tx:
            if not store.scanned(tx, one.id, version=one.version, scan=verdict):
                return
            if found:
                infected(tx, call, one.id, found=found, area=self._area, detail={"kept": True}, version=version)
            else:
                metrics.ATTACHMENT_SCANS.labels(CLEAN).inc()
                record(tx, call, "scan", Outcome({}, "attachment", one.id, version, detail={"scan": CLEAN}))


class RescanProvider(Beat):
    """Runs the looks in each process of the gateway that keeps files and has a scanner to ask."""

    shared = SharedDatabase()
    label = "attachment-rescan"
    _rescan: Rescan | None = None

    def start(self) -> None:
        settings = self.container.config["settings"]
        if settings.files and scanner(settings.scan):
            super().start()

    def beat(self) -> float:
        try:
            self._rescan = self._rescan or self._made()
            self._rescan.round(clock.now())
            metrics.ATTACHMENT_WAITING.set(store.unscanned(self.shared.database))
        except Unavailable as exc:
            log.warning("attachment_scan_delayed", reason=exc.code)
        except Exception as exc:  # a broken disk must not take the front door down
            defect.tell("attachment_scan_defect", "gateway", exc)
        return PERIOD

    def _made(self) -> Rescan:
        settings = self.container.config["settings"]
        files, asked = shelf_of(settings), scanner(settings.scan)
        assert files is not None  # else it is not started
        assert asked is not None
        return Rescan(db=self.shared.database, files=files, scanner=asked, area=settings.district.ljust(12, "0"))
