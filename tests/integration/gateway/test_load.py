"""Accounts come from a file, whole or not at all, and loading twice changes them in place."""
from __future__ import annotations

import pytest

from kernel.keyring import read_keys
from kernel.seal import Sealer
from services.gateway import load
from services.gateway.store import find_account
from tests.integration.gateway.conftest import PASSWORD, PEOPLE


@pytest.fixture
def db(database_of):
    return database_of("gateway")


@pytest.fixture
def sealer(seal_keys):
    return Sealer(read_keys(seal_keys))


def test_loading_twice_keeps_ids_and_takes_changes(db, sealer):
    assert load.load(db, sealer, PEOPLE, password=PASSWORD) == 2
    before = find_account(db, login="worker1")
    load.load(db, sealer, [{**PEOPLE[0], "role": "checker"}], password=PASSWORD)
    after = find_account(db, login="worker1")
    assert (after.id, after.role, before.role) == (before.id, "checker", "grid_worker")


@pytest.mark.parametrize("fault", [{"role": "king"}, {"login": ""}, {"language": "fr"}])
def test_a_faulty_row_is_named_and_nothing_is_kept(db, sealer, fault):
    with pytest.raises(ValueError, match="row 3"):
        load.load(db, sealer, [PEOPLE[0], {**PEOPLE[1], **fault}], password=PASSWORD)
    assert find_account(db, login="worker1") is None


def test_a_short_password_is_refused(db, sealer):
    with pytest.raises(ValueError, match="8 characters"):
        load.load(db, sealer, PEOPLE, password="short")


def test_a_file_with_other_columns_is_refused(tmp_path):
    path = tmp_path / "accounts.csv"
    path.write_text("login,role\nworker1,checker\n")
    with pytest.raises(ValueError, match="columns"):
        load.read(path)
