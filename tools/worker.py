"""One process of a service on this machine: started, asked whether it is ready, ended, started again."""
from __future__ import annotations

import json
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from tools.child import Child, kept_port

ROOT = Path(__file__).resolve().parent.parent
PASSED = ("PATH", "HOME", "LANG", "TZ", "SSL_CERT_FILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")  # of a bucket for files
FIRST_PAUSE, LONGEST_PAUSE, STEADY = 0.5, 30.0, 60.0  # seconds
# loopback is asked directly, whatever proxy the shell names
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class NotReady(Exception):
    """A process did not become ready; the text names its faults and its log."""


class Worker:
    """Process number `index` of a service; its files are under `home`.

    settings: the environment of kernel/settings.py, without the metrics port, which is chosen here and kept.
    """

    def __init__(self, home: Path, service: str, index: int, settings: Mapping[str, str]) -> None:
        self.service, self.index, self.settings = service, index, settings
        self.name = f"{service}-{index}"
        self.log = home / "logs" / f"{self.name}.log"
        self.child = Child(home / "processes" / f"{self.name}.pid")
        self.metrics_port = kept_port(home / "ports" / self.name)
        self._pause = FIRST_PAUSE
        self._started_at = 0.0

    @property
    def metrics_url(self) -> str:
        """Where this process tells its measures; /healthz and /readyz are beside it."""
        return f"http://127.0.0.1:{self.metrics_port}/metrics"

    def start(self) -> None:
        """Start the process; the one an earlier run left is ended first."""
        self.child.end(signal.SIGKILL)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        own = {key: os.environ[key] for key in PASSED if key in os.environ}
        env = own | {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT), **self.settings}
        env["LINLI_METRICS_PORT"] = str(self.metrics_port)
        self._started_at = time.monotonic()
        self.child.start([sys.executable, "-m", "kernel.run", self.service], log=self.log, env=env, cwd=ROOT)

    def faults(self) -> dict[str, str]:
        """Give what keeps the process from being ready; {} when it is ready."""
        try:
            with direct.open(f"http://127.0.0.1:{self.metrics_port}/readyz", timeout=3) as answer:
                answer.read()
                return {}
        except urllib.error.HTTPError as error:
            with error:
                return dict(json.loads(error.read())["faults"])
        except OSError:
            return {"process": "no answer"}

    def wait(self, within: float = 60.0) -> None:
        """Wait until the process is ready.

        :raises NotReady: it ended, or was not ready within the seconds
        """
        until = time.monotonic() + within
        while faults := self.faults():
            if self.child.find() is None:
                raise NotReady(f"{self.name} ended while it started; its log: {self.log}\n{self.last_words()}")
            if time.monotonic() > until:
                raise NotReady(f"{self.name} is not ready: {faults}; its log: {self.log}")
            time.sleep(0.1)

    def last_words(self, lines: int = 8) -> str:
        """Give the end of the log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def alive(self) -> bool:
        """Tell whether the process runs."""
        return self.child.find() is not None

    def kill(self) -> None:
        """End the process as a crash would."""
        self.child.end(signal.SIGKILL)

    def stop(self, *, within: float = 30.0) -> None:
        """Let the process finish what it has begun and end; after `within` seconds it is killed."""
        self.child.end(signal.SIGTERM, within=within)

    def tend(self) -> float | None:
        """Start the process again when it has died, later each time. -> seconds it has to wait; None: nothing to do."""
        if self.alive():
            self._pause = FIRST_PAUSE if time.monotonic() - self._started_at > STEADY else self._pause
            return None
        since = time.monotonic() - self._started_at
        if since >= self._pause:
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            self.start()
            return 0.0
        return self._pause - since
