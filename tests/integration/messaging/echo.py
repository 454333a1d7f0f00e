"""A service made for the drills, in a process of its own; what it does is written in a ledger, a line per effect."""
from __future__ import annotations

import eventlet

eventlet.monkey_patch()

import os
import signal
import sys
from pathlib import Path

from kernel import logs
from kernel.call import CallProvider
from kernel.errors import Conflict, Invalid, Problem, Unavailable
from kernel.events import Permanent, event_handler
from kernel.rpc import Caller, rpc
from kernel.run import container, stop
from kernel.settings import Settings

LEDGER = Path(os.environ["ECHO_LEDGER"])
SOURCE = "origin"


def enter(what: str) -> None:
    """Write one effect down, whole even when several processes write."""
    with LEDGER.open("a") as ledger:
        ledger.write(what + "\n")


def effects(what: str) -> int:
    return LEDGER.read_text().splitlines().count(what)


class Echo:
    """Answers, fails, breaks, sleeps and hears, as it is told."""

    name = "echo"
    call = CallProvider()
    others = Caller(timeout=3.0)

    def name_facts(self, failure):
        if "legal" in failure.facts:
            failure.facts["names"] = {"closed": "put away"}

    @rpc
    def ping(self, command):
        return {"command": command, "actor": self.call.actor.id, "key": self.call.key, "trace": self.call.trace}

    @rpc
    def note(self, command):
        enter(f"begin {command['id']}")
        eventlet.sleep(command.get("seconds", 0))
        while "until" in command and not effects(command["until"]):
            eventlet.sleep(0.02)
        enter(f"end {command['id']}")
        return {"process": os.getpid()}

    @rpc
    def clash(self, command):
        raise Conflict("echo.act_not_allowed", state="closed", legal=["reopen"])

    @rpc
    def refuse(self, command):
        raise Invalid("wire.invalid", problems=(Problem("wire.unknown_field", "/colour", {"field": "colour"}),))

    @rpc
    def crash(self, command):
        return {"answer": {}[command["secret"]]}

    @rpc
    def leak(self, command):
        return {"answer": object()}

    @rpc
    def pass_on(self, command):
        return self.others.call("echo", command["method"], command.get("command", {}))

    @event_handler(SOURCE, "done")
    def hear(self, event):
        enter(f"heard {event['id']}")

    @event_handler(SOURCE, "late")
    def hear_slowly(self, event):
        enter(f"begin {event['id']}")
        eventlet.sleep(event["data"]["seconds"])
        enter(f"end {event['id']}")

    @event_handler(SOURCE, "shaky", retries=3, delay=0.2)
    def hear_at_last(self, event):
        enter(f"tried {event['id']}")
        if effects(f"tried {event['id']}") <= event["data"]["failures"]:
            raise KeyError(event["data"]["secret"])
        enter(f"heard {event['id']}")

    @event_handler(SOURCE, "hopeless", retries=3, delay=0.2)
    def hear_never(self, event):
        enter(f"tried {event['id']}")
        raise Permanent("echo.kind_unknown")

    @event_handler(SOURCE, "stuck", retries=2, delay=0.1)
    def hear_when_it_is_back(self, event):
        enter(f"tried {event['id']}")
        if effects(f"tried {event['id']}") <= 4:
            raise Unavailable("channel.away")
        enter(f"heard {event['id']}")


def main() -> None:
    logs.start("echo")
    running = container(Echo, Settings.read())
    signal.signal(signal.SIGTERM, lambda *_: eventlet.spawn_n(stop, running, 20.0))
    running.start()
    print("READY", flush=True)
    running.wait()
    sys.exit(0)


if __name__ == "__main__":
    main()
