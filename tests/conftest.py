"""Real servers of the tests' own: no address is ever taken from the environment, and a missing server fails the test.

Each process of pytest has its own pair, so that a test may freeze or kill one without disturbing another process.
"""
from __future__ import annotations

import itertools
import secrets
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
import pytest_socket
from eventlet.patcher import is_monkey_patched
from hypothesis import HealthCheck, settings

from kernel import migrate
from kernel.db import Database
from tests.home import home as own_home
from tools.postgres import Postgres
from tools.rabbit import Rabbit

TESTS = Path(__file__).parent
TEMPLATE = "template_linli"
numbers = itertools.count(1)

# the same examples each time, however slow the machine: what fails here must fail for whoever looks for the reason
settings.register_profile("linli", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("linli")


def pytest_collection_modifyitems(items):
    """Refuse to run tests of nameko's parts in a process where a wait would stop every greenlet."""
    green = is_monkey_patched("socket")
    if not green and any(item.path.is_relative_to(TESTS / "integration") for item in items):
        raise pytest.UsageError("integration tests need a green process: pytest -p tests.green tests/integration")


def pytest_runtest_setup(item):
    """Take the network away from unit tests: what needs it is not a rule."""
    if item.path.is_relative_to(TESTS / "unit"):
        pytest_socket.disable_socket()


def pytest_runtest_teardown():
    pytest_socket.enable_socket()


@pytest.fixture(scope="session")
def home():
    """A directory for the servers of this process."""
    with own_home("tests", _end) as own:
        yield own


@pytest.fixture(scope="session")
def postgres(home):
    """A running PostgreSQL: `.url`, `.url_for(database)`, `.pause()`, `.resume()`, `.kill()`, `.start()`."""
    server = Postgres(home / "postgres", durable=False)
    try:
        server.start()
        yield server
    finally:
        server.drop()


@pytest.fixture(scope="session")
def broker(home):
    """A running RabbitMQ: `.url`, `.add_vhost(name)`, `.pause()`, `.resume()`, `.kill()`, `.start()`."""
    server = Rabbit(home / "rabbit")
    try:
        server.start()
        yield server
    finally:
        server.drop()


@pytest.fixture(scope="session")
def passwords():
    """Service -> password of its database role."""
    return {service: secrets.token_urlsafe(12) for service in migrate.SERVICES}


@pytest.fixture(scope="session")
def template(postgres, passwords):
    """The name of a migrated, empty database that each test's own is copied from."""
    _run(postgres.url, f"CREATE DATABASE {TEMPLATE}")
    migrate.apply(postgres.url_for(TEMPLATE), passwords)
    return TEMPLATE


@pytest.fixture
def admin_url(postgres, template):
    """A database of this test alone, as the administrator: every schema, no rows but those of migrations."""
    name = f"test_{next(numbers)}"
    _run(postgres.url, f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")  # less work than as a journal
    yield postgres.url_for(name)
    _run(postgres.url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def service_url(admin_url, passwords):
    """Give the address of this test's database in the role of a service: `service_url("grid")`."""
    return lambda service: migrate.service_url(admin_url, service, passwords[service])


@pytest.fixture
def database_of(service_url):
    """Open this test's database in the schema and the role of a service: `database_of("grid")`."""
    opened = []

    def open_(service, **options):
        opened.append(Database(service_url(service), schema=service, **{"district": "210203", **options}))
        return opened[-1]

    yield open_
    for database in opened:
        database.close()


@pytest.fixture
def amqp_url(broker):
    """The address of a virtual host of this test alone."""
    name = f"test-{next(numbers)}"
    yield broker.add_vhost(name)
    broker.delete_vhost(name)


def _end(home):
    Rabbit(home / "rabbit").drop()
    Postgres(home / "postgres").drop()


def _run(url, statement):
    with closing(psycopg2.connect(url)) as conn:
        conn.autocommit = True
        conn.cursor().execute(statement)
