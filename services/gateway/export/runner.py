"""Runs exports: takes one up, writes it page by page, and lets go of it when its owner or another process says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from kernel import clock, defect, logs
from kernel.call import Call
from kernel.command import Outcome, record
from kernel.db import Database
from kernel.errors import Denied, Failure, Invalid, Unavailable
from services.gateway import store as accounts
from services.gateway.attachment.folder import Files, digest_of, in_room
from services.gateway.attachment.turn import aside
from services.gateway.export import life, store
from services.gateway.export.listed import LISTS
from services.gateway.export.record import LEASE, ROWS_MOST, TRIES, Export
from services.gateway.export.sheet import SHEETS, Sheet
from services.gateway.export.source import Remote, Source

Roles = Mapping[str, tuple[str, ...]]
log = logs.get(__name__)


class Lost(Exception):
    """The export is no longer this process's: cancelled, or taken for dead and taken up by another."""


class Leaving(Exception):
    """This process ends: another shall take the export up."""


@dataclass(frozen=True, slots=True)
class Written:
    """A file that is whole. path: where it waits to be kept."""

    path: Path
    rows: int
    bytes: int
    digest: str


class Runner:
    """Runs one export at a time; any number of replicas may do so side by side.

    roles: who may read each list, as its row in the route table says. leaving: tells whether this process ends.
    """

    def __init__(self, db: Database, files: Files, remote: Remote, *, roles: Roles, leaving: Callable[[], bool]):
        self._db, self._files, self._remote = db, files, remote
        self._roles, self._leaving = roles, leaving

    def round(self) -> bool:
        """Take up one export and bring it to its end; False when there is none.

        :raises Unavailable: what it needs is away: its lease runs out, and it is begun anew
        """
        export = self._take()
        if export is None:
            return False
        if export.state == "running":
            self._run(export)
        return True

    def _take(self) -> Export | None:
        now = clock.now()
        with self._db.transaction() as tx:
            before = store.take(tx, now=now)
            if before is None:
                return None
            after = life.begin(before, now=now)
            store.save(tx, before, after)
            if after.state == "failed":
                record(tx, Call().system(), "fail_export", outcome(after))
            return after

    def _run(self, export: Export) -> None:
        path = self._files.fresh()
        try:
            with in_room():
                self._keep(export, self._write(export, path))
        except Lost:
            log.info("export_let_go", export=export.id)
        except Leaving:
            self._settle(export, life.give_back)
        except Failure as failure:
            if isinstance(failure, Unavailable) and export.tries < TRIES:
                raise  # a bucket, a disk or a service is away; the export still is this process's until its lease is over
            first = failure.problems[0].code if failure.problems else failure.code
            self._end(export, first)
        except Exception as error:  # a defect in one list must not keep the others from being written
            defect.tell("export_defect", f"gateway.export.{export.list}", error)
            self._end(export, "gateway.defect")
        finally:
            path.unlink(missing_ok=True)

    def _write(self, export: Export, path: Path) -> Written:
        sheet: Sheet = aside(lambda: SHEETS[export.format](path))
        try:
            rows = self._fill(export, sheet)
        finally:
            aside(sheet.close)
        return Written(path, rows, path.stat().st_size, aside(lambda: digest_of(path)))

    def _fill(self, export: Export, sheet: Sheet) -> int:
        source, rows, about = Source(self._remote, export), 0, None
        columns = LISTS[export.list].chosen(export.columns)
        sheet.add([[one.heading(export.language) for one in columns]])
        self._allowed(export)
        for page in source.pages():
            cells = [[one.cell(row, export.language) for one in columns] for row in page["items"]]
            aside(partial(sheet.add, cells))
            about = source.about(page) if not rows else about
            rows += len(cells)
            self._go_on(export, rows, about)
        return rows

    def _go_on(self, export: Export, rows: int, about: int | None) -> None:
        """Say that the process lives, and ask whether to go on.

        :raises Lost, Leaving, Denied:
        :raises Invalid: gateway.export_too_large
        """
        if rows > ROWS_MOST:
            raise Invalid("gateway.export_too_large", most=ROWS_MOST)
        if not store.go_on(self._db, export, rows=rows, about=about, until=clock.now() + LEASE):
            raise Lost
        if self._leaving():
            raise Leaving
        self._allowed(export)

    def _allowed(self, export: Export) -> None:
        """Look whether the owner still is who they were; asked with each page.

        Rule GR-383, local design: who has lost role, unit or area gets nothing of what they may read no longer.

        :raises Denied: gateway.export_role_lost
        """
        found = accounts.account_of(self._db, id=export.owner)
        same = found is not None and (found.role, found.unit, found.area) == (export.role, export.unit, export.area)
        if found is None or found.disabled or not same or export.role not in self._roles[export.list]:
            raise Denied("gateway.export_role_lost")

    def _keep(self, export: Export, written: Written) -> None:
        """Put the file in its place, then say that it is there; a file that nobody names is found by its age."""
        aside(lambda: self._files.put(export.place, written.path))
        done: dict[str, Any] = {"rows": written.rows, "bytes": written.bytes, "digest": written.digest, "now": clock.now()}
        try:
            self._settle(export, partial(life.finish, **done))
        except Lost:
            aside(lambda: self._files.delete(export.place))
            raise
        log.info("export_ready", export=export.id, list=export.list, rows=written.rows, bytes=written.bytes)

    def _end(self, export: Export, problem: str) -> None:
        with suppress(Lost):
            self._settle(export, partial(life.fail, problem=problem, now=clock.now()))
            log.warning("export_failed", export=export.id, list=export.list, code=problem)

    def _settle(self, export: Export, move: Callable[[Export], Export]) -> None:
        """Write down the end of a run, if it is this process's still.

        :raises Lost:
        """
        with self._db.transaction() as tx:
            before = store.lock(tx, export.id)
            if before.version != export.version:
                raise Lost
            after = move(before)
            store.save(tx, before, after)
            record(tx, Call().system(), ACTS[after.state], outcome(after))


ACTS = {"waiting": "give_back_export", "ready": "finish_export", "failed": "fail_export"}


def outcome(export: Export, reply: dict[str, Any] | None = None) -> Outcome:
    """Give what the audit keeps of an export: what list, how much, and the digest of the file, none of its words."""
    names = ("list", "format", "state", "rows", "bytes", "digest", "problem", "tries")
    detail = {name: getattr(export, name) for name in names} | {"columns": list(export.columns)}
    return Outcome(reply or {}, "export", export.id, export.version, detail=detail)
