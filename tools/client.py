"""A small client of the HTTP interface, as a department would write one: keep-alive, keys, versions, repeats after 503."""
from __future__ import annotations

import http.client
import json
import socket
import time
import uuid
from typing import Any
from urllib.parse import urlsplit

GIVE_UP = 30.0  # seconds an act is repeated under its key while the answer is "try later"


class Refused(Exception):
    """The interface answered with a problem. status: HTTP. problem: its JSON."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        super().__init__(f"{status} {problem.get('code')}")
        self.status, self.problem = status, problem

    @property
    def code(self) -> str:
        return str(self.problem.get("code", ""))


class Client:
    """One signed-in (or unnamed) caller on one connection; not for several threads at once."""

    def __init__(self, base: str, *, token: str | None = None, language: str = "zh", timeout: float = 15.0) -> None:
        parts = urlsplit(base)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._timeout = timeout
        self._line: http.client.HTTPConnection | None = None
        self._always = {"Accept-Language": language, "Content-Type": "application/json"}
        if token:
            self._always["Authorization"] = f"Bearer {token}"

    def get(self, path: str) -> Any:
        """Read.

        :raises Refused:
        """
        return self._repeat("GET", path, None, {})

    def post(self, path: str, body: dict[str, Any], *, version: int | None = None) -> Any:
        """Act once: repeated under the same key until the answer is known, for at most GIVE_UP seconds.

        :raises Refused:
        """
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return self._repeat("POST", path, json.dumps(body).encode(), headers)

    def send(self, content: bytes, media: str) -> str:
        """Send a photo or a document, once, and give the id by which evidence refers to it.

        :raises Refused:
        """
        headers = {"Idempotency-Key": str(uuid.uuid4()), "Content-Type": media}
        return str(self._repeat("POST", "/api/v1/attachments", content, headers)["id"])

    def _repeat(self, verb: str, path: str, body: bytes | None, headers: dict[str, str]) -> Any:
        deadline = time.monotonic() + GIVE_UP
        while True:
            try:
                status, retry_after, answer = self._once(verb, path, body, headers)
            except (OSError, http.client.HTTPException):
                self._line = None
                status, retry_after, answer = 503, 0.2, {"code": "client.no_answer"}
            if status < 400:
                return answer
            if status not in (429, 503) or time.monotonic() + retry_after > deadline:
                raise Refused(status, answer)
            time.sleep(retry_after)

    def _once(
        self, verb: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, float, dict[str, Any]]:
        line = self._line or self._connect()
        line.request(verb, path, body=body, headers={**self._always, **headers})
        answer = line.getresponse()
        content = answer.read()
        wait = float(answer.headers.get("Retry-After") or 0.2)
        return answer.status, wait, json.loads(content) if content else {}

    def _connect(self) -> http.client.HTTPConnection:
        line = http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)
        line.connect()
        line.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._line = line
        return line


def sign_in(base: str, login: str, password: str) -> str:
    """Give a token for `login`.

    :raises Refused: when login or password is wrong
    """
    return str(Client(base).post("/api/v1/sessions", {"login": login, "password": password})["token"])
