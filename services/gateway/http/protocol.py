"""Reads HTTP/1.1 requests: strictly, within limits, and faster than through the mail parser of the standard library."""
from __future__ import annotations

import re
import socket
from collections.abc import Callable
from contextlib import nullcontext
from functools import lru_cache
from time import monotonic
from typing import Any

import eventlet
from eventlet import wsgi

from kernel.errors import Failure, Invalid
from services.gateway.http import leaving, problem, trace
from services.gateway.http.answer import STATUS_LINES
from services.gateway.http.input import Input
from services.gateway.http.output import Output

TARGET_BYTES = 8192
HEADER_BYTES = 32 * 1024
HEADER_COUNT = 64
HEADER_SECONDS = 10
LINGER_BYTES = 1024 * 1024
LINGER_SECONDS = 2
TOKEN, TEXT = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+", rb"[\t\x20-\x7e\x80-\xff]*"
NAME, VALUE = re.compile(TOKEN), re.compile(TEXT)
WHOLE = re.compile(rb"(?:%b:%b\r\n){1,%d}\r\n" % (TOKEN, TEXT, HEADER_COUNT))
REQUEST = re.compile(rb"([A-Z]{1,16}) (?:https?://([\x21-\x2e\x30-\x7e]+)(?=/))?(/[\x21-\x7e]*) HTTP/1\.([01])\r\n")
HOST = re.compile(r"[A-Za-z0-9._-]{1,253}(:[0-9]{1,5})?|\[[0-9a-fA-F:.]{2,45}\](:[0-9]{1,5})?")
STREAM_BUFFER = 32 * 1024  # bytes the system keeps for the reader of a stream
END = b"\r\n\r\n"
SINGLE = frozenset(("content-length", "transfer-encoding", "host", "authorization", "content-type", "if-match"))


class Headers(dict[str, str]):
    """Header fields by lower-case name, asked for in any case."""

    def get(self, name: str, default: Any = None) -> Any:
        return dict.get(self, name.lower(), default)


