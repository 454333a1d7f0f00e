"""People who use the interface in journeys: what they send and exactly what they are answered, nothing repeated."""
from __future__ import annotations

import http.client
import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tests.markdown import ROOT

LIMIT = 20.0  # seconds until a caller gives up; far above what any answer may take
PATIENCE = 60.0  # seconds a photo is sent again and again: longer than any outage of a journey
INCIDENTS = "/api/v1/incidents"
PHOTO = "a photo of its own"  # sent when it is first referred to, once for each act
PICTURE = (ROOT / "tools" / "demo" / "photo.jpg").read_bytes()
SENT: dict[tuple[str, ...], str] = {}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. status: HTTP, 0 when the line was lost. body: JSON, {} for none, how the line was lost.

    seconds: until it was there.
    """

    status: int
    headers: Mapping[str, str]
    body: dict[str, Any]
    seconds: float

    @property
    def code(self) -> str:
        """The code of a problem; '' when it is none."""
        return str(self.body.get("code", "")) if self.status >= 400 else ""


class Person:
    """One caller on one connection; not for several threads at once. token: '' for somebody without an account."""

    def __init__(self, base: str, token: str = "", language: str = "zh") -> None:
        parts = urlsplit(base)
        self._place = (parts.hostname or "", parts.port or 80)
        self._line: http.client.HTTPConnection | None = None
        self.token, self.language = token, language

    def close(self) -> None:
        """Hang up; the next request opens a new line."""
        if self._line is not None:
            self._line.close()
        self._line = None

    def ask(self, verb: str, path: str, body: Any = None, *, raw: bytes | None = None, **headers: str) -> Answer:
        """Send one request as it is, once. headers: `if_match` is sent as If-Match. raw: a body as it is."""
        sent = {"Accept-Language": self.language, "Content-Type": "application/json"}
        sent |= {"Authorization": f"Bearer {self.token}"} if self.token else {}
        sent |= {name.replace("_", "-").title(): value for name, value in headers.items()}
        content = raw if raw is not None else None if body is None else json.dumps(body).encode()
        began = time.monotonic()
        try:
            status, told, answer = self._exchange(verb, path, content, sent)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            status, told, answer = 0, {}, json.dumps({"lost": repr(error)}).encode()
        return Answer(status, told, json.loads(answer) if answer else {}, time.monotonic() - began)

    def plain(self, verb: str, path: str, content: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        """Send one request as it is and give status and content as they come, whatever they are."""
        sent = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        sent |= {name.replace("_", "-").title(): value for name, value in headers.items()}
        status, _, answer = self._exchange(verb, path, content, sent)
        return status, answer

    def read(self, path: str) -> dict[str, Any]:
        """Read what must be there."""
        answer = self.ask("GET", path)
        assert answer.status == 200, (path, answer)
        return answer.body

    def post(self, path: str, body: Any, *, version: int | None = None, key: str = "") -> Answer:
        """Send one act under a key, a new one unless given."""
        key = key or str(uuid.uuid4())
        headers = {"idempotency_key": key}
        body = self._with_photos(path, body, key)
        if version is not None:
            headers["if_match"] = f'"{version}"'
        return self.ask("POST", path, body, **headers)

    def report(self, **body: Any) -> dict[str, Any]:
        """Report a matter and give its receipt."""
        answer = self.post(INCIDENTS, {"description": "路灯不亮，晚上看不清路。"} | body)
        assert answer.status == 201, answer
        return answer.body

    def act(self, view: dict[str, Any], act: str, **body: Any) -> dict[str, Any]:
        """Do an act on the incident as last seen and give it as it is afterwards."""
        answer = self.post(f"{INCIDENTS}/{view['id']}/{act}", body, version=view["version"])
        assert answer.status == 200, (act, answer)
        return answer.body

    def told(self, subject: str) -> list[str]:
        """Give the templates of this person's notices about a record, oldest first."""
        items = self.read("/api/v1/notices?limit=200")["items"]
        return [item["template"] for item in reversed(items) if item["subject"] == subject]

    def _with_photos(self, path: str, body: Any, key: str) -> Any:
        """Send the photos an act refers to, however deep; the same act sent again refers to the same ones."""
        if not isinstance(body, dict):
            return body
        body = {name: self._with_photos(path, value, key) for name, value in body.items()}
        act = (self.token, path, key if path == INCIDENTS else "")
        pieces = [self._with_photo(piece, (*act, piece["kind"])) for piece in body.get("evidence") or ()]
        return {**body, "evidence": pieces} if pieces else body

    def _with_photo(self, piece: dict[str, str], act: tuple[str, ...]) -> dict[str, str]:
        if piece.get("ref") != PHOTO:
            return piece
        end = time.monotonic() + PATIENCE
        while act not in SENT:
            answer = self.ask(
                "POST", "/api/v1/attachments", raw=PICTURE, content_type="image/jpeg", idempotency_key=str(uuid.uuid4())
            )
            if answer.status == 201:
                SENT.setdefault(act, answer.body["id"])
            else:
                assert answer.status in (0, 503), answer
                assert time.monotonic() < end, answer
                time.sleep(0.2)
        return {**piece, "ref": SENT[act]}

    def _exchange(
        self, verb: str, path: str, content: bytes | None, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        if self._line is None:
            self._line = http.client.HTTPConnection(*self._place, timeout=LIMIT)
        try:
            self._line.request(verb, path, body=content, headers=headers)
        except (BrokenPipeError, ConnectionResetError):
            pass  # what is refused before it is read whole has its answer waiting all the same
        answer = self._line.getresponse()
        read = answer.read()
        if answer.will_close:
            self.close()
        return answer.status, dict(answer.headers), read


class People:
    """The accounts of the sample district, each signed in once; every caller has a connection of its own."""

    def __init__(self, base: str, password: str) -> None:
        self.base, self._password = base, password
        self._tokens: dict[str, str] = {}
        self._callers: list[Person] = []

    def __getitem__(self, login: str) -> Person:
        """Give a person by login."""
        if login not in self._tokens:
            self._tokens[login] = self._signed_in(login)
        return self._caller(self._tokens[login], "zh")

    def nobody(self, language: str = "zh") -> Person:
        """Give somebody without an account."""
        return self._caller("", language)

    def close(self) -> None:
        """Hang up for everybody."""
        for caller in self._callers:
            caller.close()

    def _signed_in(self, login: str) -> str:
        """Sign in and give the token; who is told to come again later does, for all journeys share one address."""
        body = {"login": login, "password": self._password}
        while (answer := self.nobody().ask("POST", "/api/v1/sessions", body)).status == 429:
            time.sleep(float(answer.headers["Retry-After"]))
        assert answer.status == 201, answer
        return str(answer.body["token"])

    def _caller(self, token: str, language: str) -> Person:
        self._callers.append(Person(self.base, token, language))
        return self._callers[-1]


def photo(*kinds: str) -> list[dict[str, str]]:
    """Give one picture of each kind."""
    return [{"kind": kind, "ref": PHOTO} for kind in kinds or ("photo_after",)]
