"""A process this tree started, remembered in a file so that a later run can find it and end it.

The file holds the pid and the moment the process was created: a pid alone may belong to a stranger after a restart.
"""
from __future__ import annotations

import json
import os
import random
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

OURS = range(20000, 32000)


def free_port() -> int:
    """Give a TCP port of 127.0.0.1 that nobody listens on.

    It is none of those the system gives out by itself (from 32768 on): until its server has started, or while it is away,
    no other process comes to have it by chance.

    :raises OSError: none was found
    """
    ports = random.sample(OURS, 100)
    found = next(filter(_is_free, ports), None)
    if found is None:
        raise OSError("no free port")
    return found


def kept_port(path: Path, *, prefer: int = 0) -> int:
    """Give the port written in a file while it is free, else a new one; the first is `prefer`.

    A server that comes back must come back where its clients look for it.
    """
    wanted = int(path.read_text()) if path.exists() else prefer
    if wanted and _is_free(wanted):
        keep(path, str(wanted))
        return wanted
    port = free_port()
    keep(path, str(port))
    return port


def hold(port: int) -> socket.socket:
    """Give a socket that keeps a port of 127.0.0.1 for servers that share it; it takes no connection itself.

    Sharing servers would let a second stack in among them unasked: while this is held, `kept_port` gives out another.
    """
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    held.bind(("127.0.0.1", port))
    return held


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def keep(path: Path, text: str) -> None:
    """Write a file that only its owner reads, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    draft.replace(path)


class Child:
    """The process named by a pid file, whoever started it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.process: subprocess.Popen[bytes] | None = None

    def start(
        self, command: Sequence[str | Path], *, log: Path, env: Mapping[str, str], cwd: Path | None = None
    ) -> None:
        """Start the command in a session of its own, so that Ctrl-C reaches its owner only, and remember it.

        log: file its output is added to. env: its whole environment.
        """
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [str(word) for word in command],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=dict(env), cwd=cwd, start_new_session=True,
            )
        self.adopt(self.process.pid)

    def adopt(self, pid: int) -> None:
        """Remember a process that is already running."""
        keep(self.file, json.dumps({"pid": pid, "born": psutil.Process(pid).create_time()}))

    def find(self) -> psutil.Process | None:
        """Give the process while it lives; None when there is no file, it ended, or its pid is another's now."""
        try:
            kept = json.loads(self.file.read_text())
            process = psutil.Process(kept["pid"])
            # psutil computes the moment from the boot time, which a clock correction moves by a little
            same = abs(process.create_time() - kept["born"]) < 2.0
            return process if same and process.status() != psutil.STATUS_ZOMBIE else None
        except (FileNotFoundError, psutil.NoSuchProcess):
            return None

    def send(self, number: signal.Signals) -> bool:
        """Send a signal; False when the process is gone."""
        process = self.find()
        if process is None:
            return False
        with suppress(psutil.NoSuchProcess):  # it may end by itself at any time
            process.send_signal(number)
        return True

    def end(self, number: signal.Signals = signal.SIGTERM, *, within: float = 10.0) -> None:
        """Ask the process to end, kill it after `within` seconds, and forget it. Gone already: nothing."""
        process = self.find()
        if process is not None:
            self.send(number)
            if not gone(process, within):
                for each in [*children(process), process]:
                    kill(each)
                gone(process, within=10)
        if self.process is not None:
            self.process.wait()
        self.file.unlink(missing_ok=True)


def children(process: psutil.Process) -> list[psutil.Process]:
    """Give all that a process has started, and what these have; [] when it has ended."""
    try:
        found: list[psutil.Process] = process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []
    return found


def kill(process: psutil.Process) -> None:
    """Kill a process, if it has not ended by itself: the children of a server end when it does."""
    with suppress(psutil.NoSuchProcess):
        process.kill()


def gone(process: psutil.Process, within: float) -> bool:
    """Wait until a process has ended; False when it has not in `within` seconds.

    Asked again and again: waiting by poll(2), as psutil does, is not to be had in a process with green threads.
    """
    end = time.monotonic() + within
    while _lives(process):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def _lives(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:  # it ended between the two questions
        return False
