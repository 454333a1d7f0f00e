"""Services as other processes meet them: asked over a real broker, and waited for."""
from __future__ import annotations

from collections.abc import Callable
from typing import Any

import eventlet

from kernel import clock
from kernel.call import Actor, Call
from kernel.link import Link

PATIENCE = 60.0


def until(so: Callable[[], Any]) -> Any:
    """Wait until something is so, and give it; what never comes fails the test."""
    with eventlet.Timeout(PATIENCE):
        while not (found := so()):
            eventlet.sleep(0.05)
    return found


def ask(service: str, link: Link, actor: Actor, method: str, command: dict[str, Any], key: str = "") -> dict[str, Any]:
    """Ask a service as one person, once for each key."""
    call = Call(actor=actor, key=key or clock.new_id())
    found: dict[str, Any] = link.call(service, method, command, context=call.data(), timeout=60)
    return found
