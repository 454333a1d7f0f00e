"""A connection to the broker that is kept: opened again when it is lost, watched by heartbeats."""
from __future__ import annotations

import random
import socket
from collections.abc import Callable
from contextlib import suppress
from time import monotonic

import amqp
import eventlet
from amqp.exceptions import AMQPError

from kernel import defect, logs
from kernel.transport import Connection, GreenTransport, connect

log = logs.get(__name__)

LINK_ERRORS = (OSError, AMQPError)
FIRST_PAUSE_SECONDS = 0.2
LAST_PAUSE_SECONDS = 2.0
OPEN_SECONDS = 15.0
TICK_SECONDS = 1.0

class Line:
    """One connection with one reader; everything that reads the socket runs in the reader's greenlet.

    opened: called by the reader with the fresh connection; may use the methods of py-amqp that wait for an answer.
    lost: called by the reader with the error, each time an open line is lost.
    Others may write to the channels at any time, and must not wait for an answer on them.
    """

    def __init__(
        self, uri: str, *, name: str, opened: Callable[[Connection], None], lost: Callable[[Exception], None]
    ) -> None:
        self.name = name
        self.blocked = False
        self.down_since = monotonic()
        self._uri = uri
        self._opened = opened
        self._lost = lost
        self._connection: Connection | None = None
        self._reader: eventlet.greenthread.GreenThread | None = None
        self._stopping = False
        self._waiting: list[eventlet.event.Event] = []

    def start(self) -> None:
        """Open the line in the background; a second call changes nothing."""
        if self._reader is None:
            self._reader = eventlet.spawn(self._run)

    def stop(self) -> None:
        """Close politely: what was written before is sent first."""
        self._stopping = True
        if self._reader is not None:
            self._reader.kill()
        connection, self._connection = self._connection, None
        if connection is not None:
            _close(connection)

    def renew(self) -> None:
        """Give up the connection for a fresh one: the other end answers, but not as it should."""
        if self._connection is not None:
            with suppress(OSError):  # it broke by itself in this very moment: the reader is about to see it
                self._connection.transport.sock.shutdown(socket.SHUT_RDWR)

    @property
    def up(self) -> bool:
        """Tell whether the line is open and the broker reads it."""
        return self._connection is not None and not self.blocked

    @property
    def patient(self) -> bool:
        """Tell whether writing never waits, because frames are gathered and sent by somebody else."""
        return self._connection is not None and isinstance(self._connection.transport, GreenTransport)

    @property
    def down_seconds(self) -> float:
        """Tell for how long there has been no connection; 0 while there is one."""
        return 0.0 if self._connection is not None else monotonic() - self.down_since

    def wait(self, seconds: float) -> bool:
        """Wait for the line to be open; tell whether it is."""
        if self._connection is None and seconds > 0:
            event = eventlet.event.Event()
            self._waiting.append(event)
            event.wait(timeout=seconds)
        return self._connection is not None

    def _run(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._stopping:
            try:
                self._open()
                pause = FIRST_PAUSE_SECONDS
                self._read()
            except LINK_ERRORS as error:
                self._drop(error)
            except Exception as error:  # a reader that ends for any reason would leave its line down for ever
                defect.tell("broker_line_defect", self.name, error)
                self._drop(error)
            eventlet.sleep(pause * random.uniform(0.7, 1.0))
            pause = min(pause * 2, LAST_PAUSE_SECONDS)

    def _open(self) -> None:
        connection = connect(self._uri, name=self.name, on_blocked=self._block)
        try:
            with eventlet.Timeout(OPEN_SECONDS, TimeoutError("broker does not answer")):
                self._opened(connection)
        except BaseException:
            connection.collect()
            raise
        self._connection = connection
        log.info("broker_line_opened", line=self.name)
        waiting, self._waiting = self._waiting, []
        for event in waiting:
            event.send(True)

    def _read(self) -> None:
        connection = self._connection
        due = monotonic() + TICK_SECONDS
        while connection is not None:
            try:
                connection.drain_events(timeout=TICK_SECONDS)
            except TimeoutError:
                pass
            if monotonic() >= due:  # by the clock, for a line that is never idle must send heartbeats too
                connection.heartbeat_tick()
                due = monotonic() + TICK_SECONDS

    def _drop(self, error: Exception) -> None:
        log.warning("broker_line_lost", line=self.name, error=type(error).__name__)
        connection, self._connection = self._connection, None
        self.blocked = False
        if connection is None:
            return
        self.down_since = monotonic()
        connection.collect()
        self._lost(error)

    def _block(self, blocked: bool) -> None:
        log.warning("broker_line_blocked", line=self.name, blocked=blocked)
        self.blocked = blocked


def _close(connection: amqp.Connection) -> None:
    try:
        with eventlet.Timeout(1.0, TimeoutError("no answer to close")):
            connection.close()
    except LINK_ERRORS:
        connection.collect()
