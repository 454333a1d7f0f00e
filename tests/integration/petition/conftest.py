"""A petition office of its own for each test."""
from __future__ import annotations

from collections.abc import Callable

import pytest

from kernel.db import Database
from tests.integration.petition.office import Office


@pytest.fixture
def office(database_of: Callable[[str], Database]) -> Office:
    return Office(database_of("petition"))
