"""A town of its own for each test."""
from __future__ import annotations

from collections.abc import Callable

import pytest

from kernel.db import Database
from tests.integration.grid.town import Town


@pytest.fixture
def town(database_of: Callable[[str], Database]) -> Town:
    return Town(database_of("grid"))
