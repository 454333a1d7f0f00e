"""The front door's application without sockets, with a service behind it that answers what a test wants."""
from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kernel import wire
from kernel.call import Actor
from services.gateway.auth import Gate
from services.gateway.http.address import Proxies
from services.gateway.http.app import App
from services.gateway.http.cursor import Cursor
from services.gateway.http.quota import Quotas
from services.gateway.http.route import Route, act, make, page, read
from services.gateway.http.table import Table
from services.gateway.token import Signer

THING = "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f"
SAID = ("", "")


class Make(wire.Schema):
    title = wire.Text(most=10, required=True)


class Bend(wire.Schema):
    thing = wire.Id(required=True)
    version = wire.Version()
    note = wire.Text(most=10, least=0, load_default="")


class Look(wire.Schema):
    thing = wire.Id(required=True)


class Shelf(wire.Listing):
    color = wire.Choice("red", "blue", load_default="red")
    open = wire.Flag(load_default=True)
    tags = wire.Many(wire.Text(most=5), most=3, load_default=list)


ROWS = (
    make("/things", "shop", "make", Make, None, SAID, ("resident",), location="/things/{id}"),
    make("/open-things", "shop", "make", Make, None, SAID, None, quota="report"),
    page("/things", "shop", "shelf", Shelf, None, SAID),
    read("/things/{thing}", "shop", "look", Look, None, SAID),
    act("/things/{thing}/bend", "shop", "bend", Bend, None, SAID),
    Route("DELETE", "/things/{thing}", "gateway", "drop", Look, None, SAID, status=204),
)


class Everybody:
    """Accounts that never change."""

    def holds(self, bearer):
        return True

    def signed(self, id):
        return True


@dataclass
class Behind:
    """The services behind the door: keeps what it was asked, answers `reply`, or raises `failure`."""

    reply: dict[str, Any] = field(default_factory=lambda: {"id": THING, "version": 3})
    failure: Exception | None = None
    asked: list[Any] = field(default_factory=list)

    def call(self, service, act, command, call):
        self.asked.append((service, act, command, call))
        if self.failure:
            raise self.failure
        return self.reply


@dataclass
class Got:
    """An answer as a test looks at it."""

    status: int
    headers: dict[str, str]
    body: bytes
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def json(self):
        return orjson.loads(self.body)


class Client:
    """Calls the application as a server would."""

    def __init__(self, app, signer):
        self.app = app
        self.signer = signer
        self.closed = False

    def token(self, role="resident", **actor):
        return self.signer.issue(Actor(id="a1", role=role, **actor), "zh")[0]

    def __call__(self, verb, target, body=None, *, role="resident", key="k1-long-enough-for-nobody", chunked=False, **headers):
        raw = orjson.dumps(body) if isinstance(body, dict) else body or b""
        path, _, query = target.partition("?")
        environ = {
            "REQUEST_METHOD": verb,
            "RAW_PATH_INFO": path,
            "QUERY_STRING": query,
            "REMOTE_ADDR": "192.0.2.1",
            "CONTENT_TYPE": "application/json" if raw else "",
            "CONTENT_LENGTH": "" if chunked else str(len(raw)),
            "wsgi.input": io.BytesIO(raw),
            "linli.close": self._close,
        }
        if role:
            environ["HTTP_AUTHORIZATION"] = f"Bearer {self.token(role)}"
        if key:
            environ["HTTP_IDEMPOTENCY_KEY"] = key
        if chunked:
            environ["HTTP_TRANSFER_ENCODING"] = "chunked"
        environ.update(headers)
        told = {}
        parts = self.app(environ, lambda status, fields: told.update(status=int(status[:3]), fields=fields))
        return Got(told["status"], dict(told["fields"]), b"".join(parts), tuple(told["fields"]))

    def _close(self):
        self.closed = True


@pytest.fixture(scope="session")
def pem():
    key = Ed25519PrivateKey.generate()
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


@pytest.fixture
def signer(pem):
    return Signer(pem, "210203")


@pytest.fixture
def behind():
    return Behind()


@pytest.fixture
def revoked():
    return set()


@pytest.fixture
def app(behind, signer, revoked):
    return App(
        table=Table(ROWS),
        gate=Gate(signer, revoked, Everybody()),
        quotas=Quotas({"report": "2 per 1 minute"}),
        cursor=Cursor(signer.derive("cursor")),
        remote=behind.call,
        local={"drop": lambda visit, command: {}},
        proxies=Proxies(),
        note=lambda visit, route, reply: None,
        most=5,
    )


@pytest.fixture
def client(app, signer):
    return Client(app, signer)
