"""A setting that cannot be used stops the start with one line that names it."""
from __future__ import annotations

import base64
import dataclasses

import pytest
from click.testing import CliRunner

from kernel import run
from kernel.retention_own import RULES
from kernel.setting_check import READERS, check
from kernel.settings import SettingRefused, Settings
from services.gateway.setting import READERS as GATEWAY
from services.notify.setting import READERS as NOTIFY
from services.petition.setting import READERS as PETITION
from tests.unit.kernel.test_settings import NEEDED
from tools.secret import Secrets

KEY = base64.b64encode(bytes(32)).decode()
GOOD = Settings("amqp://u:p@broker/linli", "postgresql://u:p@db/linli", "210203", f"k1:{KEY}")
SERVICES = frozenset(("grid", "notify", "gateway"))
BAD = (
    ("amqp_url", "hunter2"),
    ("database_url", "host=db password=hunter2"),
    ("district", "21020"),
    ("district", "大连210"),
    ("seal_keys", "hunter2"),
    ("seal_keys", f"k1:{KEY},k1:{KEY}"),
    ("metrics_port", 99_999),
    ("metrics_host", "300.1.1.1"),
    ("office_hours", "9-12"),
    ("unmask_minutes", 16),
    ("unmask_hourly", 0),
    ("unmask_approval", "some"),
    ("retention", "bogus"),
    ("retention", "kernel.bogus=1 years"),
    ("retention", "gird.contact=1 years"),
    ("retention", "kernel.keys=forever"),
    ("workers", 0),
    ("pool", 0),
    ("drain", -1.0),
)
BAD_GATEWAY = (
    ("token_key", ""),
    ("token_key", "hunter2"),
    ("http_port", -1),
    ("http_host", "300.1.1.1"),
    ("proxies", "10.0.0.0/99"),
    ("hosts", "https://linli.example.org"),
    ("confidentiality", "/not/there"),
    ("attachments", "ftp://files"),
    ("scan", "clamd"),
    ("scan", "tcp://host:port"),
    ("link_minutes", 16),
    ("upload_limits", "image=x"),
    ("upload_limits", "cat=1"),
    ("oidc", "/not/there"),
    ("second_factor", "all"),
    ("session_idle", 0),
    ("session_hours", 25),
)
BAD_NOTIFY = (("sms", "ftp://texts"), ("sms", "folder:"))
BAD_PETITION = (("window", "/not/there"),)
EACH = (
    *((GATEWAY, *one) for one in BAD_GATEWAY),
    *((NOTIFY, *one) for one in BAD_NOTIFY),
    *((PETITION, *one) for one in BAD_PETITION),
    *(({}, *one) for one in BAD),
)
ENDING = (("LINLI_DISTRICT", "x"), ("LINLI_WORKERS", "many"), ("LINLI_SEAL_KEYS", "/not/there"))


def tried(settings, readers):
    check(settings, readers=readers, rules=RULES, services=SERVICES)


@pytest.fixture(scope="session")
def gateway(tmp_path_factory):
    place = tmp_path_factory.mktemp("secrets")
    key = Secrets(place).token_key().read_text()
    return dataclasses.replace(GOOD, token_key=key, files=str(place / "files"))


def test_what_is_usual_fits(gateway):
    tried(gateway, GATEWAY)
    tried(GOOD, NOTIFY)
    tried(GOOD, PETITION)
    tried(dataclasses.replace(GOOD, retention="grid.contact=1 years, kernel.keys=7 days"), {})


@pytest.mark.parametrize(("readers", "name", "value"), EACH, ids=lambda what: "" if isinstance(what, dict) else str(what))
def test_one_that_cannot_be_used_is_named_in_one_line_without_a_secret(gateway, readers, name, value):
    with pytest.raises(SettingRefused) as refused:
        tried(dataclasses.replace(gateway, **{name: value}), readers)
    assert str(refused.value).startswith(f"LINLI_{name.upper()}: ")
    assert "\n" not in str(refused.value)
    assert "hunter2" not in str(refused.value)
    assert str(refused.value).count("LINLI_") == 1


def test_a_hook_for_texts_without_a_secret_blames_the_secret():
    with pytest.raises(SettingRefused, match=r"^LINLI_SMS_SECRET: want whsec_"):
        tried(dataclasses.replace(GOOD, sms="https://sms.example/texts"), NOTIFY)


def test_files_that_cannot_be_kept_are_told_with_the_folder(gateway):
    with pytest.raises(SettingRefused, match="^LINLI_FILES: /proc/not"):
        tried(dataclasses.replace(gateway, files="/proc/not"), GATEWAY)


def test_each_setting_with_a_form_has_somebody_who_reads_it():
    plain = {"retention"}  # read with the rules of the service
    readers = READERS.keys() | GATEWAY.keys() | NOTIFY.keys() | PETITION.keys()
    assert {one.name for one in dataclasses.fields(Settings)} - plain <= readers


@pytest.mark.parametrize(("name", "value"), ENDING)
def test_a_process_ends_with_one_line_and_without_the_way_through_the_code(monkeypatch, name, value):
    for needed, usual in NEEDED.items():
        monkeypatch.setenv(f"LINLI_{needed}", usual)
    monkeypatch.setenv("LINLI_AMQP_URL", GOOD.amqp_url)
    monkeypatch.setenv("LINLI_DATABASE_URL", GOOD.database_url)
    monkeypatch.setenv(name, value)
    monkeypatch.setattr(run.logs, "start", lambda name: None)
    ended = CliRunner().invoke(run.main, ["notify"])
    assert ended.exit_code == 1
    assert ended.stderr.startswith(f"Error: {name}: ")
    assert ended.stderr.count("\n") == 1
