"""The front door as it runs: listening, with its database and broker, and a made-up grid service behind it."""
from __future__ import annotations

import base64
import http.client
import os
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace

import eventlet
import orjson
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kernel.call import CallProvider
from kernel.errors import Conflict, Unavailable
from kernel.keyring import read_keys
from kernel.rpc import rpc
from kernel.run import container
from kernel.seal import Sealer
from kernel.settings import Settings
from services.gateway import account, load, openapi
from services.gateway.access import shown, writer
from services.gateway.attachment import publishing, taking
from services.gateway.credential import telling
from services.gateway.http import app
from services.gateway.http.app import App
from services.gateway.http.server import FrontDoor
from services.gateway.service import Service
from tests.integration.gateway.shield import lacking

PASSWORD = "eight or more signs"
PAPER = {"confidentiality_signed_on": "2026-01-05"}
PEOPLE = (
    {"login": "worker1", "name": "网格员甲", "role": "grid_worker", "unit": "", "area": "210203001", "language": "zh", **PAPER},
    {"login": "clerk1", "name": "Clerk", "role": "dispatcher", "unit": "centre", "area": "210203", "language": "en", **PAPER},
)
INCIDENT = "0199a3d4-6c1e-7b52-9f0e-3c5d7a1b2e4f"


class Grid:
    """Stands for the grid service: tells what it was asked."""

    name = "grid"
    call = CallProvider()

    @rpc
    def report(self, command):
        actor = self.call.actor
        return {
            "id": INCIDENT,
            "version": 1,
            "asked": command,
            "actor": {"id": actor.id, "role": actor.role, "unit": actor.unit, "area": actor.area},
            "key": self.call.key,
            "trace": self.call.trace,
        }

    @rpc
    def dispatch(self, command):
        raise Conflict("grid.incident_changed", version=7)

    @rpc
    def accept(self, command):
        raise Unavailable("database.unavailable")

    @rpc
    def close(self, command):
        return {"missing": {}[command["note"]]}

    @rpc
    def find(self, command):
        eventlet.sleep(0.5)
        return {"id": command["incident"], "version": 2}

    @rpc
    def progress(self, command):
        return {"id": INCIDENT, "version": 2, "asked": command, "role": self.call.actor.role}


@dataclass
class Got:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return orjson.loads(self.body)


class Client:
    """A connection that stays open, as a browser's does."""

    def __init__(self, port):
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def __call__(self, verb, path, body=None, *, token="", **headers):
        raw = orjson.dumps(body) if body is not None else None
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if raw:
            given["Content-Type"] = "application/json"
        if token:
            given["Authorization"] = f"Bearer {token}"
        self.connection.request(verb, path, raw, given)
        answer = self.connection.getresponse()
        return Got(answer.status, dict(answer.getheaders()), answer.read())

    def sign_in(self, login, password=PASSWORD):
        return self("POST", "/api/v1/sessions", {"login": login, "password": password})

    def token(self, login):
        return self.sign_in(login).json["token"]


@pytest.fixture(scope="session")
def seal_keys():
    return "k1:" + base64.b64encode(os.urandom(32)).decode()


@pytest.fixture(scope="session")
def token_key():
    form = serialization.PrivateFormat.PKCS8
    made = Ed25519PrivateKey.generate()
    return made.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


@pytest.fixture(scope="session", autouse=True)
def written_once():
    """Let the doors of one process share what each makes of the routes when it starts, and loads the hash of their password.

    It is the same every time, and most of what a start and a load take.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(openapi, "document", cache(openapi.document))
        patch.setattr(shown, "paths", cache(shown.paths))
        patch.setattr(App, "intakes", staticmethod(cache(App.intakes)))
        patch.setattr(load, "HASHER", SimpleNamespace(hash=cache(load.HASHER.hash)))
        yield


@pytest.fixture
def settings(amqp_url, service_url, seal_keys, token_key, monkeypatch):
    values = {
        "AMQP_URL": amqp_url,
        "DATABASE_URL": service_url("gateway"),
        "DISTRICT": "210203",
        "SEAL_KEYS": seal_keys,
        "TOKEN_KEY": token_key,
        "DRAIN": "10",
        "SECOND_FACTOR": "none",
    }
    for name, value in values.items():
        monkeypatch.setenv(f"LINLI_{name}", value)
    return Settings.read()


@pytest.fixture
def people(database_of, seal_keys):
    load.load(database_of("gateway"), Sealer(read_keys(seal_keys)), PEOPLE, password=PASSWORD)


@pytest.fixture
def run(settings):
    """Start a service in this process; it is stopped at the end."""
    running = []

    def start(service, other=None):
        one = container(service, other or settings)
        running.append(one)
        one.start()
        return one

    yield start
    for one in running:
        one.stop()


@pytest.fixture
def open_door(run, people):
    """Start a front door and give a client of it."""
    opened = []

    def open_(other=None):
        entrance = next(part for part in run(Service, other).entrypoints if isinstance(part, FrontDoor))
        opened.append(Client(entrance.port))
        return opened[-1]

    yield open_
    for client in opened:
        client.connection.close()


@pytest.fixture
def client(open_door):
    return open_door()


@pytest.fixture
def grid(run):
    return run(Grid)


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """Give a machine that stalls the time it takes: what a front door refuses for want of it is tried by tests that say so."""
    for module, name in ((account, "WAIT_SECONDS"), (account, "WEIGH_SECONDS"), (publishing, "TURN_SECONDS"),
                         (taking, "TURN_SECONDS"), (app, "LOCAL_SECONDS"), (writer, "WAIT_SECONDS")):  # fmt: skip
        monkeypatch.setattr(module, name, 60.0)


@pytest.fixture(autouse=True)
def shielded(monkeypatch):
    """Let each answer of each front door of these tests be looked at: pictures, exports, streams, errors and all."""
    found, real = [], App.__call__

    def answered(self, environ, start):
        def begin(status, headers):
            tls = environ.get("HTTP_X_FORWARDED_PROTO") == "https" and "REMOTE_ADDR" in environ and bool(self._proxies._networks)
            found.extend((environ["REQUEST_METHOD"], environ["RAW_PATH_INFO"], status, one) for one in lacking(headers, tls=tls))
            return start(status, headers)

        return real(self, environ, begin)

    monkeypatch.setattr(App, "__call__", answered)
    yield
    assert found == []


@pytest.fixture
def facts(monkeypatch):
    """What holders are told of what proves them; the outbox forgets what was sent."""
    made, real = [], telling.told

    def told(*given):
        made.extend(real(*given))
        return tuple(made[-1:])

    monkeypatch.setattr(telling, "told", told)
    return made
