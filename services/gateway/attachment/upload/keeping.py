"""Finishes uploads that were left whole by a process that ended, or for want of the scanner's or the database's time."""

from __future__ import annotations

from typing import Any

from kernel import clock, defect, logs
from kernel.beat import Beat
from kernel.call import Call
from kernel.db import SharedDatabase
from kernel.errors import Unavailable
from kernel.rpc import Calls, SharedLink
from services.gateway.attachment.folder import Files
from services.gateway.attachment.shelves import shelf_of
from services.gateway.attachment.taking import Taking
from services.gateway.attachment.upload.finishing import Finishing
from services.gateway.attachment.virus.clamd import scanner

PERIOD = 30.0  # seconds between two looks
log = logs.get(__name__)


class UploadProvider(Beat):
    """Looks for them in each process of the gateway that keeps files."""

    shared = SharedDatabase()
    link = SharedLink()
    label = "upload-finisher"
    lead = PERIOD
    _finishing: Finishing | None = None
    _files: Files | None = None

    def start(self) -> None:
        if self.container.config["settings"].files:
            super().start()

    def beat(self) -> float:
        settings = self.container.config["settings"]
        try:
            self._finishing = self._finishing or self._made(settings)
            self._files = self._files or shelf_of(settings)
            assert self._files is not None  # else it is not started
            self._finishing.round(clock.now(), self._files)
        except Unavailable as exc:
            log.warning("uploads_delayed", code=exc.code)
        except Exception as exc:  # a broken disk must not take the front door down
            defect.tell("uploads_defect", "gateway", exc)
        return PERIOD

    def _made(self, settings: Any) -> Finishing:
        link = self.link.link
        assert link is not None  # the container starts extensions before this first look
        calls = Calls(link, {}, 5.0)

        def remote(service: str, act: str, command: dict[str, Any], call: Call) -> dict[str, Any]:
            found: dict[str, Any] = calls.call(service, act, command, call=call)
            return found

        db = self.shared.database
        taking = Taking(db=db, remote=remote, scanner=scanner(settings.scan), area=settings.district.ljust(12, "0"))
        return Finishing(db=db, taking=taking)
