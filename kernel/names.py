"""Finds the addresses of hosts by the system's own resolver, beside the hub.

eventlet brings a resolver of its own: two hundred modules of dnspython, 14 MB in each process, a quarter of a second of each
start, and other rules than those by which libpq finds the database. The system's blocks, so it is asked in a thread.
"""
from __future__ import annotations

import socket
from typing import Any

import eventlet
from eventlet import tpool
from eventlet.green import socket as green_socket
from eventlet.patcher import original
from eventlet.semaphore import Semaphore

system = original("socket").getaddrinfo
AT_ONCE = 4  # names that nobody answers must not take all the threads that passwords and pictures wait for
_turns = Semaphore(AT_ONCE)


def install() -> None:
    """Have every name in this process found by `find`; call it after eventlet has patched the process."""
    socket.getaddrinfo = green_socket.getaddrinfo = find


def find(  # noqa: PLR0917 - the library's own order
    host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
) -> Any:
    """Give what `socket.getaddrinfo` gives. An address is answered at once; a name lets others run meanwhile.

    The turn ends with the answer, not with whoever asked: one who gives up must not let a second question in.

    :raises socket.gaierror:
    """
    try:
        return system(host, port, family, type, proto, flags | socket.AI_NUMERICHOST)
    except socket.gaierror:
        _turns.acquire()
    found, raised = eventlet.spawn(_ask, host, port, family, type, proto, flags).wait()
    if raised is not None:
        raise raised
    return found


def _ask(*given: Any) -> tuple[Any, Exception | None]:
    try:
        return tpool.execute(system, *given), None
    except Exception as error:  # raised again where it is waited for
        return None, error
    finally:
        _turns.release()
