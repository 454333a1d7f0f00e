"""Each process tells how it is: /metrics, /healthz (the hub turns), /readyz (database and broker answer)."""
from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import eventlet
import eventlet.wsgi
import orjson
from nameko.extensions import DependencyProvider
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from kernel import logs

LIMIT = 1.0  # seconds a part has to prove that it is ready
log = logs.get(__name__)
Start = Callable[[str, list[tuple[str, str]]], Any]


class Health(DependencyProvider):
    """Serves the probes and measures of a process on a port of its own (Settings.metrics_port, 0 for any free one).

    Every extension of the container that has a method `ready()` is asked; one that raises makes the process unready.
    """

    port: int = 0
    leaving = False

    def start(self) -> None:
        settings = self.container.config["settings"]
        listener = eventlet.listen((settings.metrics_host, settings.metrics_port), reuse_port=False)
        self.port = listener.getsockname()[1]
        self.container.spawn_managed_thread(lambda: self._serve(listener), identifier="health")
        log.info("health_listening", port=self.port)

    def _serve(self, listener: Any) -> None:
        eventlet.wsgi.server(listener, self.answer, log_output=False, socket_timeout=5, max_size=8)

    def answer(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer a probe, as a WSGI application."""
        page = {"/metrics": self._metrics, "/healthz": self._alive, "/readyz": self._ready}.get(environ["PATH_INFO"])
        status, kind, body = page() if page else ("404 Not Found", "text/plain", b"")
        start(status, [("Content-Type", kind), ("Content-Length", str(len(body)))])
        return [body]

    def _metrics(self) -> tuple[str, str, bytes]:
        return "200 OK", CONTENT_TYPE_LATEST, generate_latest()

    def _alive(self) -> tuple[str, str, bytes]:
        return "200 OK", "application/json", b'{"alive":true}'

    def _ready(self) -> tuple[str, str, bytes]:
        faults = {"process": "leaving"} if self.leaving else self.faults()
        status = "503 Service Unavailable" if faults else "200 OK"
        return status, "application/json", orjson.dumps({"ready": not faults, "faults": faults})

    def faults(self) -> dict[str, str]:
        """Give what is not ready, by the name of the part, with the code of the reason."""
        parts = {type(e).__name__: e for e in self._extensions() if hasattr(e, "ready")}
        asked = {name: eventlet.spawn(_ask, part) for name, part in parts.items()}
        return {name: fault for name, thread in asked.items() if (fault := thread.wait())}

    def _extensions(self) -> Iterable[Any]:
        return [*self.container.extensions, *self.container.subextensions]


def _ask(part: Any) -> str:
    try:
        with eventlet.Timeout(LIMIT):
            part.ready()
    except eventlet.Timeout:
        return "timeout"
    except Exception as exc:  # any reason at all makes the process unready, and the probe must answer
        return getattr(exc, "code", type(exc).__name__)
    return ""
