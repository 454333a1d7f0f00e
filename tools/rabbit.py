"""A private RabbitMQ from Debian's package: own node, ports, user, data and port mapper, on 127.0.0.1 only.

The package's own scripts are run as the current user with an environment made here, so that a broker already on the
machine, its files in /etc/rabbitmq and its Erlang cookie are neither read nor touched.
"""
from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import time
from pathlib import Path

import amqp

from tools.child import Child, keep, kept_port

SCRIPT = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
NODE = "linli@localhost"
USER = "linli"
PORTS = ("amqp", "distribution", "epmd")
UNHEARD = "failed to connect to node"  # erl_call's words for that it was not let in
# a quorum queue made in the seconds before a kill comes back without a leader and, alone as it is, waits for ever
ELECT = """\
[ra:trigger_election(amqqueue:get_pid(Q)) || Q <- rabbit_amqqueue:list(), amqqueue:is_quorum(Q),
 ra_leaderboard:lookup_leader(element(1, amqqueue:get_pid(Q))) =:= undefined], ok."""
CONFIGURATION = """\
listeners.tcp.1 = 127.0.0.1:{amqp}
default_user = {user}
default_pass = {password}
default_vhost = /
log.console = false
log.file.level = info
# milliseconds a consumer may keep a message unacknowledged: half an hour
consumer_timeout = 1800000
"""


class RabbitFailed(Exception):
    """The private RabbitMQ did not start or refused a command; the text says why and where its log is."""


