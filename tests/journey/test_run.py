"""`make run` and `make stop` as a person uses them: it starts, survives its own end, and leaves nothing behind."""
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.journey.wait import until
from tools.child import Child

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90.0


class Run:
    """One `make run`. out: what it has printed so far."""

    def __init__(self, home, number):
        self.home = home
        self.log = home.parent / f"run-{number}.out"
        environment = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
        command = [sys.executable, "-m", "tools.run", "up", "--home", str(home)]
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)

    @property
    def out(self):
        return self.log.read_text()

    def wait_ready(self):
        end = time.monotonic() + PATIENCE
        while "Linli is ready" not in self.out:
            assert self.process.poll() is None, self.out
            assert time.monotonic() < end, self.out
            time.sleep(0.1)


def left(home):
    """Give every live process that works under `home` or was told of it."""
    found = []
    for process in psutil.process_iter():
        try:
            told = [*process.cmdline(), process.cwd(), *process.environ().values()]
        except psutil.Error:
            continue
        if process.pid != os.getpid() and any(str(home) in word for word in told):
            found.append(process)
    return found


def command(home, word):
    done = subprocess.run(
        [sys.executable, "-m", "tools.run", word, "--home", str(home)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def home(tmp_path):
    path = tmp_path / "stack"
    yield path
    command(path, "down")
    command(path, "forget")


def test_a_killed_run_is_taken_over_by_the_next_and_a_stopped_one_leaves_nothing(home):
    first = Run(home, 1)
    first.wait_ready()
    assert "sign in with password" in first.out
    code, said = command(home, "up")
    assert code == 1
    assert "already running" in said
    assert len(list(home.rglob("*.pid"))) >= 8, "the second has ended what the first owns"
    first.process.kill()
    first.process.wait()
    assert left(home), "servers and processes outlive a killed owner"

    second = Run(home, 2)
    second.wait_ready()
    second.process.send_signal(signal.SIGTERM)
    assert second.process.wait(60) == 0
    until(lambda: left(home) == [])  # a child of a server ends a moment after it
    assert list(home.rglob("*.pid")) == []


def test_a_service_that_dies_is_started_again_and_stop_ends_all(home):
    run = Run(home, 1)
    run.wait_ready()
    pids = home / "processes" / "grid-0.pid"
    before = pids.read_text()
    Child(pids).find().kill()
    end = time.monotonic() + PATIENCE
    while not pids.exists() or pids.read_text() == before:
        assert time.monotonic() < end, run.out
        time.sleep(0.1)
    assert command(home, "down")[0] == 0
    assert run.process.wait(60) == 0
    until(lambda: left(home) == [])
