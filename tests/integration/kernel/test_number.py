"""Numbers from a real sequence: replicas never give the same one."""
from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from kernel.db import Database
from kernel.number import Numbers


@pytest.fixture
def db(database_of: Callable[[str], Database]) -> Database:
    return database_of("grid")


def test_replicas_and_threads_never_give_the_same_number(db: Database) -> None:
    replicas = [Numbers(db, "incident_number") for _ in range(3)]
    with ThreadPoolExecutor(6) as pool:
        given = list(pool.map(lambda n: replicas[n % 3].next(), range(900)))
    assert len(set(given)) == 900
    assert min(given) >= 1
