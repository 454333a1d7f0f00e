"""A command for operators ends with one line where it cannot go on."""
from __future__ import annotations

import pytest
from click.testing import CliRunner

from tools import audit_verify, dead_letters, erasures, keys, retention

NOWHERE = "postgresql://linli_grid:hunter2@127.0.0.1:1/linli"


@pytest.mark.parametrize(
    ("command", "words", "told"),
    [
        (keys.main, ["add", "k2", "--keys", "hunter2"], "LINLI_SEAL_KEYS, key 1: want id:base64"),
        (keys.main, ["add", "k2", "--keys", "/not/there"], "No such file"),
        (keys.main, ["make", "k 1"], "a key id is"),
        (retention.main, ["--service", "grid", "--database", NOWHERE, "--keep", "gird.x=1 years"], "LINLI_RETENTION: "),
    ],
)
def test_what_does_not_fit_is_told_in_one_line(command, words, told):
    ended = CliRunner().invoke(command, words)
    assert ended.exit_code in (1, 2)
    assert told in ended.stderr
    assert "Traceback" not in ended.output
    assert "hunter2" not in ended.output


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("command", "words"),
    [
        (retention.main, ["--service", "grid", "--database", NOWHERE]),
        (audit_verify.main, ["--database-url", NOWHERE]),
        (erasures.main, ["register", "--database-url", NOWHERE]),
        (dead_letters.main, ["--service", "grid", "--database", NOWHERE, "--broker", "amqp://u:p@127.0.0.1:1/", "list"]),
    ],
)
def test_a_database_that_is_away_is_told_in_one_line(command, words):
    ended = CliRunner().invoke(command, words)
    assert ended.exit_code == 1
    assert "database.unavailable" in ended.stderr
    assert "hunter2" not in ended.output
