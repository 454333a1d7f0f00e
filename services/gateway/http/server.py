"""The listening socket, its connections, and how they end without losing what was asked."""
from __future__ import annotations

import socket
from typing import Any

import eventlet
from eventlet import wsgi
from nameko.containers import WorkerContext
from nameko.extensions import DependencyProvider, Entrypoint

from kernel import logs
from kernel.rpc import SharedLink
from kernel.settings import Settings
from services.gateway.http.protocol import TARGET_BYTES, Protocol

BACKLOG = 1024
MOST_CONNECTIONS = 4000
SPARE = 100  # places kept free for who has something to ask
IDLE_SECONDS = 75
SOCKET_SECONDS = 30
PART_OF_DRAIN = 0.8  # of the process's drain time; the rest is for what comes after the last answer
log = logs.get(__name__)
State = list[Any]  # [address, socket, state], as eventlet's server keeps a connection


class FrontDoor(Entrypoint):
    """Serves the WSGI application that the decorated method gives.

    The method runs once, with the service's dependencies. Requests then run in the greenlet of their connection: a
    worker for each would cost twice as much. Several processes may listen on one port (SO_REUSEPORT).
    """

    link = SharedLink()
    port = 0
    _listener: Any = None
    _app: Any = None
    _leaving = False

    def start(self) -> None:
        self.link.start()  # the application is made with its calls; extensions start in no promised order
        settings = self.container.config["settings"]
        place = (settings.http_host, settings.http_port)
        self._connections: dict[int, State] = {}
        self._pool = eventlet.GreenPool(MOST_CONNECTIONS)
        # a port the system chose is nobody else's to share
        self._listener = eventlet.listen(place, backlog=BACKLOG, reuse_port=settings.http_port != 0)
        self.port = self._listener.getsockname()[1]
        self._thread = self.container.spawn_managed_thread(self._run, identifier="front_door")

    def stop(self) -> None:
        """Take no more connections, answer what has been asked, and end."""
        if self._listener is None:
            return  # it never opened
        self._leaving = True
        if self._app is not None:
            self._app.leave()
        self._listener.close()
        self._thread.kill()
        for _, connection, doing in list(self._connections.values()):
            if doing == wsgi.STATE_IDLE:  # what is being sent may be sent to its end, and its answer is the last
                _hush(connection)
        with eventlet.Timeout(self.container.config["settings"].drain * PART_OF_DRAIN, False):
            self._pool.waitall()

    def _run(self) -> None:
        self._app = self._application()
        self._server = wsgi.Server(
            self._listener,
            self._listener.getsockname(),
            self._app,
            protocol=Protocol,
            keepalive=IDLE_SECONDS,
            socket_timeout=SOCKET_SECONDS,
            log_output=False,
            debug=False,
            url_length_limit=TARGET_BYTES,
        )
        self._server.capitalize_response_headers = False
        log.info("http_listening", port=self.port)
        while not self._leaving:
            self._accept()

    def _application(self) -> Any:
        context = WorkerContext(self.container, self.container.service_cls(), self)
        for provider in self.container.dependencies:
            setattr(context.service, provider.attr_name, provider.get_dependency(context))
        return getattr(context.service, self.method_name)()

    def _accept(self) -> None:
        try:
            connection, address = self._listener.accept()
        except OSError as exc:
            if not self._leaving:  # no descriptors left, or the client has gone again: both pass
                log.warning("http_accept_failed", errno=exc.errno)
                eventlet.sleep(0.05)
            return
        self._make_room()
        connection.settimeout(SOCKET_SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._pool.spawn_n(self._serve, [address, connection, wsgi.STATE_IDLE])

    def _make_room(self) -> None:
        """Hang up on the oldest who says nothing when places run short: silence must not keep out who asks."""
        if self._pool.free() > SPARE:
            return
        silent = next((state for state in self._connections.values() if state[2] == wsgi.STATE_IDLE), None)
        if silent is not None:
            silent[2] = wsgi.STATE_CLOSE  # so that the next to come finds another
            _hush(silent[1])

    def _serve(self, state: State) -> None:
        self._connections[id(state)] = state
        try:
            self._server.process_request(state)
        except OSError as exc:
            log.debug("http_connection_lost", errno=exc.errno)
        finally:
            del self._connections[id(state)]
            state[1].close()


class SettingsProvider(DependencyProvider):
    """Gives a service the settings of its process."""

    def get_dependency(self, worker_ctx: Any) -> Settings:
        settings: Settings = self.container.config["settings"]
        return settings


def _hush(connection: Any) -> None:
    """Let a client say no more. What it has sent already is still read and answered; then the connection ends."""
    try:
        connection.shutdown(socket.SHUT_RD)
    except OSError:
        pass  # it has ended by itself


serve = FrontDoor.decorator
