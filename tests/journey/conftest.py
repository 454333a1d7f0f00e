"""Whole stacks of the journeys' own: private servers, real processes, everything asked through HTTP."""
from __future__ import annotations

from contextlib import contextmanager

import pytest

from tests.home import home
from tests.journey.ledger import Ledger
from tests.journey.person import People
from tools.stack import Stack

TWO_EACH = {"grid": 2, "notify": 2}  # of those that work in the background, so that two compete for it


@pytest.fixture(scope="session")
def homes():
    """A directory for the stacks of this run."""
    with home("journeys", _end) as own:
        yield own


@pytest.fixture(scope="session")
def run_stack(homes):
    """Run a stack of one's own: `with run_stack("name", processes=..., durable=...) as stack`."""

    @contextmanager
    def run(name, **options):
        made = Stack(homes / name, **options)
        try:
            made.start()
            yield made
        finally:
            _drop(made)

    return run


@pytest.fixture(scope="session")
def stack(run_stack):
    """The stack that all journeys share which disturb nobody."""
    with run_stack("calm", processes=TWO_EACH, durable=False) as made:
        yield made


@pytest.fixture(scope="module")
def people(stack):
    """Every account by login: `people["resident1"]`."""
    everybody = People(stack.http_url, stack.password)
    yield everybody
    everybody.close()


@pytest.fixture(scope="module")
def ledger(stack):
    """The counts of the module's stack."""
    return Ledger(stack)


def _end(home):
    for left in home.glob("*"):
        _drop(Stack(left))


def _drop(stack):
    stack.stop()
    stack.end_left()
    for server in (stack.broker, stack.postgres):
        server.drop()
