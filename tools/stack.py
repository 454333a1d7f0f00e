"""A whole Linli on one machine: servers, schemas, a district, the processes. Behind `make run`; tests and the benchmark
use it as a library.

    stack = Stack(Path(".run"), processes={"grid": 2})
    stack.start()
    stack.kill("grid", 0)
    stack.restart("grid", 0)
    stack.stop()
"""
from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path

from kernel import migrate
from tools.child import Child, hold, keep, kept_port
from tools.given import check_broker, check_database, check_ownership
from tools.postgres import Postgres
from tools.rabbit import Rabbit
from tools.secret import Secrets
from tools.worker import ROOT, Worker

XIGANG = ROOT / "deploy" / "districts" / "xigang"
HTTP_PORT = 8210
Tell = Callable[[str], None]


class StackFailed(Exception):
    """The stack cannot start; the text says why and what to do."""


class Stack:
    """Everything one stack owns, under `home`.

    processes: how many of each service, one where nothing is said. amqp_url, database_url: servers to use instead of
    private ones, the database by its administrator. settings: more LINLI_* of kernel/settings.py for every process.
    district: files to load; area: the 6-digit code of their root. durable: False for tests only. tell: told each step.
    """

    def __init__(
        self,
        home: Path,
        *,
        processes: Mapping[str, int] | None = None,
        amqp_url: str | None = None,
        database_url: str | None = None,
        settings: Mapping[str, str] | None = None,
        district: Path = XIGANG,
        area: str = "210203",
        durable: bool = True,
        tell: Tell = lambda line: None,
    ) -> None:
        self.home = home.absolute()
        self.counts = dict.fromkeys(migrate.SERVICES, 1) | dict(processes or {})
        self.broker = None if amqp_url else Rabbit(self.home / "rabbit")
        self.postgres = None if database_url else Postgres(self.home / "postgres", durable=durable)
        self._given = (amqp_url, database_url)
        self.settings = dict(settings or {})
        self.district, self.area, self.tell = district, area, tell
        self.secrets = Secrets(self.home / "secrets")
        self.workers: list[Worker] = []
        self.owner = Child(self.home / "owner.pid")
        self._door: socket.socket | None = None

    @property
    def amqp_url(self) -> str:
        """The broker's address, with the virtual host of the stack."""
        return self._given[0] or (self.broker.url if self.broker else "")

    @property
    def database_url(self) -> str:
        """The database's address, as the administrator."""
        return self._given[1] or (self.postgres.url if self.postgres else "")

    @property
    def http_url(self) -> str:
        """Where the gateway answers."""
        return f"http://127.0.0.1:{(self.home / 'ports' / 'http').read_text()}"

    @property
    def password(self) -> str:
        """The password of every account of the sample district."""
        return self.secrets.password("accounts")

    def start(self) -> None:
        """Bring everything up and wait until each process is ready.

        :raises StackFailed: another owner runs it already, or a step failed
        :raises RabbitFailed, PostgresFailed, NotReady, Lacking: what their names say
        """
        if (owner := self.owner.find()) is not None and owner.pid != os.getpid():
            raise StackFailed(f"already running as process {owner.pid}; `make stop` ends it")
        self.end_left()
        self.owner.adopt(os.getpid())
        try:
            self._start_servers()
            self._fill()
            self._start_workers()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End exactly what this stack started: processes side by side first, then the servers."""
        self._side_by_side([worker.stop for worker in self.workers])
        self._side_by_side([server.stop for server in (self.broker, self.postgres) if server])
        if self._door is not None:
            self._door.close()
        (self.home / "env").unlink(missing_ok=True)
        self.owner.file.unlink(missing_ok=True)

    def end_left(self) -> None:
        """End what a killed owner left running."""
        for file in (self.home / "processes").glob("*.pid"):
            Child(file).end(signal.SIGTERM, within=5)
        self._side_by_side([Rabbit(self.home / "rabbit").stop, Postgres(self.home / "postgres").stop])
        (self.home / "env").unlink(missing_ok=True)
        self.owner.file.unlink(missing_ok=True)

    def worker(self, service: str, index: int = 0) -> Worker:
        """Give one process."""
        return next(w for w in self.workers if (w.service, w.index) == (service, index))

    def kill(self, service: str, index: int = 0) -> None:
        """End one process as a crash would."""
        self.worker(service, index).kill()

    def restart(self, service: str, index: int = 0) -> None:
        """Start one process again and wait until it is ready; a running one is ended in order first."""
        worker = self.worker(service, index)
        worker.stop()
        worker.start()
        worker.wait()

    def tend(self) -> None:
        """Start again what has died, once; to be called every now and then."""
        for server in (self.postgres, self.broker):
            if server and server.child.find() is None:
                self.tell(f"{type(server).__name__} has ended; it is started again")
                server.start()
        for worker in self.workers:
            if worker.tend() == 0.0:
                self.tell(f"{worker.name} had ended; it is started again (log: {worker.log})")

    def environment(self) -> dict[str, str]:
        """Give the variables that the commands for operators read."""
        urls = {f"LINLI_{s.upper()}_DATABASE_URL": self._service_url(s) for s in migrate.SERVICES}
        return {
            "LINLI_URL": self.http_url,
            "LINLI_ACCOUNTS_PASSWORD": self.password,
            "LINLI_AMQP_URL": self.amqp_url,
            "LINLI_ADMIN_URL": self.database_url,
            "LINLI_SEAL_KEYS": str(self.secrets.seal_keys()),
            "LINLI_FILES": str(self.home / "files"),
            "LINLI_TEXTS": str(self.home / "texts"),
            "LINLI_DISTRICT": self.area,
            # what is let go of by command must be kept as long as the services keep it
            **{key: self.settings[key] for key in ("LINLI_RETENTION",) if key in self.settings},
            **urls,
        }

    def _start_servers(self) -> None:
        amqp_url, database_url = self._given
        if amqp_url:
            check_broker(amqp_url)
        if database_url:
            check_database(database_url)
            check_ownership(database_url, self._service_url("gateway"))
        self._side_by_side([self._start_server(server) for server in (self.postgres, self.broker) if server])

    def _start_server(self, server: Postgres | Rabbit) -> Callable[[], None]:
        def start() -> None:
            self.tell(f"{type(server).__name__}: starting a private server")
            server.start()
            self.tell(f"{type(server).__name__}: ready on port {server.port}")

        return start

    def _fill(self) -> None:
        self.tell("schemas: bringing them up to date")
        migrate.apply(self.database_url, {s: self.secrets.password(s) for s in migrate.SERVICES})
        self.tell(f"district: loading {self.district.name}")
        self._door = hold(kept_port(self.home / "ports" / "http", prefer=HTTP_PORT))
        loaded = subprocess.run(
            [sys.executable, "-m", "tools.load", str(self.district)],
            cwd=ROOT, env={**os.environ, **self.environment()},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if loaded.returncode:
            raise StackFailed(f"the district was not loaded:\n{loaded.stdout}{loaded.stderr}")
        self.tell(f"district: {loaded.stdout.strip().splitlines()[-1]}")

    def _start_workers(self) -> None:
        self.workers = [
            Worker(self.home, service, index, self._settings_of(service))
            for service, count in self.counts.items()
            for index in range(count)
        ]
        for worker in self.workers:
            worker.start()
        for worker in self.workers:
            worker.wait()
            self.tell(f"{worker.name}: ready")
        keep(self.home / "env", "".join(f"export {key}='{value}'\n" for key, value in self.environment().items()))

    def _settings_of(self, service: str) -> dict[str, str]:
        own = {
            "LINLI_TOKEN_KEY": str(self.secrets.token_key()),
            "LINLI_HTTP_PORT": self.http_url.rpartition(":")[2],
            "LINLI_FILES": str(self.home / "files"),
            "LINLI_SECOND_FACTOR": "none",  # a trial with made-up people opens at once; a house that works does not say so
        }
        return {
            "LINLI_AMQP_URL": self.amqp_url,
            "LINLI_DATABASE_URL": self._service_url(service),
            "LINLI_DISTRICT": self.area,
            "LINLI_SEAL_KEYS": str(self.secrets.seal_keys()),
            "LINLI_SMS": f"folder:{self.home / 'texts'}",
            **(own if service == "gateway" else {}),
            **self.settings,
        }

    def _service_url(self, service: str) -> str:
        return migrate.service_url(self.database_url, service, self.secrets.password(service))

    def _side_by_side(self, acts: list[Callable[[], None]]) -> None:
        """Do independent steps at the same time; the first failure is raised once all have ended."""
        failures: list[BaseException] = []

        def do(act: Callable[[], None]) -> None:
            try:
                act()
            except BaseException as failure:  # it is raised again below, in the thread that asked
                failures.append(failure)

        threads = [threading.Thread(target=do, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        try:
            _join(threads)
        except BaseException:
            _join(threads)  # told to end: a server that is being started must be known before it can be ended
            raise
        if failures:
            raise failures[0]


def _join(threads: list[threading.Thread]) -> None:
    for thread in threads:
        thread.join()
