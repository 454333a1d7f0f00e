"""Writes looks down, many callers' in one statement, before anything is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import eventlet
import psycopg2
from eventlet.event import Event

from kernel import logs, metrics
from kernel.errors import Failure, Unavailable
from services.gateway.access.look import Look

WAIT_SECONDS = 4.5  # of a caller; more than the server may take for a statement, less than a client waits
AT_ONCE = 500  # rows of a statement
SOON_SECONDS = 0.1  # that what nobody waits for gathers: the main job must not pay a statement for each act
log = logs.get(__name__)


@dataclass(slots=True)
class Batch:
    """What gathers while another batch is being written. done: sent True once it is durable, False if it is not."""

    looks: list[Look] = field(default_factory=list)
    done: Event = field(default_factory=Event)


class Writer:
    """One of a process. write: makes looks durable, in one round trip.

    Nobody who waits waits for a clock: the first caller's look is written at once, those who come meanwhile share the next
    statement. So a lone caller waits for one commit, and 64 together wait for two, not for 64.

    Rule GR-398, local design.
    """

    def __init__(self, write: Callable[[Sequence[Look]], None]):
        self._write = write
        self._gathering = self._writing = Batch()
        self._busy = self._soon = False

    def keep(self, looks: Sequence[Look]) -> None:
        """Write looks down and come back once they are durable.

        :raises Unavailable: gateway.look_unwritten
        """
        done = self._gathering.done
        self._gathering.looks += looks
        self._begin()
        with eventlet.Timeout(WAIT_SECONDS, Unavailable("gateway.look_unwritten")):
            durable = done.wait()
        if not durable:
            raise Unavailable("gateway.look_unwritten")

    def send(self, looks: Sequence[Look]) -> None:
        """Write looks down soon: of what was done, which an audit row tells already."""
        self._gathering.looks += looks
        if not (self._busy or self._soon):
            self._soon = True
            eventlet.spawn_after(SOON_SECONDS, self._begin)

    def finish(self) -> None:
        """Write down what has gathered, now, and wait for what is being written: the process ends."""
        with eventlet.Timeout(WAIT_SECONDS, False):
            if self._busy:
                self._writing.done.wait()
            if self._gathering.looks:
                done = self._gathering.done
                self._begin()
                done.wait()

    def _begin(self) -> None:
        self._soon = False
        if not self._busy:
            self._busy = True
            eventlet.spawn_n(self._run)

    def _run(self) -> None:
        try:
            while self._gathering.looks:
                batch, self._gathering = self._gathering, Batch()
                self._writing = batch
                batch.done.send(self._written(batch.looks))
        finally:
            self._busy = False

    def _written(self, looks: list[Look]) -> bool:
        try:
            for start in range(0, len(looks), AT_ONCE):
                self._write(looks[start : start + AT_ONCE])
        except (Failure, psycopg2.Error) as exc:
            metrics.LOOKS_UNWRITTEN.inc(len(looks))
            log.error("looks_unwritten", looks=len(looks), code=getattr(exc, "code", type(exc).__name__))
            return False
        metrics.LOOKS_WRITTEN.inc(len(looks))
        return True