class Protocol(wsgi.HttpProtocol):
    """One connection. What cannot be read as a request is refused with a problem document, and the connection ends.

    Lines folded over, names with blanks, repeated lengths and both framings at once are refused rather than mended:
    two readers who mend differently are how a second request is smuggled past the first.
    """

    rfile: Any

    def setup(self) -> None:
        """Make reading and writing ready."""
        self.connection = self.request
        self.rfile = self.connection.makefile("rb", self.rbufsize)
        self.wfile = Output(self.connection)

    def _read_request_line(self) -> bytes:
        """Wait for a request, and give its first line; who has begun a head must end it within HEADER_SECONDS."""
        if not self._begun():
            return b""
        # a head that is here whole needs no clock
        self._head_until = 0.0 if END in self.rfile.peek() else monotonic() + HEADER_SECONDS
        try:
            with self._in_time():
                line: bytes = self.rfile.readline(TARGET_BYTES)
        except Failure as failure:
            self._refuse(failure.code)
            return b""
        if len(line) >= TARGET_BYTES:
            self._refuse("gateway.path_too_long")
            return b""
        return line

    def _begun(self) -> bool:
        """Wait for the first byte of a request; tell whether it has come."""
        self.connection.settimeout(self.server.keepalive)
        try:
            return bool(self.rfile.peek(1))
        except OSError:
            return False  # it has gone, or has said nothing for long: there is nobody to tell
        finally:
            self.connection.settimeout(self.server.socket_timeout)

    def _in_time(self) -> Any:
        """Limit the reading of a head, from its first byte to its last."""
        if not self._head_until:
            return nullcontext()
        return eventlet.Timeout(max(0.0, self._head_until - monotonic()), Invalid("gateway.body_late"))

    def parse_request(self) -> bool:
        """Read request line and headers, and tell whether there is a request to answer."""
        self.rfile = self.rfile.fp  # the limits below replace those of the reader eventlet puts in between
        try:
            with self._in_time():
                self._read_head()
        except Failure as failure:
            self._refuse(failure.code)
            return False
        return True

    def get_environ(self) -> dict[str, Any]:
        """Give what the application needs of a request, and no more."""
        path, _, query = self.path.partition("?")
        environ: dict[str, Any] = {_variable(name): v for name, v in self.headers.items()}
        chunked = "transfer-encoding" in self.headers
        length = self.headers.get("content-length")
        expects = self.headers.get("expect", "").lower() == "100-continue"
        reader = Input(
            self.rfile,
            None if chunked else length or "0",
            self.connection,
            wfile=self.wfile if expects else None,
            wfile_line=b"HTTP/1.1 100 Continue\r\n" if expects else None,
            chunked_input=chunked,
        )
        environ.update(
            {
                "REQUEST_METHOD": self.command,
                "RAW_PATH_INFO": path,
                "QUERY_STRING": query,
                "REMOTE_ADDR": self.client_address[0],
                "CONTENT_TYPE": self.headers.get("content-type", ""),
                "CONTENT_LENGTH": length or "",
                "wsgi.input": reader,
                "eventlet.input": reader,
                "eventlet.posthooks": [],
                "linli.close": self._close,
                "linli.stream": self._stream,
            }
        )
        return environ

    def finish(self) -> None:
        """End the connection so that the last answer arrives even when the client is still sending."""
        try:
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_WR)
            self._linger()
        except OSError:
            pass  # the client is gone: there is nobody to tell
        finally:
            self._let_go()

    def _let_go(self) -> None:
        """Close both directions; the socket itself closes only with the last of its files."""
        for part in (self.rfile, self.wfile, self.connection):
            try:
                part.close()
            except OSError:
                pass  # what was left to write has nowhere to go

    def _linger(self) -> None:
        """Read on for a moment: closing over unread bytes makes the kernel discard the answer with them."""
        left = LINGER_BYTES
        with eventlet.Timeout(LINGER_SECONDS, False):
            while left > 0 and (piece := self.connection.recv(65536)):
                left -= len(piece)

    def _close(self) -> None:
        self.close_connection = 1

    def _stream(self) -> tuple[Callable[[], bool], Callable[[], None]]:
        """Make ready for an answer without an end: give what tells that the other side has gone, and what cuts it off."""
        self.environ["eventlet.minimum_write_chunk_size"] = 1
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, STREAM_BUFFER)
        return self._gone, self._cut

    def _gone(self) -> bool:
        try:
            return bool(self.connection.fd.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b"")
        except BlockingIOError:
            return False
        except OSError:
            return True

    def _cut(self) -> None:
        try:
            self.connection.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it has ended by itself

    def _read_head(self) -> None:
        found = REQUEST.fullmatch(self.raw_requestline)
        if found is None:
            raise Invalid("gateway.header_malformed")
        self.command, self.path = found[1].decode(), found[3].decode()
        self.request_version = f"HTTP/1.{found[4].decode()}"
        self.requestline = ""
        self.headers = self._read_headers()
        self._check_framing()
        if found[2]:  # what the target names counts, whatever Host says (RFC 9112, 3.2.2)
            self.headers["host"] = found[2].decode()
        if "host" in self.headers and not HOST.fullmatch(self.headers["host"]):
            raise Invalid("gateway.header_malformed")
        wishes = {wish.strip() for wish in self.headers.get("connection", "").lower().split(",")}
        stays = "close" not in wishes and (found[4] == b"1" or "keep-alive" in wishes)
        self.close_connection = 0 if stays else 1

    def _read_headers(self) -> Headers:
        # most heads are here whole and plain: those are read at once, and whatever is odd line by line
        found = None if self._head_until else WHOLE.match(self.rfile.peek())
        if found is None:
            return self._read_lines()
        headers = Headers()
        for line in self.rfile.read(found.end()).decode("latin-1")[:-4].split("\r\n"):
            name, _, value = line.partition(":")
            _put(headers, name.lower(), value.strip(" \t"))
        return headers

    def _read_lines(self) -> Headers:
        headers, left = Headers(), HEADER_BYTES
        while True:
            line = self.rfile.readline(left + 1)
            left -= len(line)
            if line == b"\r\n":
                return headers
            if left < 0 or len(headers) >= HEADER_COUNT:
                raise Invalid("gateway.header_too_large")
            _keep(headers, line)

    def _check_framing(self) -> None:
        """Refuse a request whose end two readers could see at two places."""
        headers = self.headers
        length, coding = headers.get("content-length"), headers.get("transfer-encoding")
        if length is not None and (coding is not None or not re.fullmatch("[0-9]{1,15}", length)):
            raise Invalid("gateway.header_malformed")
        if coding is not None and (coding.lower() != "chunked" or self.request_version == "HTTP/1.0"):
            raise Invalid("gateway.header_malformed")
        if "host" not in headers and self.request_version == "HTTP/1.1":
            raise Invalid("gateway.header_malformed")

    def _refuse(self, code: str) -> None:
        told = leaving.told(Invalid(code), leaving=self.server.app.leaving)
        answer = problem.refuse(told, language="zh", traceparent=trace.follow(None))
        fields = [*answer.headers, ("Content-Length", str(len(answer.body))), ("Connection", "close")]
        head = "".join(f"{name}: {value}\r\n" for name, value in fields)
        self.wfile.write(f"HTTP/1.1 {STATUS_LINES[answer.status]}\r\n{head}\r\n".encode() + answer.body)
        self.close_connection = 1


@lru_cache(maxsize=256)
def _variable(name: str) -> str:
    return f"HTTP_{name.replace('-', '_').upper()}"


def _keep(headers: Headers, line: bytes) -> None:
    """Put one header line among the headers.

    :raises Invalid: gateway.header_malformed
    """
    name, colon, value = line.partition(b":")
    value = value[:-2].strip(b" \t")  # no other blanks: what passes for one here is part of the value elsewhere
    if not colon or not line.endswith(b"\r\n") or not NAME.fullmatch(name) or not VALUE.fullmatch(value):
        raise Invalid("gateway.header_malformed")
    _put(headers, name.decode().lower(), value.decode("latin-1"))


def _put(headers: Headers, key: str, value: str) -> None:
    """Put a well-formed field among the headers.

    :raises Invalid: gateway.header_malformed, for a second of what may stand once
    """
    if "_" in key:
        return  # in the environment it could pass for the header spelled with hyphens
    if key in headers:
        if key in SINGLE:
            raise Invalid("gateway.header_malformed")
        headers[key] += ", " + value
    else:
        headers[key] = value
