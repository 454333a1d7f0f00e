"""Lets greenlets run while PostgreSQL is waited for, and ends a wait that the server will not end.

A statement's time limit is the server's to keep. A server that is frozen, or cut off without a word, keeps none: without a
limit of our own its callers give up while their workers wait on, until none is left.
"""
from __future__ import annotations

from typing import Any

import psycopg2
from eventlet.hubs import notify_opened, trampoline
from psycopg2 import extensions

CONNECTING = 20  # psycopg2 gives this status without a name


def install() -> None:
    """Have every wait of psycopg2 in this process go through `wait`; call it after eventlet has patched the process."""
    extensions.set_wait_callback(wait)


def wait(conn: Any) -> None:
    """Wait until the connection has what it waits for, at most `conn.limit` seconds for each sign of life.

    :raises psycopg2.OperationalError: there was none in time; psycopg2 then closes the connection
    """
    while (state := conn.poll()) != extensions.POLL_OK:
        if conn.status == CONNECTING:
            # libpq opened this descriptor unseen by the hub: who still waits on a closed one of its number is told so, or
            # the hub would refuse the connection as a second reader, in whoever's request it is
            notify_opened(conn.fileno())
        reads = state == extensions.POLL_READ
        limit = getattr(conn, "limit", None)
        trampoline(conn.fileno(), read=reads, write=not reads, timeout=limit, timeout_exc=psycopg2.OperationalError)
