"""One service as one process: it says how it is, finishes what it has begun, and stops when it is told."""
from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from unittest.mock import MagicMock

import pytest
from click.testing import CliRunner

ROOT = Path(__file__).resolve().parents[3]


class Process:
    """`python -m kernel.run notify`, with its log."""

    def __init__(self, environment, log):
        self.log = log
        with log.open("wb") as file:
            self.child = subprocess.Popen(
                [sys.executable, "-m", "kernel.run", "notify"], cwd=ROOT, env=environment, stdout=file, stderr=file
            )

    @property
    def lines(self):
        return [json.loads(line) for line in self.log.read_text().splitlines() if line.startswith("{")]

    def port(self):
        return next((line["port"] for line in self.lines if line["event"] == "health_listening"), None)

    def ask(self, path):
        if self.port() is None:
            return 0, b""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port()}{path}", timeout=5) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()
        except OSError:
            return 0, b""

    def until(self, path, status, seconds=60):
        end = time.monotonic() + seconds
        while (found := self.ask(path))[0] != status:
            assert time.monotonic() < end, f"{path} stays {found}; log: {self.log.read_text()[-2000:]}"
            time.sleep(0.05)
        return found[1]

    def stop(self, sign=signal.SIGTERM):
        self.child.send_signal(sign)
        return self.child.wait(30)


@pytest.fixture
def environment(service_url, amqp_url):
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "LINLI_AMQP_URL": amqp_url,
        "LINLI_DATABASE_URL": service_url("notify"),
        "LINLI_DISTRICT": "210203",
        "LINLI_SEAL_KEYS": "k1:" + base64.b64encode(bytes(32)).decode(),
    }


@pytest.fixture
def start(environment, tmp_path):
    started = []

    def start_(**changes):
        started.append(Process({**environment, **changes}, tmp_path / f"{len(started)}.log"))
        return started[-1]

    yield start_
    for process in started:
        process.child.kill()
        process.child.wait()


def test_it_becomes_ready_is_measured_and_stops_in_order(start):
    process = start()
    assert json.loads(process.until("/readyz", 200)) == {"ready": True, "faults": {}}
    assert process.ask("/healthz")[0] == 200
    assert b"outbox_unsent" in process.ask("/metrics")[1]
    assert process.ask("/elsewhere")[0] == 404
    assert process.stop() == 0
    assert [line["event"] for line in process.lines][-1] == "process_stopped"


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_either_signal_ends_it_in_order(start, sign):
    process = start()
    process.until("/readyz", 200)
    assert process.stop(sign) == 0


def test_several_run_side_by_side(start):
    both = [start(), start()]
    for process in both:
        process.until("/readyz", 200)
    assert both[0].port() != both[1].port()
    assert [process.stop() for process in both] == [0, 0]


def test_without_its_broker_it_lives_but_is_not_ready_and_recovers(start, broker):
    process = start()
    process.until("/readyz", 200)
    broker.kill()
    assert json.loads(process.until("/readyz", 503))["faults"]
    assert process.ask("/healthz")[0] == 200
    broker.start()
    process.until("/readyz", 200, seconds=40)


def test_without_its_database_it_lives_but_is_not_ready_and_recovers(start, postgres):
    process = start()
    process.until("/readyz", 200)
    postgres.kill()
    assert json.loads(process.until("/readyz", 503))["faults"] == {"SharedDatabase": "database.unavailable"}
    assert process.ask("/healthz")[0] == 200
    postgres.start()
    process.until("/readyz", 200)


@pytest.mark.parametrize(
    "wrong", [{"LINLI_DISTRICT": None}, {"LINLI_WORKERS": "many"}, {"LINLI_SEAL_KEYS": "k1:short"}]
)
def test_a_wrong_setting_ends_it_at_its_start_and_is_named(start, environment, wrong):
    (name, value), = wrong.items()
    environment.pop(name, None)
    process = start(**({name: value} if value else {}))
    assert process.child.wait(20) != 0
    text = process.log.read_text()
    assert name in text or "seal" in text.lower()
    assert "short" not in text, "a secret must not be shown"


def test_no_secret_of_the_settings_is_logged(start, environment):
    process = start()
    process.until("/readyz", 200)
    process.stop()
    text = process.log.read_text()
    assert environment["LINLI_SEAL_KEYS"].split(":")[1] not in text
    assert environment["LINLI_DATABASE_URL"].split(":")[2].split("@")[0] not in text


def test_a_process_of_which_a_part_died_says_where_and_not_with_what(monkeypatch):
    from kernel import run

    class Died:
        def __init__(self, *args):
            self.start = lambda: None

        def wait(self):
            raise ValueError("13800000000")

    for name in ("logs", "signal", "importlib", "Settings"):
        monkeypatch.setattr(run, name, MagicMock())
    monkeypatch.setattr(run.eventlet, "spawn_after", lambda *_: None)
    monkeypatch.setattr(run, "container", Died)
    ended = CliRunner().invoke(run.main, ["grid"])
    assert isinstance(ended.exception, SystemExit)
    assert ended.exit_code == 1
    assert "13800000000" not in ended.output