class Rabbit:
    """One private broker whose whole state is under `home`."""

    def __init__(self, home: Path) -> None:
        self.home = home.absolute()
        self.child = Child(self.home / "rabbit.pid")
        self.mapper = Child(self.home / "epmd.pid")
        self.log = self.home / "rabbit.log"

    @property
    def url(self) -> str:
        """The address of the administrator in virtual host `/`; known once started."""
        return self.url_for("%2F")

    @property
    def port(self) -> int:
        """The port clients connect to; known once started."""
        return int(self._port("amqp").read_text())

    def url_for(self, vhost: str) -> str:
        """Give the administrator's address of one virtual host."""
        return f"amqp://{USER}:{self._secret('password')}@127.0.0.1:{self.port}/{vhost}"

    def start(self, *, within: float = 90.0) -> None:
        """Start the broker; what an earlier run left is ended first, what it stored is kept.

        within: seconds until a client can sign in.

        :raises RabbitFailed: the package is missing, or the broker did not answer, or ended
        """
        if not SCRIPT.exists() or shutil.which("epmd") is None:
            raise RabbitFailed("RabbitMQ is not installed: run `make setup`, or apt-get install rabbitmq-server")
        self.home.mkdir(parents=True, exist_ok=True)
        self.stop()
        self._write()
        # started here and not by the broker, so that it can be ended with the broker
        self.mapper.start(["epmd"], log=self.log, env=self._environment(), cwd=self.home)
        self.child.start([SCRIPT], log=self.log, env=self._environment(), cwd=self.home)
        self._wait(time.monotonic() + within)
        self.evaluate(ELECT)

    def stop(self) -> None:
        """End the broker in order, then its port mapper. Nothing runs: nothing happens."""
        self.child.send(signal.SIGCONT)
        self.child.end(signal.SIGTERM, within=30)
        self.mapper.end(signal.SIGKILL)

    def kill(self) -> None:
        """End the broker as a power cut would, for drills."""
        self.child.end(signal.SIGKILL)
        self.mapper.end(signal.SIGKILL)

    def pause(self) -> None:
        """Freeze the broker: connections stay open and nobody answers."""
        self._must(self.child.send(signal.SIGSTOP))

    def resume(self) -> None:
        """Let a frozen broker go on."""
        self._must(self.child.send(signal.SIGCONT))

    def drop(self) -> None:
        """End the broker and remove all it ever stored."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def add_vhost(self, name: str) -> str:
        """Make a virtual host where the administrator may do everything; give its address. There already: its address.

        name: letters, digits, `-`, `_`, `.`.
        """
        vhost, user, all_ = f'<<"{_plain(name)}">>', f'<<"{USER}">>', '<<".*">>'
        self.evaluate(
            f"case rabbit_vhost:exists({vhost}) of true -> ok; false -> rabbit_vhost:add({vhost}, {user}) end, "
            f"rabbit_auth_backend_internal:set_permissions({user}, {vhost}, {all_}, {all_}, {all_}, {user})."
        )
        return self.url_for(name)

    def delete_vhost(self, name: str) -> None:
        """Have a virtual host removed with its queues and connections; the broker takes its seconds for it alone."""
        self.evaluate(f'spawn(fun() -> rabbit_vhost:delete(<<"{_plain(name)}">>, <<"{USER}">>) end), ok.')

    def evaluate(self, expressions: str) -> str:
        """Have the broker compute Erlang expressions, in milliseconds where rabbitmqctl needs most of a second.

        -> the text of the value.

        :raises RabbitFailed: the broker does not answer or the value is an error
        """
        until = time.monotonic() + 20
        # one that is busy lets nobody in at times; it has computed nothing then, so it may be asked again
        while UNHEARD in (done := self._asked(expressions)).stderr and self.child.find() and time.monotonic() < until:
            time.sleep(0.2)
        if done.returncode or not done.stdout.startswith("{ok, ") or done.stdout.startswith("{ok, {error"):
            raise RabbitFailed(f"RabbitMQ refused: {expressions} -> {done.stdout} {done.stderr}")
        return done.stdout[len("{ok, ") : -1]

    def _asked(self, expressions: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["erl_call", "-sname", NODE, "-timeout", "20", "-e"],
            input=expressions + "\n", capture_output=True, text=True, check=False,
            env=self._environment(), cwd=self.home,
        )  # fmt: skip

    def _write(self) -> None:
        ports = {name: kept_port(self._port(name)) for name in PORTS}
        keep(self.home / "rabbitmq.conf", CONFIGURATION.format(user=USER, password=self._secret("password"), **ports))
        (self.home / "rabbitmq-env.conf").touch()
        keep(self.home / "enabled_plugins", "[].\n")
        cookie = self.home / ".erlang.cookie"
        cookie.unlink(missing_ok=True)
        keep(cookie, self._secret("cookie"))

    def _environment(self) -> dict[str, str]:
        """Give the broker's environment: only what it needs, so that RABBITMQ_* of a shell change nothing."""
        home, data = self.home, self.home / "data"
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "ERL_EPMD_PORT": self._port("epmd").read_text(),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            # an Erlang that dies writes a dump of its memory, which would hold passwords
            "ERL_CRASH_DUMP_BYTES": "0",
            # the script then becomes the broker instead of waiting beside it: signals reach the right process
            "RUNNING_UNDER_SYSTEMD": "true",
            "RABBITMQ_NODENAME": NODE,
            "RABBITMQ_DIST_PORT": self._port("distribution").read_text(),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "RABBITMQ_CONF_ENV_FILE": str(home / "rabbitmq-env.conf"),
            "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq.conf"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(home / "advanced.config"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "enabled_plugins"),
            "RABBITMQ_MNESIA_BASE": str(data),
            "RABBITMQ_MNESIA_DIR": str(data / "node"),
            "RABBITMQ_LOG_BASE": str(home / "log"),
            "RABBITMQ_PID_FILE": str(home / "node.pid"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(home / "generated"),
            "RABBITMQ_SCHEMA_DIR": str(home / "schema"),
        }

    def _wait(self, until: float) -> None:
        while True:
            try:
                self._sign_in()
                return
            except (OSError, amqp.exceptions.AMQPError) as error:
                if self.child.find() is None or time.monotonic() > until:
                    self.stop()
                    raise RabbitFailed(f"RabbitMQ did not start ({error!r}); its logs: {self.home}/log") from error
            time.sleep(0.05)

    def _sign_in(self) -> None:
        connection = amqp.Connection(
            f"127.0.0.1:{self.port}", userid=USER, password=self._secret("password"), connect_timeout=5
        )
        try:
            connection.connect()
            connection.close()
        finally:
            connection.collect()

    def _port(self, name: str) -> Path:
        return self.home / f"{name}.port"

    def _secret(self, name: str) -> str:
        path = self.home / name
        if not path.exists():
            # no character that an address or a configuration file reads as its own
            keep(path, secrets.token_hex(20))
        return path.read_text()

    def _must(self, done: bool) -> None:
        if not done:
            raise RabbitFailed("RabbitMQ is not running")


def _plain(name: str) -> str:
    """Refuse a name that would mean something else to Erlang or in an address."""
    if not name or not all(letter.isalnum() or letter in "-_." for letter in name) or not name.isascii():
        raise ValueError(f"not a name for a virtual host: {name!r}")
    return name
