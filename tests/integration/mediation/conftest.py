"""A mediation committee of its own for each test."""
from __future__ import annotations

from collections.abc import Callable

import pytest

from kernel.db import Database
from tests.integration.mediation.committee import Committee


@pytest.fixture
def committee(database_of: Callable[[str], Database]) -> Committee:
    return Committee(database_of("mediation"))
