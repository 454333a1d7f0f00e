"""The wire to the broker, with as few system calls as it can do with.

py-amqp asks the kernel three times for every frame it reads and once for every message it writes, nine reads a call.
Here a read takes whatever has arrived, and what is written in one turn of the hub leaves together.
"""
from __future__ import annotations

import ssl
from collections.abc import Callable
from struct import Struct
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import amqp
import eventlet
from amqp.exceptions import UnexpectedFrame
from amqp.transport import TCPTransport
from eventlet.greenio import GreenSocket

HEARTBEAT_SECONDS = 10
CONNECT_SECONDS = 3
READ_BYTES = 65536
FRAME_END = 0xCE
HEAD = Struct(">BHI")

Frame = tuple[int, int, bytes]


class GreenTransport(TCPTransport):
    """A socket read in big gulps and written once per turn of the hub, green even in a process that is not patched."""

    sock: Any

    def _setup_transport(self) -> None:
        if not isinstance(self.sock, GreenSocket):
            self.sock = GreenSocket(self.sock)
        super()._setup_transport()
        self._inbox = bytearray()
        self._at = 0
        self._outbox: list[bytes] = []
        self._flushing = False

    def read_frame(self, unpack: Any = None) -> Frame:
        """Give the next frame as (type, channel, payload), waiting for it.

        :raises TimeoutError: after the socket's timeout; nothing that has arrived is lost
        """
        while True:
            frame = self.arrived()
            if frame is not None:
                return frame
            self._gulp()

    def arrived(self) -> Frame | None:
        """Give the next frame if all of it is here already."""
        data, at = self._inbox, self._at
        if len(data) - at < HEAD.size:
            return None
        kind, channel, size = HEAD.unpack_from(data, at)
        end = at + HEAD.size + size
        if len(data) <= end:
            return None
        if data[end] != FRAME_END:
            raise UnexpectedFrame(f"frame ends with {data[end]:#04x}")
        self._at = end + 1
        return kind, channel, bytes(data[at + HEAD.size : end])

    def _gulp(self) -> None:
        if self._at:
            del self._inbox[: self._at]
            self._at = 0
        more = self.sock.recv(READ_BYTES)
        if not more:
            self.connected = False
            raise ConnectionResetError("broker closed the connection")
        self._inbox += more

    def write(self, s: Any) -> None:
        """Send a frame, in order, at the end of this turn; a dead socket shows at the reader."""
        self._outbox.append(bytes(s))
        if not self._flushing:
            self._flushing = True
            eventlet.spawn_n(self._flush)

    def _flush(self) -> None:
        try:
            while self._outbox:
                frames, self._outbox = self._outbox, []
                self._push(memoryview(b"".join(frames)))
        except (OSError, AttributeError):  # AttributeError: closed by the reader meanwhile, there is no socket any more
            self.connected = False
        finally:
            self._flushing = False

    def _push(self, data: memoryview) -> None:
        while data:
            try:
                data = data[self.sock.send(data) :]
            except TimeoutError:  # the reader's time limit sits on the same socket; a slow broker is not a broken frame
                continue


class Channel(amqp.Channel):
    """A channel that gives bodies as the bytes they came in."""

    def __init__(self, connection: Any, channel_id: int | None = None, on_open: Any = None) -> None:
        super().__init__(connection, channel_id, auto_decode=False, on_open=on_open)


class Connection(amqp.Connection):
    """An AMQP connection over `GreenTransport`, or over py-amqp's own transport when it is TLS."""

    Channel = Channel

    def Transport(  # noqa: N802 - py-amqp's name
        self, host: str, connect_timeout: float, ssl: Any = False, *rest: Any, **more: Any
    ) -> Any:
        """Give the transport for one connection."""
        if ssl:
            return super().Transport(host, connect_timeout, ssl, *rest, **more)
        read_timeout, write_timeout = (*rest, None, None)[:2]
        return GreenTransport(
            host, connect_timeout=connect_timeout, read_timeout=read_timeout, write_timeout=write_timeout, **more
        )

    def blocking_read(self, timeout: float | None = None) -> Any:
        """Handle one frame; one that is here already needs no clock."""
        arrived = getattr(self.transport, "arrived", None)
        frame = arrived() if arrived else None
        if frame is None:
            return super().blocking_read(timeout)
        return self.on_inbound_frame(frame)


def connect(uri: str, *, name: str, on_blocked: Callable[[bool], None] | None = None) -> Connection:
    """Give an open connection.

    uri: amqp://user:password@host:port/vhost or amqps:// with ?cacertfile=&certfile=&keyfile= (PEM paths);
    the broker's certificate is always verified. name: shown in the broker's list of connections.
    on_blocked: told True when the broker stops reading (memory, disk), False when it reads again.

    :raises OSError: nobody there, or no answer within 5 s
    :raises amqp.exceptions.AMQPError: refused
    """
    tell = on_blocked or (lambda blocked: None)
    made = Connection(
        **_address(uri),
        heartbeat=HEARTBEAT_SECONDS,
        connect_timeout=CONNECT_SECONDS,
        client_properties={"connection_name": name},
        on_blocked=lambda reason: tell(True),
        on_unblocked=lambda: tell(False),
    )
    with eventlet.Timeout(CONNECT_SECONDS + 2, TimeoutError("broker does not answer")):
        made.connect()
    return made


def _address(uri: str) -> dict[str, Any]:
    parts = urlsplit(uri)
    tls = parts.scheme == "amqps"
    host = parts.hostname or "127.0.0.1"
    return {
        "host": f"{host}:{parts.port or (5671 if tls else 5672)}",
        "userid": unquote(parts.username or "guest"),
        "password": unquote(parts.password or "guest"),
        "virtual_host": unquote(parts.path[1:]) or "/",
        "ssl": _tls(host, parse_qs(parts.query)) if tls else False,
    }


def _tls(host: str, query: dict[str, list[str]]) -> dict[str, Any]:
    given = {name: values[0] for name, values in query.items()}
    return {
        "server_hostname": host,
        "cert_reqs": ssl.CERT_REQUIRED,
        "ca_certs": given.get("cacertfile"),
        "certfile": given.get("certfile"),
        "keyfile": given.get("keyfile"),
    }
