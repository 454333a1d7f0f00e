"""Runs exports while the front door runs, and clears up after them."""

from __future__ import annotations

import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from kernel import clock, defect, logs
from kernel.beat import Beat
from kernel.call import Call
from kernel.db import SharedDatabase
from kernel.errors import Unavailable
from kernel.rpc import Calls, SharedLink
from kernel.settings import Settings
from services.gateway.access.keeping import noting_of
from services.gateway.attachment.folder import SHARDS, Files
from services.gateway.attachment.shelves import shelf_of
from services.gateway.export.keeper import Keeper
from services.gateway.export.runner import Roles, Runner
from services.gateway.http.route import Route

PERIOD = 1.0  # seconds between two looks for an export
KEPT = 600.0  # seconds between two rounds of the keeper
PART = "exports"  # of the folder or the bucket of attachments
log = logs.get(__name__)


def export_shelf(settings: Settings) -> Files | None:
    """Give where exports are kept, beside attachments and apart from them; None where this process keeps no files.

    Rule GR-476, design: whichever replica is asked has the file, on a shared disk or in the bucket.
    """
    return shelf_of(settings, PART)


class RunnerProvider(Beat):
    """Runs exports one after the other; a service that declares it twice runs two at once.

    roles: see Runner. rows: the route table, whose views tell which records a list shows.
    """

    shared = SharedDatabase()
    link = SharedLink()
    label = "export-runner"
    _runner: Runner | None = None

    def __init__(self, roles: Roles, rows: Iterable[Route]):
        self._roles, self._rows = roles, rows

    def start(self) -> None:
        if self.container.config["settings"].files:
            super().start()

    def beat(self) -> float:
        try:
            self._runner = self._runner or self._made()
            return 0.0 if self._runner.round() else PERIOD
        except Unavailable as exc:
            log.warning("exports_delayed", code=exc.code)
        except Exception as exc:  # a full or a broken disk must not take the front door down
            defect.tell("exports_defect", "gateway", exc)
        return PERIOD * 5

    def _made(self) -> Runner:
        link, files = self.link.link, export_shelf(self.container.config["settings"])
        assert link is not None  # the container starts extensions before they work
        assert files is not None  # else it is not started
        database = self.shared.database
        remote = noting_of(database).exported(partial(_ask, Calls(link, {}, 5.0)), self._rows)
        return Runner(database, files, remote, roles=self._roles, leaving=self._leaving.is_set)


class ExportKeeperProvider(Beat):
    """Runs the keeper's rounds in each process that keeps files."""

    shared = SharedDatabase()
    label = "export-keeper"
    lead = KEPT / 10
    _keeper: Keeper | None = None

    def start(self) -> None:
        if self.container.config["settings"].files:
            super().start()

    def beat(self) -> float:
        try:
            self._keeper = self._keeper or self._made()
            log.info("exports_tidied", gone=self._keeper.round(clock.now(), int(time.time() // KEPT) % SHARDS))
        except Unavailable as exc:
            log.warning("exports_delayed", code=exc.code)
        except Exception as exc:  # a full or a broken disk must not take the front door down
            defect.tell("exports_defect", "gateway", exc)
        return KEPT

    def _made(self) -> Keeper:
        settings = self.container.config["settings"]
        files, left = export_shelf(settings), Path(settings.files) / PART if settings.attachments else None
        assert files is not None  # else it is not started
        return Keeper(self.shared.database, files, left)


def _ask(calls: Calls, service: str, act: str, command: dict[str, Any], call: Call) -> dict[str, Any]:
    found: dict[str, Any] = calls.call(service, act, command, call=call)
    return found
