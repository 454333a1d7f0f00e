"""Configuration is read once and stops the start when it is wrong."""
from __future__ import annotations

import pytest

from kernel.settings import SettingRefused, Settings

NEEDED = {"AMQP_URL": "amqp://a", "DATABASE_URL": "postgresql://d", "DISTRICT": "210203", "SEAL_KEYS": "k1:QUJD"}


@pytest.fixture
def environment(monkeypatch):
    for name, value in NEEDED.items():
        monkeypatch.setenv(f"LINLI_{name}", value)
    return monkeypatch


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_key_is_named(environment, name):
    environment.delenv(f"LINLI_{name}")
    with pytest.raises(SettingRefused, match=f"LINLI_{name}"):
        Settings.read()


def test_a_wrong_number_is_named(environment):
    environment.setenv("LINLI_WORKERS", "many")
    with pytest.raises(SettingRefused, match="LINLI_WORKERS"):
        Settings.read()


def test_a_secret_whose_file_is_not_there_is_named(environment):
    environment.setenv("LINLI_SMS_SECRET", "/not/there")
    with pytest.raises(SettingRefused, match="LINLI_SMS_SECRET: /not/there cannot be read"):
        Settings.read()


def test_a_secret_may_be_a_mounted_file(environment, tmp_path):
    file = tmp_path / "keys"
    file.write_text("k9:QUJD\n")
    environment.setenv("LINLI_SEAL_KEYS", str(file))
    assert Settings.read().seal_keys == "k9:QUJD"


def test_secrets_are_not_shown(environment):
    assert "QUJD" not in repr(Settings.read())
