"""A process of the echo service, as a test holds it."""
from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.integration.people import KEY

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60.0


class Peer:
    """One running process. log: everything it has written so far."""

    def __init__(self, home: Path, *, amqp_url: str, database_url: str, ledger: Path, workers: int) -> None:
        self._output = home / f"echo-{time.monotonic_ns()}.log"
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
            "ECHO_LEDGER": str(ledger),
            "LINLI_AMQP_URL": amqp_url,
            "LINLI_DATABASE_URL": database_url,
            "LINLI_DISTRICT": "210203",
            "LINLI_SEAL_KEYS": str(KEY),
            "LINLI_WORKERS": str(workers),
        }
        command = [sys.executable, "-m", "tests.integration.messaging.echo"]
        with self._output.open("wb") as output:
            self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        self.pid = self._process.pid
        until(lambda: "READY" in self.log or self._process.poll() is not None)
        assert self._process.poll() is None, self.log

    @property
    def log(self) -> str:
        return self._output.read_text()

    def send(self, sign: signal.Signals) -> None:
        self._process.send_signal(sign)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def wait(self) -> int:
        """Give the exit code, once it has ended by itself."""
        return self._process.wait(timeout=PATIENCE)


def until(done, patience: float = PATIENCE):
    """Wait until `done()` is true and give what it gave."""
    end = time.monotonic() + patience
    while not (found := done()):
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
    return found
