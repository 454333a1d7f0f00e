"""A pool of PostgreSQL connections that waits for a free one, and gives up after a stated time."""
from __future__ import annotations

import threading
import time
from typing import Any

import orjson
import psycopg2
import psycopg2.extensions
import psycopg2.extras

from kernel.errors import Unavailable
from kernel.plan import Plans

psycopg2.extensions.register_type(
    psycopg2.extensions.new_type((17,), "BYTES", lambda v, cur: None if v is None else bytes(psycopg2.BINARY(v, cur)))
)
# what is kept as JSON comes with every row of a list
psycopg2.extras.register_default_json(globally=True, loads=orjson.loads)
psycopg2.extras.register_default_jsonb(globally=True, loads=orjson.loads)


class Connection(psycopg2.extensions.connection):
    """A connection that knows what it has prepared. limit: seconds a silent server is waited for (kernel/green.py)."""

    limit = 2.0  # while it connects

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plans = Plans()


IDLE = psycopg2.extensions.TRANSACTION_STATUS_IDLE


class Pool:
    """Up to `size` connections, opened when needed.

    wait: seconds to wait for a free one. limit: seconds a silent server is waited for. It works with threads, and with
    greenlets once the process is patched, because the standard library's condition is patched too.
    """

    def __init__(self, dsn: str, *, size: int, wait: float, limit: float, options: dict[str, Any]):
        self._dsn, self._size, self._wait, self._limit, self._options = dsn, size, wait, limit, options
        self._free: list[Any] = []
        self._open = 0
        self._change = threading.Condition(threading.Lock())

    def take(self) -> Any:
        """Give a connection, idle and in autocommit.

        :raises Unavailable: database.busy when none came free in time, database.unavailable when none can be opened
        """
        with self._change:
            self._await_place(time.monotonic() + self._wait)
            if self._free:
                return self._free.pop()
            self._open += 1
        try:
            return self._connect()
        except BaseException:
            self._lost()
            raise

    def _await_place(self, deadline: float) -> None:
        try:
            while not self._free and self._open >= self._size:
                left = deadline - time.monotonic()
                if left <= 0 or not self._change.wait(left):
                    raise Unavailable("database.busy")
        except BaseException:
            self._change.notify()  # it may have been woken meanwhile: then the place is the next one's
            raise

    def give(self, conn: Any) -> None:
        """Take a connection back; one that is closed or not idle is closed for good.

        One that was cut takes the idle ones with it: the server went away under all of them.
        """
        if conn.closed:
            self.close()
        sound = not conn.closed and conn.info.transaction_status == IDLE
        if not sound:
            _close(conn)
        with self._change:
            if sound:
                self._free.append(conn)
            else:
                self._open -= 1
            self._change.notify()

    def renew(self, conn: Any) -> Any:
        """Give a fresh connection for a dead one, and drop the idle ones: the server went away under all of them.

        When none can be opened, the dead one is still the caller's to give back.

        :raises Unavailable: database.unavailable
        """
        _close(conn)
        self.close()
        return self._connect()

    def close(self) -> None:
        """Close what is idle."""
        with self._change:
            stale, self._free = self._free, []
            self._open -= len(stale)
        for conn in stale:
            _close(conn)

    def _connect(self) -> Any:
        try:
            conn = psycopg2.connect(self._dsn, connection_factory=Connection, **self._options)
            conn.autocommit = True
            conn.limit = self._limit
        except psycopg2.Error as exc:
            raise Unavailable("database.unavailable") from exc
        return conn

    def _lost(self) -> None:
        with self._change:
            self._open -= 1
            self._change.notify()


def _close(conn: Any) -> None:
    try:
        conn.close()
    except psycopg2.Error:
        return  # it was gone already
